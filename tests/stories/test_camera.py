"""The camera as a scanner: a film of barcodes in front of it, read by the browser itself and by ours."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from associate.core.events.models import Event
from associate.db import db
from associate.documents.codes import barcode_of
from tests.stories.test_every_page_is_accessible import check, looks  # noqa: F401  (looks is a fixture)
from tests.support.browser import Devices
from tests.support.film import film
from tests.support.hands import Hands
from tests.support.shop import look_again

pytestmark = pytest.mark.engine("sqlite")
KETTLE = "4006381333931"

# Chromium on Linux has no service that reads codes: this stands for the one of a phone
ITS_OWN = """globalThis.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["ean_13", "ean_8", "upc_e", "code_128", "qr_code"]) }
  async detect(picture) {
    const at = 4 * (picture.width * (picture.height / 2 | 0) + (picture.width / 2 | 0))
    const row = [...picture.data.slice(at - 400, at + 400)].filter((_, n) => n % 4 === 0)
    const cornerPoints = [{ x: picture.width / 2, y: picture.height / 2 }]
    return row.some(gray => gray < 60) ? [{ format: "ean_8", rawValue: "96385074", cornerPoints }] : []
  }
}"""

FELT = """navigator.vibrate = pattern => (window.felt ??= []).push(pattern)
MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true })
MediaStreamTrack.prototype.applyConstraints = async wanted => { window.lit = wanted.advanced[0].torch }"""


@pytest.fixture(scope="module")
def before_a_camera(launch_browser, browser_type_launch_args, tmp_path_factory):
    """A browser whose camera sees a jacket come by: there for a second, gone for two."""
    code = barcode_of("00000096385074", "")
    path = film(tmp_path_factory.mktemp("film") / "jacket.y4m", [(code, 1), (None, 2)])
    fakes = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={path}"]
    browser = launch_browser(args=[*browser_type_launch_args["args"], *fakes])
    yield browser
    browser.close()


@pytest.fixture
def ana(before_a_camera, server, shop):
    """Picks with a phone, and let the browser use its camera."""
    opened = Devices(before_a_camera.new_context, server.url)

    def begins(order, *, permissions=("camera",), script=""):
        page = opened.phone(permissions=list(permissions))
        page.add_init_script(script or "delete globalThis.BarcodeDetector")
        page.on("response", lambda answer: loaded.append(answer.url))
        hands = Hands(page, server.url).signs_in(shop.ana)
        return hands.opens(f"/pick/{order.number}").taps("Start picking").sees("Scan the")

    loaded = begins.loaded = []
    yield begins
    assert opened.complaints == []
    for context in before_a_camera.contexts:
        context.close()


@pytest.mark.parametrize("script", ["", ITS_OWN], ids=["ours", "its own"])
def test_a_code_before_the_camera_counts_once_each_time_it_comes_by(shop, ana, script):
    order = shop.has_order((shop.jacket, 2), (shop.kettle, 1), number="1001")
    hands = ana(order, script=script)
    assert not any("zxing" in url for url in ana.loaded)
    hands.taps("Scan with the camera")
    answer = hands.page.locator("dialog.camera [data-answer]")
    expect(answer).to_contain_text("Picked 2 of 2", timeout=10_000)
    assert any("zxing" in url for url in ana.loaded) == (not script)
    hands.page.keyboard.press("Escape")
    expect(hands.page.locator("#scan")).to_be_focused()
    assert hands.page.locator("dialog").count() == 0
    look_again()
    picked = db.select(Event).where(Event.kind == "line.picked").order_by(Event.id)
    told = db.session.scalars(picked).all()
    assert [each.facts["source"] for each in told] == ["camera", "camera"]
    assert told[1].at - told[0].at > timedelta(seconds=1.5)  # not while it stayed in the picture


@pytest.mark.later
def test_a_wrong_thing_blocks_until_the_right_one_is_scanned(shop, ana):
    hands = ana(shop.has_order((shop.kettle, 2), number="1001"), script=FELT)
    hands.taps("Scan with the camera")
    answer = hands.page.locator("dialog.camera [data-answer]")
    expect(answer.get_by_role("alert")).to_contain_text("That’s the Harbor rain jacket")
    expect(answer.locator(".flash.wrong:not(.ok)")).to_have_count(1)
    assert hands.page.evaluate("window.felt") == [[40], [200, 80, 200]]  # after “It’s yours”
    hands.page.evaluate("document.querySelector('video').pause()")  # the jacket doesn’t come by again
    check(hands).taps("Light")
    expect(hands.page.get_by_role("button", name="Light", pressed=True)).to_be_visible()
    assert hands.page.evaluate("window.lit") is True
    hands.page.keyboard.type(KETTLE)  # a scanner works all the while
    hands.page.keyboard.press("Enter")
    expect(answer).to_contain_text("Picked 1 of 2")
    assert hands.page.evaluate("window.felt[2]") == [40]
    expect(hands.page.locator("#flash.wrong")).to_have_count(0)


@pytest.mark.later
def test_what_was_scanned_to_be_looked_at_closes_the_camera(shop, ana):
    hands = ana(shop.has_order((shop.jacket, 1), number="1001")).opens("/stock/lookup")
    hands.taps("Scan with the camera").sees("Harbor rain jacket")
    expect(hands.page.locator("dialog")).to_have_count(0)
    expect(hands.page.locator("#scan")).to_be_focused()


@pytest.mark.later
def test_a_camera_that_is_not_allowed_says_what_to_do(shop, ana):
    hands = ana(shop.has_order((shop.jacket, 1), number="1001"), permissions=())
    hands.taps("Scan with the camera").sees("The camera is off for this page.", "Try again")
    hands.page.context.grant_permissions(["camera"])
    hands.taps("Try again")
    expect(hands.page.locator("dialog.camera [data-answer]")).to_contain_text("Picked 1 of 1")
