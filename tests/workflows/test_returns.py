"""The returns counter through its pages: found, verified, scanned, graded, refunded, undone."""

# ruff: noqa: F811  a fixture has the name of what it gives

import io

import pytest
from PIL import Image

from associate.core.returns.models import ReturnRule
from associate.db import atomic, db
from tests.support.brought import at_home, newest
from tests.support.counter import ana, books_agree  # noqa: F401  fixtures
from tests.support.devices import PIN, give_pins, tablet
from tests.support.people import Person

JACKET, KETTLE = "96385074", "4006381333931"


@pytest.fixture
def order(shop):
    return at_home(shop, (shop.jacket, 2), (shop.kettle, 1))


@pytest.fixture
def charlie(app, shop):
    """Of the other store."""
    return Person(app, shop.charlie)


def test_one_jacket_of_two_comes_back_in_another_store(shop, order, charlie):
    charlie.opens("/returns").scans("HW-1001").sees("How do you know it’s Maya R.?").does_not_see("Rosen")
    charlie.taps("Next: their things", how="receipt").sees("What is Maya bringing back?")
    charlie.scans(JACKET).sees("Why does it come back?")
    charlie.taps("Wrong size").sees("How does it look?").taps("As new").sees("Refund €89.00")
    charlie.taps("Refund €89.00").sees("Refunded €89.00", "Where things go now", "Back to the shelf")
    assert shop.level(shop.jacket, shop.castle_row) == (21, 0, 1)


def test_two_taps_a_unit_and_what_is_wrong_is_said_loudly(shop, order, ana):
    ana.opens("/returns").scans("maya@mail.example").taps(
        "Next: their things", how="photo_id", id_type="passport"
    )
    ana.scans("5901234123457").sees(
        "Wrong item", "That’s the Pinot noir 750 ml. It isn’t on HW-1001: give it back."
    )
    ana.opens(f"/returns/{newest().id}").scans(KETTLE).taps("Doesn’t work").taps("Doesn’t work")
    ana.sees("Back to the vendor", "Refund €42.50")
    ana.scans(KETTLE).sees("All 1 of the Enamel kettle 1.5 L, Cream are here already.")
    ana.opens(f"/returns/{newest().id}").scans(JACKET, JACKET).taps("Changed mind").taps("As new")
    ana.taps("Wrong size").taps("Opened, complete").sees("Refund €220.50").taps("Refund €220.50")
    ana.sees("Refunded €220.50", "Undo, until")
    assert shop.level(shop.jacket) == (20, 0, 2) and shop.level(shop.kettle) == (20, 0, 1)
    ana.opens("/putback").sees("Harbor rain jacket")
    ana.opens(f"/returns/{newest().id}").taps("Undo, until").sees("Undone")
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.level(shop.kettle) == (19, 0, 0)
    assert shop.messages()[-1] != "returned"


def test_a_manager_agrees_with_a_pin_on_the_tablet_and_says_why_themselves(app, shop, order):
    give_pins(shop.ana, shop.helen)
    with atomic():
        db.session.add(ReturnRule(position=1, name="Jackets", says={"final_sale": True}))
    with atomic(order):
        order.placed_at, order.pays_on_pickup = order.placed_at, True  # nothing bought from afar
    tablet_ = tablet(app, shop.helen).switches_to(shop.ana, PIN).opens("/returns").scans("HW-1001")
    tablet_.taps("Next: their things", how="receipt").scans(JACKET).taps("Wrong size").taps("As new")
    tablet_.sees("It was sold for good: final sale.").taps("Ask a manager about the Harbor rain jacket")
    agreed = {"approver": shop.helen.id, "why": "goodwill"}
    tablet_.taps("Allow it once", **agreed, approver_pin="000000").sees("PIN didn’t match")
    tablet_.opens(f"/returns/{newest().id}").taps("Ask a manager").taps(
        "Allow it once", **agreed, approver_pin=PIN
    )
    tablet_.sees("Allowed: Goodwill", "Refund €89.00")
    helen = Person(app, shop.helen).opens("/returns")
    helen.posts("/returns/openings", order="HW-1001", take_over="yes").scans(KETTLE)
    helen.taps("Changed mind").taps("As new").taps("Ask a manager")
    helen.taps("Allow it once", why_words="Bought by mistake").sees("Allowed: Bought by mistake")
    assert sum(line.approval_id is not None for line in newest().lines) == 2


def test_a_photo_is_drawn_anew_and_only_this_store_sees_it(app, shop, order, ana, charlie):
    ana.opens("/returns").scans("HW-1001").taps("Next: their things", how="receipt").scans(JACKET)
    ana.taps("Damaged").taps("Damaged")
    unit = newest().lines[0].id
    place = f"/returns/{newest().id}/units/{unit}/photo"
    sent = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera of somebody"
    Image.new("RGB", (2000, 1000), "red").save(sent, "JPEG", exif=exif, comment="52.1 N, by somebody")
    huge = io.BytesIO()
    Image.new("L", (5000, 5000)).save(huge, "WEBP")
    no = (b"<svg onload=alert(1)>", b"", huge.getvalue())
    for raw, is_kept in (*((each, False) for each in no), (broken(), True), (sent.getvalue(), True)):
        ana.posts(place, photo=(io.BytesIO(raw), "../../x.svg"))
        assert (ana.code == "no_photo") is not is_kept
    seen = ana.client.get(place)
    assert seen.mimetype == "image/jpeg" and seen.headers["X-Content-Type-Options"] == "nosniff"
    drawn = Image.open(io.BytesIO(seen.data))
    assert drawn.size == (1400, 700) and not drawn.getexif() and b"somebody" not in seen.data
    assert charlie.client.get(place).status_code == 404


def broken():
    """Held sideways, by a camera whose resolution is a word."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x011A] = 6, 72.0
    Image.new("RGB", (20, 10), "red").save(made, "JPEG", exif=exif)
    return made.getvalue().replace(b"\x01\x1a\x00\x05\x00\x00\x00\x01", b"\x01\x1a\x00\x02\x00\x00\x00\x08")


def test_a_gift_shows_neither_prices_nor_who_bought_it(shop, order, ana):
    ana.opens("/returns").scans("HW-1001").taps("Next: their things", how="receipt").scans(KETTLE)
    ana.taps("Unwanted gift").taps("As new").taps("It’s a gift")
    ana.taps("Next: their things", first_name="Jonas", email="jonas@mail.example").sees("Jonas gets back")
    ana.does_not_see("Maya", "Rosen", "€89.00").taps("€42.50 as store credit").sees("€42.50 as store credit")
    assert "returned" not in shop.messages()
