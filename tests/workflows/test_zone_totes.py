"""Where a tote stands between two zones, and what comes of it when it doesn’t."""

# ruff: noqa: F811  a fixture has the name of what it gives

from tests.support.people import Person
from tests.support.picking import JACKET, scan_all
from tests.support.zones import ana, bench, passed, two, zones  # noqa: F401  fixtures


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
