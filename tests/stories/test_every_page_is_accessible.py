"""Every page a person meets, looked at by axe on a phone in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from associate.core.fulfillment.links import make_link
from associate.core.tasks.models import Task
from associate.db import atomic, db
from tests.support.counter import stage
from tests.support.hands import Hands
from tests.support.pickups import begin, find_all
from tests.support.shop import look_again

pytestmark = pytest.mark.engine("sqlite")
THEMES = ("light", "dark")
JACKET = "96385074"


@pytest.fixture
def orders(shop):
    """One order of every state: new, half picked, to stage, ready; and one that a person must look at."""
    made = {
        name: shop.has_order((shop.jacket, 2), (shop.kettle, 1), number=number, first=first, customer=first)
        for name, number, first in (
            ("new", "1001", "Maya"),
            ("picking", "1002", "Joel"),
            ("picked", "1003", "Ruth"),
            ("ready", "1004", "Theo"),
        )
    }
    shop.has_order((shop.jacket, 1), number="1005", method=None)
    begin(shop.job(made["picking"]), 1)
    find_all(shop.job(made["picked"]), short=1)
    stage(shop, made["ready"], "7K4")
    return made


@pytest.fixture
def ana(devices, server, shop):
    return Hands(devices.phone(), server.url).signs_in(shop.ana)


@pytest.fixture
def helen(devices, server, shop):
    return Hands(devices.phone(), server.url).signs_in(shop.helen)


def check(hands):
    """No violation in either theme, and nothing to scroll sideways for on a phone."""
    found = []
    for theme in THEMES:
        hands.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        hands.page.wait_for_timeout(100)  # colors have arrived where they go
        for broken in Axe().run(hands.page).response["violations"]:
            found.append((theme, broken["id"], broken["nodes"][0]["html"][:200]))
    assert found == [], hands.page.url
    wide, room = hands.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room, f"{hands.page.url} is {wide} px wide on {room}"


def test_the_pages_of_picking(shop, orders, ana):
    for path in ("/", "/pick", "/pick/HW-1001", "/pick/HW-1002", "/pick/HW-1003", "/putback", "/me"):
        check(ana.opens(path))
    check(ana.opens("/pick/HW-1001").taps("Start picking").sees("Scan the"))
    check(ana.scans("5901234123457").sees("Wrong item"))
    check(ana.scans(JACKET).sees("Picked 1 of 2"))
    line = shop.job(orders["new"]).lines[0].id
    check(ana.opens(f"/pick/HW-1001/lines/{line}/short").sees("Where did you look"))
    ana.opens("/pick/HW-1003")
    check(ana.scans("BAG-9MB").sees("Where does bag 9MB go?"))
    check(ana.scans("LOC-R-2").sees("It’s ready"))


def test_the_pages_of_the_counter(orders, ana):
    check(ana.opens("/handover?q=Rosen"))
    check(ana.opens("/handover/orders/HW-1004"))
    ana.taps("Start").sees("How do you know")
    for how in ("code", "photo_id", "card_last4"):
        ana.page.locator(f"input[name=how][value={how}]").check()
        check(ana)
    ana.page.locator("input[name=how][value=photo_id]").check()
    ana.page.select_option("#id-type", index=1)
    check(ana.taps("Next: fetch 1 bag").sees("Fetch 1 bag"))
    ana.taps("Theo doesn’t want everything").sees("keep")
    check(ana)
    ana.page.go_back()
    check(ana.scans("BAG-7K4").sees("Everything is here"))
    check(ana.taps("Hand over 1 bag").sees("Handed over"))
    check(ana.taps("Undo").sees("Taken back"))


def test_the_pages_of_a_manager(shop, orders, helen):
    look_again()
    tasks = [f"/tasks/{number}" for number in db.session.scalars(db.select(Task.id))]
    assert tasks
    for path in (
        "/tasks",
        *tasks,
        "/orders",
        "/orders?q=no",
        "/orders/HW-1004",
        "/orders/HW-1001/cancel",
        "/me",
    ):
        check(helen.opens(path))
    check(helen.opens("/nowhere"))


def test_the_pages_of_everybody(orders, devices, server):
    with atomic():
        links = [make_link(orders[name]) for name in ("new", "ready")]
    anyone = Hands(devices.phone(), server.url)
    for path in ("/login", "/p/nobody", *(f"/p/{link}" for link in links)):
        check(anyone.opens(path))
