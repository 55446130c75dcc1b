"""A session ends at once for every copy of its cookie, and locks when nobody touches it (ASVS 5.0, V7)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.stores.pins import clear_pin
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from tests.support.devices import OTHER_PIN, PIN, copy_of, give_pins, tablet
from tests.support.people import Person
from tests.support.shop import PASSWORD, look_again


@pytest.fixture
def order(shop):
    give_pins(shop.ana, shop.priya)
    return shop.has_order((shop.jacket, 2), number="1001")


@pytest.fixture
def browser(app, shop, order):
    """Ana's hands on a tablet, picking."""
    ana = tablet(app, shop.helen).switches_to(shop.ana, PIN)
    return ana.opens(f"/pick/{order.number}").taps("Start picking").sees("Scan the")


def retire(app, shop, browser):
    Person(app, shop.helen).opens("/devices").taps("Retire").taps("Retire it")


def disable(app, shop, browser):
    with atomic(shop.ana):
        shop.ana.is_active = False


ENDS = {
    "sign out": lambda app, shop, browser: browser.opens("/me").taps("Sign out"),
    "switch": lambda app, shop, browser: browser.switches_to(shop.priya, PIN),
    "lock": lambda app, shop, browser: browser.posts("/lock", next="/"),
    "disable": disable,
    "retire": retire,
    "reset": lambda app, shop, browser: clear_pin(shop.ana, by=shop.helen.actor),
    "end": lambda app, shop, browser: Person(app, shop.ana).opens("/me").taps("End"),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_cookie_copied_before_opens_nothing_after(app, shop, order, browser, how):
    """At the next command, and at the next poll: every request reads the session's row."""
    thief = copy_of(browser, app)
    headers = {"HX-Request": "true"}
    assert thief.client.get("/", headers=headers).status_code == 200
    ENDS[how](app, shop, browser)
    assert thief.client.get("/", headers=headers).status_code == 401
    app.config["WTF_CSRF_ENABLED"] = False
    scan = {"code": "96385074", "command_id": "thief-0001", "store": "MQ"}
    assert thief.client.post(f"/pick/{order.number}/scans", data=scan, headers=headers).status_code == 401
    assert thief.client.post(f"/pick/{order.number}/scans", data=scan).status_code in (303, 401)
    assert [line.picked for line in shop.job(order).lines] == [0]


@pytest.mark.parametrize(("kind", "minutes"), [("tablet", 2), ("phone", 5), (None, 30)])
def test_what_nobody_touches_locks_and_polls_dont_count(app, shop, order, kind, minutes):
    browser = Person(app, shop.ana) if kind is None else tablet(app, shop.helen, kind=kind)
    if kind:
        browser.switches_to(shop.ana, PIN)
    begun = now()
    headers = {"HX-Request": "true"}
    for part in (0.3, 0.6, 0.9):
        with time_machine.travel(begun + timedelta(minutes=minutes * part)):
            assert browser.client.get("/", headers=headers).status_code == 200
    with time_machine.travel(begun + timedelta(minutes=minutes, seconds=15)):
        assert browser.client.get("/", headers=headers).status_code == 401
        browser._post(f"/pick/{order.number}/start", {"csrf_token": browser.token, "command_id": "idle-0001"})
        assert browser.url == (f"/login/{shop.ana.id}" if kind else "/login")
    assert shop.job(order).owner_id is None


def test_a_touch_or_a_command_keeps_it_open(app, shop, browser):
    begun = now()
    for minutes in (1.5, 3, 4.5, 6):
        with time_machine.travel(begun + timedelta(minutes=minutes)):
            assert browser.client.post("/touch", data={"csrf_token": browser.token}).status_code == 204
    with time_machine.travel(begun + timedelta(minutes=7.5)):
        browser.opens("/").sees("Mill Quay")
        browser.opens("/pick/HW-1001").scans("96385074")
    with time_machine.travel(begun + timedelta(minutes=9)):
        browser.opens("/").sees("Mill Quay")


def test_after_a_lock_the_same_page_comes_back_with_the_work_on_it(app, shop, order, browser):
    browser.scans("96385074").sees("Picked 1 of 2")
    browser.posts("/lock", next=f"/pick/{order.number}")
    browser.sees("Hello, Ana").does_not_see("jacket")
    browser.taps("Open", pin=OTHER_PIN).sees("4 tries left on this tablet")
    browser.taps("Open", pin=PIN).sees("1", "of 2")
    assert browser.url == f"/pick/{order.number}"


def test_an_idle_screen_leads_back_to_its_page_and_somebody_else_may_take_over(app, shop, order, browser):
    with time_machine.travel(now() + timedelta(minutes=3)):
        browser.opens(f"/pick/{order.number}").sees("Hello, Ana").taps("Not you?")
        face = browser.page.find("b", string="Priya").find_parent("a")
        browser.opens(face["href"]).taps("Open", pin=PIN).sees("Ana is picking this").taps("Take over")
    assert shop.job(order).owner_id == shop.priya.id


def test_a_poll_on_an_idle_screen_is_told_where_to_go(app, shop, order, browser):
    with time_machine.travel(now() + timedelta(minutes=3)):
        headers = {"HX-Request": "true", "Referer": f"http://localhost/pick/{order.number}"}
        poll = browser.client.get("/", headers=headers)
        assert poll.headers["HX-Redirect"] == f"/login/{shop.ana.id}?next=/pick/{order.number}"


def test_a_shift_is_the_longest_a_session_lasts(app, shop, browser):
    with time_machine.travel(now() + timedelta(hours=13, minutes=59)):
        look_again()
        with atomic():
            db.session.execute(sa.update(StaffSession).values(used_at=now()))
        assert browser.opens("/").url == "/"
    with time_machine.travel(now() + timedelta(hours=14, minutes=1)):
        with atomic():
            db.session.execute(sa.update(StaffSession).values(used_at=now()))
        assert browser.opens("/").url == "/login"


def test_people_see_where_they_are_signed_in_and_end_what_they_left_open(app, shop, browser):
    desk = Person(app, shop.ana).opens("/me").sees("Tablet 1", "A browser this one")
    number = db.session.scalars(sa.select(StaffSession.id).filter_by(begun_by="pin")).one()
    helen = Person(app, shop.helen).opens("/me")
    assert helen.posts(f"/me/sessions/{number}/end").status == 404
    desk.opens("/me").taps("End").sees("That browser opens nothing any more").does_not_see("Tablet 1")
    assert browser.opens("/").url == "/login"


def test_another_pin_needs_the_one_before_or_the_password(app, shop, browser):
    form = {"pin": OTHER_PIN, "again": OTHER_PIN}
    browser.opens("/me/pin")
    assert browser.taps("Set my PIN", now="", **form).code == "wrong_proof"
    assert browser.taps("Set my PIN", now="999990", **form).code == "wrong_pin"
    browser.taps("Set my PIN", now=PIN, **form).sees("Your PIN is set")
    desk = Person(app, shop.ana).opens("/me/pin")
    assert desk.taps("Set my PIN", now=OTHER_PIN, pin=PIN, again=PIN).code == "wrong_proof"
    desk.taps("Set my PIN", now=PASSWORD, pin=PIN, again=PIN).sees("Your PIN is set")
    browser.switches_to(shop.ana, PIN).opens("/me").sees("Ana")
