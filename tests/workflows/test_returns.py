"""The returns counter through its pages: found, verified, scanned, graded, refunded, undone."""

# ruff: noqa: F811  a fixture has the name of what it gives

import pytest

from tests.support.brought import at_home, newest
from tests.support.counter import ana, books_agree  # noqa: F401  fixtures
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
    ana.opens(f"/returns/{newest().id}").taps("Undo, until").sees("Taken back")
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.level(shop.kettle) == (19, 0, 0)
    assert shop.messages()[-1] != "returned"
