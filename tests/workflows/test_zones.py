"""Zone by zone: each stays in one, an order goes on with its totes until it is whole."""

# ruff: noqa: F811  a fixture has the name of what it gives

import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.waves import Wave
from associate.db import atomic, db
from associate.documents.outages import outage_list_of
from tests.support.packing import now_
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE
from tests.support.shop import look_again
from tests.support.zones import BOTH, MILK, ana, bench, passed, told, two, zones  # noqa: F401  fixtures


def test_an_order_goes_from_zone_to_zone_until_it_is_whole(app, shop, ana, two):
    ana.sees("Clothes, 2 orders", "0 of 2 picked").does_not_see("kettle")
    assert ana.scans(KETTLE).code == "other_zone"
    ana.opens("/waves/W-1001").scans(JACKET, "7K4").sees(
        "Nothing more here", "Kitchen still has 1 thing for it"
    )
    ana.scans(JACKET, "9MB").sees("Pass this order on", "Keep these: they are whole", "Then Cellar")
    assert ana.scans("XYZ").code == "scan_place"
    ana.opens("/waves/W-1001").scans("R-2").sees(
        "1 order passed on", "Put the totes at the pack bench", "9MB"
    )
    ana.does_not_see("7K4").scans("LOC-R-1").sees("W-1001 is done")
    job = now_(two[0])
    assert (job.owner_id, job.is_paused, job.state.value) == (None, False, "picking")
    assert told(job, "pick.passed") == ["Passed on from Clothes, next is Kitchen, Cellar: 7K4 on R-2"]
    ana.opens("/pick").sees(
        "Ana passed it on.", "Kitchen still has 1 thing for it. Then Cellar. 7K4 stands on Rack R-2."
    )
    Person(app, shop.helen).opens("/board/jobs/HW-1001").sees("1 of 3, waits for its next zone")

    priya = Person(app, shop.priya).opens("/waves?zone=Cellar").sees("Nothing to start")
    priya.opens("/waves?zone=Kitchen").sees("passed on by Ana").taps("Start the walk")
    priya.sees("Fetch this tote first", "7K4", "R-2", "Ana passed it on")
    assert priya.scans(KETTLE).code == "fetch_first"
    priya.opens("/waves/W-1002").scans("7K4").sees("You have tote A (7K4)", "0 of 1 picked")
    priya.scans(KETTLE, "7K4", "LOC-B-3").sees("W-1002 is done", "Next: Cellar")
    priya.opens("/waves").taps("Cellar").taps("Start the walk").scans("7K4", MILK, "7K4").sees("All picked")
    priya.scans("LOC-R-1").sees("W-1003 is done")
    assert now_(two[0]).state.value == "picked" and now_(two[0]).passed_at is None
    priya.opens("/waves").sees("No order has something in Cellar now")


def test_sent_twice_or_late_it_is_passed_on_once(app, shop, ana, two):
    assert ana.posts("/waves/W-1001/passing", store="MQ").code == "none_to_pass"
    assert ana.posts("/waves/W-1001/lost-totes", store="MQ").code == "none_to_fetch"
    ana.opens("/waves/W-1001").scans(JACKET, "7K4", JACKET, "9MB")
    stale = str(ana.page)
    for _again in range(2):
        form = {"code": "LOC-R-2", "going": "HW-1001", "command_id": "on-to-r2"}
        ana.posts("/waves/W-1001/scans", store="MQ", **form).sees("passed on")
    assert len(told(two[0], "pick.passed")) == 1
    ana.page = stale
    ana.scans("LOC-R-3").sees("W-1001 is done")  # what was whole is put at the bench
    assert [bag.location.code for bag in now_(two[0]).open_bags] == ["R-2"]
    assert ana.posts("/waves/W-1001/passing", store="MQ").code == "wave_over"


