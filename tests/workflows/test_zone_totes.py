"""Where a tote stands between two zones, and what comes of it when it doesn’t."""

# ruff: noqa: F811  a fixture has the name of what it gives

import sqlalchemy as sa

from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import PutBack, StockLevel
from associate.core.tasks.models import TaskKind
from associate.db import atomic, db
from tests.support.packing import now_
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, scan_all
from tests.support.shop import look_again
from tests.support.tasks import of_kind
from tests.support.zones import MILK, ana, bench, passed, told, tote, two, zones  # noqa: F401  fixtures


def test_a_tote_of_the_next_order_goes_where_totes_for_the_bench_go(app, shop, bench, passed):
    """And never to where another one waits for its zone."""
    Person(app, shop.ana).opens("/waves/W-1001").scans("LOC-R-1").sees("W-1001 is done")
    third = shop.job(bench.order((shop.kettle, 1), number="1003", customer="c-x", street="9 Pier Road"))
    scan_all(third, shop.priya)
    Person(app, shop.priya).opens("/pick/HW-1003").scans("4XX").sees("Best: Rack R-1")


def test_a_pickup_bag_isnt_sent_to_a_tote_between_zones(app, shop):
    zones(B1="Clothes", B2="Kitchen")
    shop.has_order((shop.jacket, 1), (shop.kettle, 1), number="1001")
    ana = Person(app, shop.ana).opens("/waves?zone=Clothes").taps("Start the walk", job=["HW-1001"])
    ana.scans(JACKET, "7K4", "LOC-B-1").sees("passed on")
    scan_all(shop.job(shop.has_order((shop.milk, 1), number="1002")), shop.priya)
    priya = Person(app, shop.priya).opens("/pick/HW-1002").scans("9MB")
    priya.sees("Best: Rack R-").does_not_see("beside bag 7K4")


def test_goods_of_a_tote_that_isnt_there_are_picked_once_more(app, shop, passed):
    priya = Person(app, shop.priya).opens("/waves?zone=Kitchen").taps("Start the walk").taps("Not there")
    priya.sees("On without 7K4", "picked once more").does_not_see("(7K4)")
    assert told(passed, "pick.totes_left") == ["Picking goes on without what was put down: 7K4"]
    assert [line.picked for line in now_(passed).lines] == [0, 0, 0]
    assert priya.scans(KETTLE, "7K4").code == "bag_missed"
    priya.opens("/waves/W-1002").scans("5DD", "LOC-R-3").sees("Next: Clothes")
    assert told(passed, "pick.passed")[1].endswith("5DD on R-3")
    task = of_kind(TaskKind.BAG_MISSING)
    helen = Person(app, shop.helen).opens(f"/tasks/{task.id}")
    helen.sees("Should be on Rack R-2", "1 × ", "No order waits for it any more")
    helen.taps("Found it")
    look_again()
    assert [(row.why, row.quantity) for row in db.session.scalars(sa.select(PutBack))] == [("found", 1)]
    ana = Person(app, shop.ana).opens("/waves?zone=Clothes").taps("Start the walk")
    ana.scans("5DD", JACKET, "7K4").sees("In tote A (7K4)")


def test_what_the_shelf_lacks_instead_of_a_lost_tote_is_short(app, shop, passed):
    with atomic():
        level_id = ledger.level_of(passed.store_id, shop.jacket.id)
        level = db.session.get_one(StockLevel, level_id)
        ledger.hold(level.id, level.on_hand - level.reserved - level.held, cause="test", by=SYSTEM)
        held = level.on_hand - level.reserved
    priya = Person(app, shop.priya).opens("/waves?zone=Kitchen").taps("Start the walk").taps("Not there")
    priya.sees("The shelf has too few of: ")
    assert shop.tasks() == ["bag_missing", "short"]
    assert now_(passed).lines[0].short == 1
    with atomic():
        ledger.unhold(level_id, held, cause="test", by=SYSTEM)


def test_each_tote_is_fetched_for_itself(app, shop, bench):
    zones(B1="Clothes", B2="Kitchen")
    job = shop.job(bench.order((shop.jacket, 2), (shop.kettle, 1), number="1001"))
    ana = Person(app, shop.ana).opens("/waves?zone=Clothes").taps("Start the walk", job=["HW-1001"])
    ana.scans(JACKET, "7K4", JACKET, "8AA", "LOC-R-2").sees("passed on")
    priya = Person(app, shop.priya).opens("/waves?zone=Kitchen").taps("Start the walk").scans("7K4")
    priya.sees("You have tote A (7K4)", "1 more to fetch", "Fetch this tote first", "8AA")
    assert (tote("7K4").location_id, tote("8AA").location.code) == (None, "R-2")
    priya.scans(KETTLE).sees("Fetch tote A (8AA) first")
    priya.opens("/waves/W-1002").taps("Not there").sees("On without 8AA")
    assert [line.picked for line in now_(job).lines] == [1, 0]
    priya.scans(KETTLE, "7K4").sees("In tote A (7K4)")


def test_a_single_order_leaves_totes_standing_until_they_are_scanned(app, shop, passed):
    priya = Person(app, shop.priya).opens("/pick/HW-1001").sees("Ana passed it on", "7K4 stands on Rack R-2")
    priya.scans(KETTLE).sees("7K4 stands on Rack R-2").does_not_see("into bag 7K4", "passed it on")
    priya.scans(MILK).sees("7K4 stands on Rack R-2")
    assert priya.scans("LOC-R-1").code == "fetch_first"
    priya.opens("/pick/HW-1001").scans("7K4", "5DD", "LOC-R-1").sees("7K4, 5DD are on Rack R-1")
    Person(app, shop.ana).opens("/waves/W-1001").does_not_see("7K4")


def test_a_single_order_isnt_ready_without_a_tote_that_is_lost(app, shop):
    zones(B1="Clothes", B2="Kitchen")
    job = shop.job(shop.has_order((shop.jacket, 1), (shop.kettle, 1), number="1001"))
    ana = Person(app, shop.ana).opens("/waves?zone=Clothes").taps("Start the walk", job=["HW-1001"])
    ana.scans(JACKET, "7K4", "LOC-R-2")
    priya = Person(app, shop.priya).opens("/pick/HW-1001").scans(KETTLE, "5DD", "LOC-R-1").taps("Not there")
    priya.sees("On without 7K4", "1 of 2 picked").scans(JACKET, "9MB", "LOC-R-1")
    assert now_(job).state.value == "ready" and shop.tasks() == ["bag_missing"]
