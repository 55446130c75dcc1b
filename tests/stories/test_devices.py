"""A tablet that the whole store shares: enrolled, taken into the hand, left lying, lost."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from associate.clock import now
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from tests.stories.test_every_page_is_accessible import check
from tests.support.devices import PIN, give_pins
from tests.support.hands import Hands
from tests.support.qr import read_qr
from tests.support.shop import look_again

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def order(shop):
    give_pins(shop.ana, shop.priya)
    return shop.has_order((shop.jacket, 3), number="1001")


@pytest.fixture
def helen(devices, server, shop):
    return Hands(devices.desktop(), server.url).signs_in(shop.helen)


def makes_a_code(helen, name):
    helen.opens("/devices")
    helen.page.fill("input[name=name]", name)
    helen.taps("Make a code").sees("scan this with the camera")
    return helen.page.locator(".spelled").inner_text()


@pytest.fixture
def tablet(devices, server, order, helen):
    return Hands(devices.tablet(), server.url).enrolls(makes_a_code(helen, "Tablet 1")).sees("Who’s holding")


def take(hands, name):
    hands.taps(name)
    return hands.types_pin(PIN)


@pytest.mark.later
def test_a_phone_is_enrolled_by_the_code_on_the_managers_screen(devices, server, helen, order):
    makes_a_code(helen, "Phone 7")
    url = read_qr(helen.page)
    phone = Hands(devices.phone(), server.url).opens(url)
    phone.taps("Enroll it").sees("Who’s holding this tablet?", "Phone 7, Mill Quay")
    helen.sees("Phone 7 is enrolled")  # without a touch
    take(phone, "Ana").sees("Mill Quay")
    helen.taps("To the devices").sees("Ana since")


@pytest.mark.later
def test_the_person_switches_in_under_three_seconds(shop, order, tablet):
    take(tablet, "Ana").sees("Mill Quay")
    tablet.opens(f"/pick/{order.number}").taps("Start picking").scans("96385074").sees("Picked 1 of 3")
    tablet.opens("/login").sees("here since")
    begun = time.monotonic()
    take(tablet, "Priya")
    tablet.page.wait_for_url("**/")
    assert time.monotonic() - begun < 3
    tablet.sees("Priya")


@pytest.mark.long
def test_a_wrong_pin_says_how_many_tries_are_left(tablet):
    tablet.taps("Ana")
    tablet.types_pin("999990").sees("That PIN didn’t match. 4 tries left on this tablet.")
    tablet.page.keyboard.type("99", delay=60)
    assert tablet.page.locator(".pins .on").count() == 2
    tablet.page.keyboard.press("Backspace")
    assert tablet.page.locator(".pins .on").count() == 1
    tablet.page.keyboard.type("5901234123457")  # a scanner
    assert tablet.page.locator(".pins .on").count() <= 1
    tablet.page.get_by_role("button", name="Clear").click()
    tablet.types_pin(PIN).sees("Mill Quay")


@pytest.mark.later
def test_what_lies_there_untouched_locks_and_comes_back(shop, order, tablet):
    take(tablet, "Ana").sees("Mill Quay")
    tablet.page.clock.install()
    tablet.opens(f"/pick/{order.number}").taps("Start picking").scans("96385074").sees("Picked 1 of 3")
    tablet.page.clock.fast_forward(115_000)
    tablet.sees("Picked 1 of 3")
    tablet.page.mouse.click(5, 300)  # a hand
    tablet.page.clock.fast_forward(60_000)
    tablet.sees("Picked 1 of 3")
    tablet.page.clock.fast_forward(61_000)
    tablet.sees("Hello, Ana").does_not_see("Picked 1 of 3")
    tablet.page.go_back()
    tablet.does_not_see("Picked 1 of 3").opens(f"/pick/{order.number}")
    tablet.page.wait_for_url("**/login**")
    tablet.taps("Ana")
    tablet.types_pin(PIN).sees("1", "of 3")
    assert tablet.page.url.endswith(f"/pick/{order.number}")
    tablet.scans("96385074").sees("Picked 2 of 3")


@pytest.mark.later
def test_a_locked_screen_stays_so_where_the_network_is_up_and_the_store_is_not(devices, server, order, helen):
    page = devices.tablet(service_workers="allow")
    tablet = Hands(page, server.url).enrolls(makes_a_code(helen, "Tablet 3")).sees("Who’s holding")
    take(tablet, "Ana").sees("Mill Quay")
    tablet.opens(f"/pick/{order.number}").taps("Start picking").sees("Scan the")
    tablet.comes_true("async path => Boolean(await caches.match(path))", f"/pick/{order.number}")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.clock.install()
    page.reload()
    tablet.sees("Scan the")
    page.context.route("**/*", lambda route: route.fulfill(status=502, body="Bad gateway"))
    page.clock.fast_forward(121_000)
    tablet.comes_true("document.documentElement.dataset.drawn")  # no pad came: the kept page did
    page.reload()
    tablet.sees("Locked. It opens with a PIN")
    expect(page.locator("#work")).to_be_hidden()
    page.context.unroute_all()
    page.clock.fast_forward(10_000)
    tablet.sees("Hello, Ana").types_pin(PIN).sees("Scan the")
    devices.complaints.clear()  # the browser complains of the answers we took away


@pytest.mark.long
def test_what_the_server_locked_shows_the_pad_by_itself(shop, order, tablet):
    take(tablet, "Ana").sees("Mill Quay").opens("/pick").sees("HW-1001")
    with atomic():
        db.session.execute(sa.update(StaffSession).values(used_at=now() - timedelta(minutes=3)))
    tablet.sees("Hello, Ana").types_pin(PIN).sees("HW-1001")


def test_a_lost_tablet_is_told_and_empties_itself(devices, server, shop, order, helen):
    page = devices.tablet(service_workers="allow")
    tablet = Hands(page, server.url).enrolls(makes_a_code(helen, "Tablet 9")).sees("Who’s holding")
    take(tablet, "Ana").sees("Mill Quay")
    tablet.comes_true("async () => (await caches.keys()).length > 0")
    helen.opens("/devices").sees("Ana since").taps("Retire Tablet 9").taps("Retire it").sees(
        "Tablet 9 is retired"
    )
    tablet.sees("This device was retired").sees("It is empty now")  # at its next poll
    assert page.evaluate("async () => (await caches.keys()).length") == 0
    assert page.context.cookies() == []
    helen.opens("/devices").sees("emptied")
    tablet.taps("To signing in").sees("Sign in with the email")


@pytest.mark.long
def test_it_works_without_javascript(devices, server, shop, order, helen):
    page = devices.tablet(java_script_enabled=False)
    tablet = Hands(page, server.url).enrolls(makes_a_code(helen, "Tablet 5")).sees("Who’s holding")
    tablet.taps("Ana")
    page.fill("input[name=pin]", PIN)
    tablet.taps("Open").sees("Mill Quay")
    look_again()
    assert shop.diary(shop.ana)[-1] == "staff.signed_in"


@pytest.mark.long
def test_the_pages_of_devices_are_accessible(devices, server, shop, order, helen):
    makes_a_code(helen, "Phone 1")
    check(helen)
    phone = Hands(devices.phone(), server.url).opens("/enroll")
    check(phone)
    phone.enrolls(makes_a_code(helen, "Phone 2")).sees("Who’s holding")
    check(phone)
    phone.taps("Ana")
    check(phone.sees("Hello, Ana"))
    check(phone.types_pin("999990").sees("didn’t match"))
    check(phone.opens("/login/password"))
    phone.opens("/login").taps("Ana")
    phone.types_pin(PIN).sees("Mill Quay")
    check(phone.opens("/me"))
    check(phone.opens("/me/pin"))
    check(helen.opens("/devices"))
    check(helen.taps("Retire Phone 2"))
    helen.taps("Retire it").sees("is retired")
    check(phone.opens("/").sees("It is empty now"))