def test_only_its_picker_passes_it_on_and_with_a_place(app, shop, ana, two):
    ana.scans(JACKET, "7K4", JACKET, "9MB")
    assert ana.posts("/waves/W-1001/passing", store="MQ").code == "none_to_pass"
    assert ana.posts("/waves/W-1001/passing", store="MQ", going="HW-1001").code == "scan_place"
    priya = Person(app, shop.priya)
    assert priya.posts("/waves/W-1001/passing", store="MQ").code == "owned"
    assert Person(app, shop.charlie).posts("/waves/W-1001/passing", store="CR").status == 404
    assert ana.opens("/waves/W-1001").scans("LOC-NOWHERE").code == "unknown_place"
    assert now_(two[0]).owner_id == shop.ana.id


def test_a_zone_that_is_gone_keeps_nothing(app, shop, passed):
    zones(B2="Bath")
    priya = Person(app, shop.priya).opens("/waves?zone=Bath").sees("passed on by Ana")
    assert priya.posts("/waves", store="MQ", mode="zone", zone="Kitchen", job="HW-1001").code == "no_zone"
    zones(B2="", B3="")
    assert "Bath" not in priya.opens("/waves?zone=Clothes").text  # one zone is no choice
    zones(B3="Cellar")
    priya.opens("/waves?zone=Cellar").taps("Start the walk").scans("7K4").sees("0 of 2 picked")
    zones(B3="Vault")
    priya.opens("/waves/W-1002").scans(KETTLE, "7K4", "LOC-R-1").sees("Next: Vault")


def test_on_hold_it_is_put_down_and_canceled_it_is_put_back(app, shop, ana, two):
    with atomic(two[0]):
        two[0].hold = "payment"
    ana.opens("/waves/W-1001").scans(JACKET, "9MB").sees("Pass this order on", "put it down").taps("Pass on")
    assert now_(two[0]).owner_id is None
    cancel_order(two[0].order, reason="customer", by=SYSTEM)
    assert now_(two[0]).passed_at is None


def test_a_passed_order_that_is_canceled_says_where_its_tote_stands(app, shop, passed):
    cancel_order(passed.order, reason="customer", by=SYSTEM)
    look_again()
    assert (now_(passed).passed_at, now_(passed).owner_id) == (None, None)
    priya = Person(app, shop.priya).opens("/waves?zone=Kitchen").sees("Nothing to start")
    for page in ("/pick/HW-1001", "/putback"):
        priya.opens(page).sees("7K4 stands on Rack R-2.")


def test_a_scan_passes_on_what_its_page_showed(app, shop, ana, two):
    ana.scans(JACKET, "7K4").sees("Nothing more here")
    with atomic(two[1]):
        two[1].hold = "payment"
    ana.scans("LOC-R-2").sees("1 order passed on")
    assert [now_(job).passed_at is not None for job in two] == [True, False]


def test_what_is_on_somebodys_cart_is_no_zones(app, shop, ana, two):
    ana.scans(JACKET, "7K4")
    with atomic(two[0]):
        two[0].owner_id = None  # a lead gave it to nobody
    kitchen = {"mode": "zone", "zone": "Kitchen", "store": "MQ", "job": "HW-1001"}
    assert Person(app, shop.priya).posts("/waves", **kitchen).code == "none_left"


def test_paper_and_the_bag_walk_know_where_it_stands(app, shop, passed):
    picks = {pick.number: pick for pick in outage_list_of(passed.store, key="k", base="").picks}
    assert picks["HW-1001"].tags == "7K4 on R-2"
    ana = Person(app, shop.ana, htmx=True).posts("/bag-walks", place="").opens("/bag-walks/1")
    ana.scans("LOC-R-1", "7K4").sees("It belongs on Rack R-2").does_not_see("It stays here")
    assert ana.posts("/bag-walks/1/bags/7K4/fix", how="moved").code == "no_such_fix"


def test_whoever_has_both_zones_has_the_order_in_one_wave(app, shop, ana, two):
    ana.scans(JACKET, "7K4", JACKET, "9MB", "LOC-R-2").opens("/waves?zone=Kitchen").taps("Start the walk")
    first, second = db.session.scalars(sa.select(Wave).order_by(Wave.id))
    look_again()
    assert [job.number for job in first.to_pick] == [] and [job.number for job in second.to_pick] == [
        "HW-1001"
    ]
    ana.opens("/pick").sees("In wave W-1002")
