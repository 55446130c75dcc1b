"""What hands do that no form test can: a scanner's burst cut in two, a signature drawn on glass."""

import re

import pytest
from playwright.sync_api import expect

from associate.core.events.models import Event
from associate.core.fulfillment.models import Handover
from associate.core.stores.models import Store
from associate.db import atomic, db
from tests.support.counter import stage
from tests.support.hands import Hands
from tests.support.shop import look_again

pytestmark = pytest.mark.engine("sqlite")
JACKET = "96385074"

FOCUS_AT_THIRD_KEY = """() => {
  const field = document.querySelector("form[data-scan] input[name=code]")
  window.sent = []
  const keep = event => window.sent.push(event.detail.parameters.get("code"))
  document.addEventListener("htmx:configRequest", keep)
  field.blur()
  let keys = 0
  addEventListener("keyup", () => { if (++keys === 3) field.focus() })
}"""


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 2), number="1001", first="Maya")


@pytest.fixture
def ana(devices, server, shop):
    return Hands(devices.tablet(), server.url).signs_in(shop.ana)


def test_a_burst_that_begins_before_the_field_has_focus_arrives_whole_and_once(shop, order, ana):
    ana.opens(f"/pick/{order.number}").taps("Start picking").sees("Scan the")
    ana.page.evaluate(FOCUS_AT_THIRD_KEY)
    assert ana.page.evaluate("document.activeElement === document.body")
    ana.page.keyboard.type(JACKET)
    ana.page.keyboard.press("Enter")
    ana.sees("Picked 1 of 2")
    assert ana.page.evaluate("window.sent") == [JACKET]
    look_again()
    assert [line.picked for line in shop.job(order).lines] == [1]


@pytest.mark.long
def test_a_burst_that_never_reaches_the_field_arrives_too_and_presses_no_button(shop, order, ana):
    ana.opens(f"/pick/{order.number}").taps("Start picking").sees("Scan the")
    ana.page.get_by_role("button", name="Pause").focus()
    ana.page.keyboard.type(JACKET)
    ana.page.keyboard.press("Enter")
    ana.sees("Picked 1 of 2")
    look_again()
    assert not shop.job(order).is_paused


@pytest.mark.later
def test_where_typing_is_off_a_thumb_is_refused_and_a_scanner_is_not(shop, order, ana):
    look_again()
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).typing_allowed = False
    ana.opens(f"/pick/{order.number}").taps("Start picking").does_not_see("Type the code")
    expect(ana.page.get_by_role("button", name="Scan with the camera")).to_be_hidden()  # it has none
    ana.page.keyboard.type(JACKET, delay=90)
    ana.page.keyboard.press("Enter")
    ana.sees("This store scans only")
    ana.scans(JACKET).sees("Picked 1 of 2")
    ana.page.evaluate("document.activeElement.blur()")
    ana.page.keyboard.type("]C1010000009638507410L-7")
    ana.page.keyboard.press("Control+]")  # how scanners send the separator between two elements
    ana.page.keyboard.type("21S-9")
    ana.page.keyboard.press("Tab")  # how some end a code
    ana.sees("Picked 2 of 2")
    look_again()
    picked = db.select(Event).where(Event.kind == "line.picked").order_by(Event.id)
    facts = db.session.scalars(picked).all()[1].facts
    assert (facts["source"], facts["lot"], facts["serial"]) == ("wedge", "L-7", "S-9")


@pytest.mark.later
def test_a_scan_does_not_scroll_the_place_out_of_sight(devices, server, shop):
    order = shop.has_order((shop.jacket, 2), (shop.kettle, 1), (shop.milk, 1), number="1002")
    ana = Hands(devices.phone(), server.url).signs_in(shop.ana)
    ana.opens(f"/pick/{order.number}").taps("Start picking").scans("5901234123457").sees("Wrong item")
    assert ana.page.evaluate("[document.documentElement.scrollHeight > innerHeight, scrollY]") == [True, 0]


def signs(hands):
    """Two strokes, drawn as a finger draws: down, along, up."""
    pad = hands.page.locator("canvas.signature")
    pad.scroll_into_view_if_needed()
    box, mouse = pad.bounding_box(), hands.page.mouse
    for begin, end in ((0.1, 0.5), (0.55, 0.9)):
        mouse.move(box["x"] + box["width"] * begin, box["y"] + box["height"] * 0.3)
        mouse.down()
        mouse.move(box["x"] + box["width"] * end, box["y"] + box["height"] * 0.8, steps=8)
        mouse.up()
    return hands


@pytest.fixture
def at_the_counter(shop, order, ana):
    stage(shop, order, "7K4")
    ana.opens(f"/handover/orders/{order.number}").taps("Start").sees("How do you know")
    ana.page.locator("input[name=how][value=signature]").check()
    return ana


def test_a_signature_is_drawn_kept_and_shown(at_the_counter):
    ana = signs(at_the_counter).taps("Next: fetch 1 bag").sees("verified by signature")
    ana.scans("BAG-7K4").taps("Hand over 1 bag").sees("Handed over", "Signed by Maya")
    look_again()
    kept = db.session.scalars(db.select(Handover)).one().signature
    assert re.fullmatch(r"(M\d+ \d+(L\d+ \d+)+){2}", kept)
    shown = ana.page.get_by_role("img", name="Signature")
    expect(shown).to_be_visible()
    assert shown.locator("path").get_attribute("d") == kept
    ink = shown.locator("path").evaluate("path => path.getBBox().width")
    assert ink > 300  # of 640: what was drawn across the pad lies across the picture


@pytest.mark.long
def test_again_empties_the_pad_and_an_empty_pad_is_refused(at_the_counter):
    ana = signs(at_the_counter).taps("Again").taps("Next: fetch 1 bag").sees("Let the customer sign")
    signs(ana).taps("Next: fetch 1 bag").sees("verified by signature")
