"""Scan anything on the floor and read what is known of it here and elsewhere."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import transferring
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.picking import JACKET

UNKNOWN = "5012345678900"


@pytest.fixture
def ana(app, shop):
    return Person(app, shop.ana).opens("/stock").taps("Look it up").sees("Scan anything")


def test_a_scan_lays_the_sum_open(shop, ana):
    shop.has_order((shop.jacket, 3))
    with atomic():
        level = ledger.level_of(shop.mill_quay.id, shop.jacket.id)
        ledger.hold(level, 2, cause="test", by=shop.ana.actor)
        db.session.execute(sa.update(StockLevel).where(StockLevel.id == level).values(safety=1))
        shop.jacket.compare_at, shop.jacket.promotion = 9900, "Rainy days"
    ana.scans(JACKET).sees(
        "Harbor rain jacket", "€89.00", "€99.00", "Rainy days", "B-1", "Shelf should hold 18", "HW-RJ-204-M"
    )
    ana.sees("On hand 20", "Reserved for orders −3", "−2", "Safety stock −1", "Free to promise 14")
    ana.sees("Castle Row", "20 free")


@pytest.mark.parametrize(
    "text", ["hw-rj-204-m", "(01)00000096385074(10)L7", "rain jacket moss", " 96385074 "]
)
def test_gtin_sku_gs1_and_words_find_the_same_thing(shop, ana, text):
    ana.scans(text).sees("Harbor rain jacket", "Free to promise 20")


def test_several_hits_are_a_list_and_a_place_shows_what_lies_there(shop, ana):
    ana.scans("l").sees("things for “l”", "Enamel kettle 1.5 L", "Oat milk 1 L").taps("Oat milk").sees(
        "Free to promise 20"
    )
    ana.scans("]E09999999999994").sees("Nobody here knows “9999999999994”")
    ana.scans("]C0LOC-B-3").sees("What lies at B-3", "Oat milk 1 L").does_not_see("Enamel kettle")
    ana.scans("b2").sees("What lies at B-2", "Enamel kettle")


def test_what_nobody_knows_is_said_with_what_was_scanned(ana):
    ana.scans(UNKNOWN).sees(f"Nobody here knows “{UNKNOWN}”")
    ana.scans("96385075").sees("Nobody here knows “96385075”")  # a wrong check digit
    ana.scans("PUP-ABCDEF").sees("That’s a customer’s pickup code.")
    ana.scans("100%_").sees("Nobody here knows “100%_”")


def test_what_is_coming_and_whom_to_ask(app, shop, ana):
    with atomic():
        soon = now() + timedelta(days=2)
        made = transferring.request_transfer(
            shop.castle_row, shop.mill_quay, {shop.jacket.id: 4}, expected_at=soon, by=shop.ana.actor
        )
        shop.mill_quay.latitude, shop.mill_quay.longitude = 53.3460, -6.2600
        shop.castle_row.latitude, shop.castle_row.longitude = 55.9500, -3.1900
    ana.scans(JACKET).sees("Coming 4", made.number, "not sent yet", "350 km", "16 free")
    ana.taps("Ask another store for it").sees("1 wanted, 16 free")


def test_a_fragment_keeps_the_address(app, shop):
    ana = Person(app, shop.ana).opens("/stock/lookup")
    ana.htmx = True
    ana.scans(JACKET)
    assert ana.answer.headers["HX-Push-Url"] == f"/stock/lookup?q={JACKET}"
    assert Person(app, shop.sam).opens("/stock/lookup").status == 403
