"""What a device of the store does by itself: keeps the outage list, stays awake at work, says what waits."""

import pytest
from playwright.sync_api import expect

from associate.clock import now
from associate.core.stores.hours import wall_time
from associate.jobs.outage_packs import make_pack
from tests.stories.test_every_page_is_accessible import check, looks
from tests.support.counter import stage
from tests.support.devices import PIN, give_pins
from tests.support.hands import Hands

__all__ = ["looks"]
pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.later]
WATCHED = """
  globalThis.told = []
  const lock = { released: false, release: async () => { lock.released = true; told.push("dark") } }
  const wakeLock = { request: async () => { lock.released = false; told.push("awake"); return lock } }
  Object.defineProperty(navigator, "wakeLock", { value: wakeLock })
  navigator.setAppBadge = async n => { told.push(n) }
  navigator.clearAppBadge = async () => { told.push("no badge") }
"""
HAS = """async () => Boolean(await caches.match("/documents/outage.pdf", { cacheName: "outage-list" }))"""
UNTIL = f"""async wanted => {{
  const has = {HAS}
  while (await has() !== wanted) await new Promise(later => setTimeout(later, 50))
}}"""


@pytest.fixture
def tablet(devices, server, shop):
    give_pins(shop.ana)
    shop.has_order((shop.jacket, 1))
    helen = Hands(devices.desktop(), server.url).signs_in(shop.helen).opens("/devices")
    helen.page.fill("input[name=name]", "Tablet 1")
    code = helen.taps("Make a code").sees("scan this with the camera").page.locator(".spelled").inner_text()
    page = devices.tablet(service_workers="allow")
    page.add_init_script(WATCHED)
    return Hands(page, server.url).enrolls(code).sees("Who’s holding")


def told(hands):
    return hands.page.evaluate("told")


def says(status):
    return lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>")


def gets_the_list(hands):
    answer = hands.page.goto(f"{hands.url}/documents/outage.pdf")
    return answer.status, answer.headers["content-type"], answer.from_service_worker


def test_it_keeps_the_list_and_lets_go_of_it_with_who_signs_out(app, devices, shop, tablet):
    make_pack(shop.mill_quay, app.config)
    tablet.taps("Ana").types_pin(PIN).sees("Mill Quay")
    tablet.page.evaluate("async () => { await navigator.serviceWorker.ready }")
    tablet.opens("/pick").opens("/putback")
    tablet.page.evaluate(UNTIL, True)
    tablet.page.context.set_offline(True)
    tablet.page.goto(f"{tablet.url}/stock")
    link = tablet.page.get_by_role("link", name="Show or print the list of")
    expect(link).to_have_attribute("href", "/documents/outage.pdf")
    tablet.page.context.set_offline(False)
    expect(link).to_be_hidden(timeout=10_000)  # the page opened by itself
    devices.complaints.clear()  # the browser complains of the network we took away
    for status in (502, 404, 200):  # whatever stands before the store says, it isn’t the store’s word
        tablet.page.context.route("**/documents/outage.pdf*", says(status))
        assert gets_the_list(tablet) == (200, "application/pdf", True)
    tablet.opens("/me")
    tablet.page.context.route("**/logout", says(502))
    tablet.taps("Sign out").sees("Sign out").does_not_see("Bad gateway")
    assert tablet.page.evaluate(HAS)
    tablet.page.context.unroute_all()
    devices.complaints.clear()  # the browser complains of the answers we took away
    tablet.opens("/me").taps("Sign out").sees("Who’s holding")
    tablet.page.evaluate(UNTIL, False)


def test_it_stays_awake_at_work_and_says_what_waits(tablet):
    assert told(tablet) == ["no badge"]
    tablet.taps("Ana").types_pin(PIN).sees("Mill Quay")
    assert told(tablet) == [1]
    tablet.opens("/pick").taps("Start picking").sees("Scan the")
    assert told(tablet) == ["awake"]
    tablet.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert told(tablet) == ["awake"]  # still held
    tablet.page.evaluate("navigator.wakeLock.request().then(lock => lock.release())")  # as the browser does
    tablet.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert told(tablet)[-2:] == ["dark", "awake"]
    tablet.scans("96385074").sees("Picked 1 of 1").scans("BAG-7K4").sees("Bag 7K4").scans("R-1").sees("R-1")
    tablet.comes_true("() => told.at(-1) === 'dark'")


def test_the_pages_of_an_outage_are_accessible(devices, server, shop):
    stage(shop, shop.has_order((shop.jacket, 1), (shop.wine, 1)), "7K4")
    marcus = Hands(devices.phone(), server.url).signs_in(shop.marcus)
    check(marcus.opens("/outage/HW-1001"))
    page = marcus.page
    page.check("input[value=handed_over]")
    page.check("input[name=how][value=code]")
    page.fill("#said", "222222")
    page.fill("#taker", "Dana K.")
    page.select_option("#who-h", label="AD, Ana")
    page.fill("#at-h", wall_time(shop.mill_quay, now()))
    page.select_option("#age-seen", index=1)
    check(marcus.taps("Enter it").sees("Paper and shop differ", "Those characters don’t match"))
    marcus.taps("The shop’s side stays").sees("Left as it was")
