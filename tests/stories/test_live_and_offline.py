"""Is the screen current, and was it saved? What people see when the network goes, and when it comes back."""

import time

import pytest
from playwright.sync_api import expect

from associate.db import db
from tests.support.hands import Hands
from tests.support.shop import look_again

pytestmark = pytest.mark.engine("sqlite")
JACKET = "96385074"
WORKER = "await navigator.serviceWorker.getRegistration()"
NEWER = """async () => {
  await caches.open("shell-older")
  await navigator.serviceWorker.register("/sw.js?newer")
}"""  # as after an update of the app


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 3))


@pytest.fixture
def ana(devices, server, shop):
    return Hands(devices.phone(service_workers="allow"), server.url).signs_in(shop.ana)


def goes_offline(hands):
    hands.page.context.set_offline(True)


def comes_back(hands, devices):
    hands.page.context.set_offline(False)
    devices.complaints.clear()  # the browser complains of the network we took away


def keeps_the_shell(hands):
    """The service worker has the app's shell and answers for this page. One that was loading while the worker
    woke up is nobody's, until it is loaded again."""
    hands.page.evaluate("async () => { await navigator.serviceWorker.ready }")
    if not hands.page.evaluate("Boolean(navigator.serviceWorker.controller)"):
        hands.page.reload()
    assert hands.page.evaluate("Boolean(navigator.serviceWorker.controller)")


def mark(hands):
    return hands.page.locator(".live")


def picked(shop, order):
    look_again()
    return [line.picked for line in shop.job(order).lines]


@pytest.mark.later
def test_a_live_screen_says_so_and_turns_amber_then_red_when_updates_stop(devices, order, ana):
    clock = ana.page.clock
    clock.install()
    ana.opens("/pick")
    expect(mark(ana)).to_have_text("Live")
    ana.page.route(
        "**/pick/cards*", lambda route: route.abort()
    )  # the network is there, the shop does not answer
    clock.run_for(9_000)
    expect(mark(ana)).to_contain_text("No answer")
    expect(mark(ana)).to_have_class("live soon")
    clock.run_for(22_000)
    expect(mark(ana)).to_contain_text("Not current")
    expect(mark(ana)).to_have_class("live late")
    ana.page.unroute("**/pick/cards*")
    clock.run_for(9_000)  # the next poll
    expect(mark(ana)).to_have_text("Live")
    expect(mark(ana)).to_have_attribute("aria-live", "polite")
    devices.complaints.clear()  # the browser complains of the answers we took away


@pytest.mark.long
def test_an_answer_that_brings_nothing_does_not_count_as_current(order, ana):
    ana.opens("/pick")
    ana.page.route("**/pick/cards*", lambda route: route.fulfill(status=404))
    expect(mark(ana)).to_contain_text("No answer", timeout=10_000)


@pytest.mark.long
def test_a_screen_that_does_not_change_by_itself_claims_nothing(ana):
    ana.opens("/orders")
    expect(mark(ana)).to_be_hidden()


def test_a_scan_without_a_network_is_kept_moves_the_screen_on_and_counts_once(devices, shop, order, ana):
    ana.opens(f"/pick/{order.number}").taps("Start picking").scans(JACKET).sees("Picked 1 of 3")
    goes_offline(ana)
    expect(mark(ana)).to_contain_text("Offline", timeout=10_000)
    ana.scans(JACKET).sees("Kept: 2 of 3", "On this device, sent when the network is back.", "2 of 3 picked")
    expect(mark(ana)).to_have_text("Offline 1")
    assert ana.page.locator(".flash.ok").count() == 0  # nothing looks saved
    assert picked(shop, order) == [1]
    comes_back(ana, devices)
    expect(mark(ana)).to_contain_text("all saved")
    ana.sees("2 of 3 picked").does_not_see("Kept: 2 of 3")
    assert picked(shop, order) == [2]


def test_what_is_never_done_offline_is_shut_and_says_so(devices, shop, order, ana):
    ana.opens("/pick").sees("Start picking")
    goes_offline(ana)
    ana.sees("These need the network")
    start = ana.page.get_by_role("button", name="Start picking")
    expect(start).to_be_disabled()
    comes_back(ana, devices)
    expect(start).to_be_enabled()
    ana.does_not_see("These need the network").taps("Start picking").sees("Scan the")
    db.session.rollback()
    assert shop.diary(shop.job(order)).count("fulfillment.picking") == 1


@pytest.mark.later
def test_a_page_that_cannot_come_is_the_offline_page_and_opens_by_itself_later(devices, ana):
    keeps_the_shell(ana.opens("/pick"))
    goes_offline(ana)
    ana.page.goto(f"{ana.url}/putback")
    ana.sees("No network", "What you tapped last may not be")
    button = ana.page.evaluate("getComputedStyle(document.querySelector('.button.primary')).backgroundColor")
    assert button == "rgb(10, 47, 174)"  # the shell's stylesheet is there
    comes_back(ana, devices)
    expect(ana.page.get_by_text("Everything is on its shelf")).to_be_visible(timeout=10_000)


