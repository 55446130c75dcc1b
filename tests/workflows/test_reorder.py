"""The manager's list of what runs low, and the two figures behind it."""

import csv
from io import StringIO

import pytest
import sqlalchemy as sa

from associate.core.acts import transferring
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.inventory.models import StockLevel
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.picking import JACKET


@pytest.fixture
def helen(app, shop):
    return Person(app, shop.helen).opens("/stock").taps("Reorder").sees("Nothing is watched yet")


def test_figures_are_set_inline_and_make_the_list(shop, helen):
    helen.scans(JACKET).sees("Harbor rain jacket", "20 free")
    helen.taps("Save", point="20", upto="30").sees("Saved", "+10", "to order")
    helen.opens("/stock/reorder").sees("1 thing runs low", "20 free", "+10")
    event = db.session.scalars(sa.select(Event).where(Event.kind == "stock.reorder_set")).one()
    assert describe(event.kind, event.facts) == "Reordered at 20, up to 30"
    helen.taps("Save", point="19", upto="30").sees("Nothing runs low", "1 thing is watched")
    helen.scans(JACKET).taps("Save", point="", upto="").opens("/stock/reorder").sees("Nothing is watched yet")


def test_what_is_coming_counts(shop, helen):
    helen.scans(JACKET).taps("Save", point="22", upto="30").opens("/stock/reorder").sees("+10")
    with atomic():
        transferring.request_transfer(
            shop.castle_row, shop.mill_quay, {shop.jacket.id: 2}, expected_at=None, by=shop.ana.actor
        )
    helen.opens("/stock/reorder").sees("20 free, 2 coming", "+8")
    with atomic():
        transferring.request_transfer(
            shop.castle_row, shop.mill_quay, {shop.jacket.id: 1}, expected_at=None, by=shop.ana.actor
        )
    helen.opens("/stock/reorder").sees("Nothing runs low")


@pytest.mark.parametrize(
    ("point", "upto", "code"),
    [("3", "2", "below_the_point"), ("x", "", "no_number"), ("-1", "4", "no_number")],
)
def test_figures_that_make_no_sense_are_refused(shop, helen, point, upto, code):
    helen.scans(JACKET).taps("Save", point=point, upto=upto)
    assert helen.code == code
    assert db.session.scalar(sa.select(sa.func.max(StockLevel.reorder_point))) is None


def test_the_file_is_safe_to_open_in_a_spreadsheet(shop, helen):
    with atomic():
        shop.jacket.product.title = '=HYPERLINK("http://evil.example")'
    helen.scans(JACKET).taps("Save", point="25", upto="40")
    helen.opens("/stock/reorder/list.csv")
    assert helen.answer.mimetype == "text/csv"
    row = next(csv.DictReader(StringIO(helen.answer.get_data().decode("utf-8-sig"))))
    assert row["title"].startswith("'=") and (row["free"], row["suggested"]) == ("20", "20")


def test_it_is_the_managers(app, shop):
    assert Person(app, shop.marcus).opens("/stock/reorder").status == 403
    assert "Reorder" not in Person(app, shop.marcus).opens("/stock").text
