"""Every page a person meets, looked at by axe on a phone and on a tablet, in light and in dark."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe

from associate.clock import now
from associate.core.acts import running
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.links import make_link
from associate.core.returns.models import Return
from associate.core.tasks.models import Task
from associate.db import atomic, db
from tests.support.cars import arrives, has_bays, is_on_the_way
from tests.support.counter import stage
from tests.support.hands import Hands
from tests.support.phones import a_link, code_of, hand_over, visit_for
from tests.support.pickups import begin, find_all
from tests.support.qr import read_qr
from tests.support.shop import look_again

pytestmark = pytest.mark.engine("sqlite")
LOOKS = {
    "usual": [[("tablet", "dark")], [("phone", "light")]],
    "every": [[("tablet", "light"), ("tablet", "dark"), ("phone", "light"), ("phone", "dark")]],
}
SIZES = {"tablet": (1024, 768), "phone": (390, 844)}
NARROWEST = 320  # px
LEAST = 48  # px a finger in a glove needs, each way
JACKET = "96385074"


@pytest.fixture(autouse=True)
def looks(pytestconfig):
    """A page on the tablet in the dark, the next on the phone in light; all four with --both and --long."""
    is_thorough = pytestconfig.getoption("--both") or pytestconfig.getoption("--long")
    looks_now[:] = LOOKS["every" if is_thorough else "usual"]


looks_now: list[list[tuple[str, str]]] = []


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


# What acts, and the box a finger may hit: a choice answers on its label, a stretched link on its whole row.
# A link within a sentence is read before it is tapped: it may be as small as its words.
TOO_SMALL = """least => [...document
  .querySelectorAll("a[href], button, select, summary, input:not([type=hidden])")]
  .filter(it => it.checkVisibility({ visibilityProperty: true }) && !it.matches(".skip, .letter a"))
  .map(it => [it, (it.closest("label.choice, .job:has(h2 a), li:has(a.strong)") ?? it)])
  .map(([it, row]) => [it, it.matches("a.strong, h2 a, .choice input") ? row : it])
  .map(([it, hit]) => [it, hit.getBoundingClientRect()])
  .filter(([, box]) => box.width && Math.min(box.width, box.height) < least - 0.5)
  .map(([it, box]) => `${it.outerHTML.slice(0, 99)}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""


# What is written on something to tap, and does not fit into it
CLIPPED = """[...document.querySelectorAll("a[href], button, label, h1, h2")]
  .filter(it => it.checkVisibility({ visibilityProperty: true }) && !it.closest(".for-screen-readers, .rail"))
  .filter(it => !it.matches(".for-screen-readers, .skip") && getComputedStyle(it).overflow !== "visible")
  .filter(it => it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1)
  .map(it => it.outerHTML.slice(0, 120))"""


def check(hands):
    """No violation in what it looks like now, nothing too small to hit, nothing to scroll sideways."""
    found, looks = [], looks_now.pop(0)
    looks_now.append(looks)
    for size, theme in looks:
        width, height = SIZES[size]
        hands.page.set_viewport_size({"width": width, "height": height})
        hands.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        hands.page.wait_for_timeout(100)  # colors have arrived where they go
        for broken in violations(hands.page):
            found.append((size, theme, broken["id"], broken["nodes"][0]["html"][:200]))
        found += [(size, small) for small in hands.page.evaluate(TOO_SMALL, LEAST)]
    assert found == [], hands.page.url
    check_width(hands, NARROWEST, 640)
    check_width(hands, 844, 390)  # a phone on its side
    check_width(hands, *SIZES["phone"])
    check_large_text(hands)
    return hands


def violations(page):
    """Looked at once more where there are any: on a busy machine colors may still be on their way."""
    found = Axe().run(page).response["violations"]
    if found:
        page.wait_for_timeout(1000)
        found = Axe().run(page).response["violations"]
    return found


def check_width(hands, width, height):
    hands.page.set_viewport_size({"width": width, "height": height})
    wide = hands.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{hands.page.url} is {wide} px wide on {width}"


def check_large_text(hands):
    """At 200 % of the letters all is there, as far as a thumb scrolls downwards. WCAG 2.2, 1.4.4."""
    root = hands.page.locator("html")
    root.evaluate("root => root.dataset.text = 200")
    for width, height in SIZES.values():
        check_width(hands, width, height)
        assert hands.page.evaluate(CLIPPED) == [], f"{hands.page.url} at {width}"
    root.evaluate("root => delete root.dataset.text")


@pytest.mark.later
def test_the_pages_of_picking(shop, orders, ana):
    for path in ("/", "/pick", "/pick/HW-1001", "/pick/HW-1002", "/pick/HW-1003", "/putback", "/me"):
        check(ana.opens(path))
    check(ana.opens("/scanners").scans(JACKET).sees("Came through"))
    check(ana.opens("/pick/HW-1001").taps("Start picking").sees("Scan the"))
    check(ana.scans("5901234123457").sees("Wrong item"))
    check(ana.scans(JACKET).sees("Picked 1 of 2"))
    line = shop.job(orders["new"]).lines[0].id
    check(ana.opens(f"/pick/HW-1001/lines/{line}/short").sees("Where did you look"))
    ana.opens("/pick/HW-1003")
    check(ana.scans("BAG-9MB").sees("Where does bag 9MB go?"))
    check(ana.scans("LOC-R-2").sees("It’s ready"))


@pytest.mark.later
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
    check(ana.taps("Something from the floor too").sees("What do they take?"))
    ana.page.go_back()
    check(ana.scans("BAG-7K4").sees("Everything is here"))
    check(ana.taps("Hand over 1 bag").sees("Handed over"))
    check(ana.taps("Undo").sees("Taken back"))


@pytest.mark.later
def test_the_counter_with_three_orders_of_one_person(shop, ana):
    for number, tag in (("10001011", "7K4"), ("10001012", "9MB"), ("10001013", "C3H")):
        stage(shop, shop.has_order((shop.jacket, 1), number=number, first="Maya", customer="Maya"), tag)
    check(ana.opens("/handover/orders/HW-10001011").sees("HW-10001012", "HW-10001013"))
    check(ana.taps("Start").sees("How do you know"))
    ana.page.locator("input[name=how][value=photo_id]").check()
    ana.page.select_option("#id-type", index=1)
    check(ana.taps("Next: fetch 3 bags").sees("Fetch 3 bags"))


@pytest.mark.later
def test_the_pages_of_curbside(shop, orders, ana):
    check(ana.opens("/curbside").sees("No cars"))
    has_bays(shop.mill_quay, "1", "2", "3", "4")
    is_on_the_way(shop.job(orders["new"]), eta=now() + timedelta(minutes=9))
    visit = arrives(shop.job(orders["ready"]), "4", ago=9, needs_help=True)
    check(ana.opens("/curbside").sees("On the way: 1"))
    check(ana.opens(f"/curbside/{visit.id}").taps("I’ll take it").sees("Scan bag 7K4"))
    for number in (1, 2):
        check(ana.opens(f"/curbside/{visit.id}/phrases/{number}"))
    ana.opens(f"/curbside/{visit.id}").scans("BAG-7K4").sees("Now out to the car")
    check(ana.taps("I’m at the car").sees("Ask Theo for the code"))
    check(ana.taps("No code? Another way").sees("How do you know"))
    check(ana.opens(f"/curbside/{visit.id}").sees("Something else?", "Theo left"))
    check(ana.taps("Theo left").sees("Nobody there"))
    check(ana.opens(f"/curbside/{visit.id}").sees("Theo left"))


@pytest.mark.later
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


@pytest.mark.later
def test_the_pages_about_people(shop, orders, helen):
    """Devices, enrolling and PINs are looked at in test_devices, settings in a file of their own."""
    for path in ("/people", f"/people/{shop.ana.id}", "/people/new", "/roles", "/health"):
        check(helen.opens(path))
    helen.opens("/people/new").page.fill("#first-name", "Noor")
    helen.page.fill("#last-name", "Haddad")
    helen.page.fill("#email", "noor@hollisandwren.example")
    check(helen.taps("Add and make the link").sees("Give this link to Noor."))
    check(helen.opens(helen.page.locator(".once .address").inner_text()).sees("Welcome, Noor."))


@pytest.mark.later
def test_the_pages_of_everybody(orders, devices, server):
    with atomic():
        links = [make_link(orders[name]) for name in ("new", "ready")]
    anyone = Hands(devices.phone(), server.url)
    for path in ("/login", "/p/nobody", *(f"/p/{link}" for link in links)):
        check(anyone.opens(path))


@pytest.mark.later
def test_the_pages_of_somebody_who_comes(shop, orders, devices, server):
    has_bays(shop.mill_quay)
    with atomic(shop.mill_quay):
        shop.mill_quay.latitude, shop.mill_quay.longitude = 53.3458, -6.2632
    link = a_link(orders["ready"])
    theo = Hands(devices.phone(), server.url)
    for path in ("/coming", "/here", "/window", "/people"):
        check(theo.opens(link + path))
    theo.opens(f"{link}/people").page.fill("#name", "Jonas")
    check(theo.taps("Make a code").sees("For Jonas only"))
    theo.opens(f"{link}/coming")
    check(theo.taps("I’m on my way").sees("See you about"))
    theo.opens(f"{link}/here").page.locator("input[name=bay][value='4']").check()
    check(theo.taps("I’m here").sees("We’re on our way to bay 4."))
    running.claim(visit_for(shop.job(orders["ready"])), shop.marcus, by=SYSTEM)
    check(theo.opens(link).sees("Marcus is on the way"))


@pytest.mark.later
def test_the_pages_of_somebody_who_brings_something_back(shop, orders, devices, server):
    order = orders["ready"]
    hand_over(shop.job(order))
    link = a_link(order)
    maya = Hands(devices.phone(), server.url)
    check(maya.opens(f"{link}/returning").taps("Get the code").sees("Choose what you want to bring back."))
    maya.page.locator("select[name^=units]").select_option("1")
    maya.page.locator("select[name^=reason]").first.select_option("wrong_size")
    check(maya.taps("Get the code").sees("You bring this back."))
    code = db.session.scalars(sa.select(Return.code)).one()
    assert read_qr(maya.page) == code
    with atomic(order):
        job = shop.job(order)
        job.state_since = now() - timedelta(hours=25)
    check(maya.opens(link).sees("Your order is done."))
    check(maya.taps("Email a code to").sees("Type it"))


@pytest.mark.later
def test_the_pages_of_a_sign(shop, orders, devices, server):
    has_bays(shop.mill_quay)
    anyone = Hands(devices.phone(), server.url)
    check(anyone.opens("/bay/MQ/4").sees("What’s your code?"))
    anyone.page.fill("#code", "AAA AAA")
    anyone.page.fill("#make", "Fiat Panda")
    check(anyone.taps("I’m here, bay 4").sees("That code opens no order"))
    anyone.page.fill("#code", code_of(shop.job(orders["ready"])))
    check(anyone.taps("I’m here, bay 4").sees("We’re on our way to bay 4."))
    check(anyone.taps("Change bay or car").sees("Where are you now?"))
    check(anyone.opens("/visit/nothing"))