@pytest.mark.later
def test_a_page_that_is_slow_to_come_back_is_asked_for_once(devices, ana):
    """Its next try would begin it anew, and again: it would never be there."""
    keeps_the_shell(ana.opens("/pick"))
    goes_offline(ana)
    ana.page.goto(f"{ana.url}/putback")
    ana.sees("No network")
    asked = []

    def slowly(route):
        asked.append(route.request.url)
        time.sleep(7)
        route.continue_()

    ana.page.context.route("**/putback", slowly)
    comes_back(ana, devices)
    expect(ana.page.get_by_text("Everything is on its shelf")).to_be_visible(timeout=20_000)
    assert len(asked) == 1


@pytest.mark.later
def test_a_proxy_that_answers_for_a_store_that_is_gone_is_no_answer(devices, shop, order, ana):
    ana.opens(f"/pick/{order.number}").taps("Start picking").scans(JACKET).sees("Picked 1 of 3")
    keeps_the_shell(ana)
    ana.page.context.route("**/*", lambda route: route.fulfill(status=503, body="Bad gateway"))
    ana.scans(JACKET).sees("Kept: 2 of 3", "2 of 3 picked").does_not_see("Bad gateway")
    ana.page.goto(f"{ana.url}/putback")
    ana.sees("No network").does_not_see("Bad gateway")
    assert picked(shop, order) == [1]
    ana.page.context.unroute_all()
    ana.sees("Everything is on its shelf").opens(f"/pick/{order.number}").sees("2 of 3 picked")
    devices.complaints.clear()  # the browser complains of the answers we took away
    assert picked(shop, order) == [2]


def test_an_upgrade_waits_for_what_is_unsent_and_keeps_it_where_it_can_not(devices, shop, order, ana):
    ana.opens(f"/pick/{order.number}").taps("Start picking").scans(JACKET).sees("Picked 1 of 3")
    keeps_the_shell(ana)
    busy = {"status": 503, "headers": {"X-Request-ID": "busy"}}  # the store's own word
    ana.page.context.route("**/scans", lambda route: route.fulfill(**busy))
    goes_offline(ana)
    expect(mark(ana)).to_contain_text("Offline", timeout=10_000)
    ana.scans(JACKET).sees("Kept: 2 of 3")
    ana.page.context.set_offline(False)
    ana.page.evaluate(NEWER)
    ana.comes_true(f"async () => Boolean(({WORKER}).waiting)")
    ana.page.wait_for_timeout(500)
    ana.page.evaluate(f"async () => ({WORKER}).waiting.postMessage('take over')")  # as without any tab
    ana.comes_true(f"async () => ({WORKER}).active.scriptURL.endsWith('?newer')")
    ana.comes_true("async () => !(await caches.keys()).includes('shell-older')")
    expect(mark(ana)).to_contain_text("To send: 1")
    assert picked(shop, order) == [1]
    ana.page.context.unroute_all()
    ana.sees("2 of 3 picked").does_not_see("Kept: 2 of 3")
    devices.complaints.clear()  # the browser complains of the answers we took away
    assert picked(shop, order) == [2]


@pytest.mark.later
def test_what_the_store_could_not_keep_stays_on_the_device_until_it_is_put_right(devices, order, ana):
    ana.opens(f"/pick/{order.number}").taps("Start picking").scans(JACKET).sees("Picked 1 of 3")
    unkept = {"X-Fate": "unkept", "X-Request-ID": "gone"}
    goes_offline(ana)
    expect(mark(ana)).to_contain_text("Offline", timeout=10_000)
    ana.scans(JACKET).sees("Kept: 2 of 3")
    ana.page.context.route("**/scans", lambda route: route.fulfill(status=422, headers=unkept))
    comes_back(ana, devices)
    ana.sees("Not all saved", "didn’t fit any more: 1", "1 of 3 picked").does_not_see("all saved at")
    ana.taps("Look at them").sees("Not saved", "The store couldn’t take these", "not saved")
    ana.taps("I put it right")
    expect(ana.page.locator("[data-stuck]")).to_be_hidden()
    devices.complaints.clear()  # the browser complains of the answer we made up


@pytest.mark.long
def test_a_form_that_could_not_be_sent_leads_back_to_where_it_stood(devices, shop, order, ana):
    """The network is there, the shop is not: the service worker answers the form's page."""
    keeps_the_shell(ana.opens("/pick"))
    ana.page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    goes_offline(ana)
    ana.taps("Start picking").sees("No network", "look again when the page is back")
    assert ana.page.url.endswith("/pick")
    comes_back(ana, devices)
    ana.sees("Start picking")
    assert picked(shop, order) == [0]
