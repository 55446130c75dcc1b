"""What is told of orders that go from zone to zone: figures, lists, sentences."""

# ruff: noqa: F811  a fixture has the name of what it gives

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.figures.jobs import Walk
from associate.core.figures.walks import walks_of
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import to_pick
from associate.core.fulfillment.waves import Wave
from associate.db import atomic, db
from tests.support.packing import now_
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE
from tests.support.shop import look_again
from tests.support.zones import BOTH, ana, bench, passed, zones  # noqa: F401  fixtures


@pytest.fixture
def two(shop, bench):
    """A: a jacket and a kettle. B: a jacket."""
    first = bench.order((shop.jacket, 1), (shop.kettle, 1), number="1001")
    other = bench.order((shop.jacket, 1), number="1002", customer="c-joel", street="2 Pier Road")
    return shop.job(first), shop.job(other)


def given(job, to, by):
    with atomic(job):
        job.owner_id, job.given_by = to.id, by.actor.ref


def test_each_zones_walk_counts_by_what_was_found_on_it(app, shop, two, passed):
    Person(app, shop.priya).opens("/waves?zone=Kitchen").taps("Start the walk").scans("7K4", KETTLE, "7K4")
    look_again()
    with atomic():
        for wave in db.session.scalars(sa.select(Wave)):
            wave.last_scan_at = wave.started_at + timedelta(minutes=10)
    first, other = (job.id for job in two)
    assert walks_of([first, other]) == {first: Walk(300 + 600, 2), other: Walk(300, 1)}


def test_work_on_what_a_lead_gave_between_two_zones_begins_once(app, shop, passed):
    given(passed, shop.priya, by=shop.helen)
    Person(app, shop.priya).opens("/waves?zone=Kitchen").posts("/pick/HW-1001/scans", code=KETTLE, store="MQ")
    look_again()
    find = sa.select(sa.func.count()).where(Event.about == passed.ref, Event.kind == "pick.taken_up")
    assert db.session.scalar(find) == 1


def test_what_is_begun_again_leaves_the_wave_it_was_in(app, shop, passed):
    priya = Person(app, shop.priya).opens("/waves?zone=Kitchen").taps("Start the walk")
    with atomic(job := now_(passed)):
        job.owner_id = None  # a lead gives it to nobody
    priya.opens("/waves?zone=Kitchen").taps("Start the walk").sees("Fetch this tote first")
    look_again()
    _first, second, third = db.session.scalars(sa.select(Wave).order_by(Wave.id))
    assert (second.to_pick, [job.number for job in third.to_pick]) == ([], ["HW-1001"])
    priya.posts("/waves/W-1002/end", store="MQ").sees("W-1002 is done")


def test_a_zones_wave_says_what_is_so(app, shop, bench, two):
    bench.order((shop.kettle, 1), number="1003", customer="c-ida", street="4 Pier Road")
    ana, clothes = Person(app, shop.ana), {"store": "MQ", "mode": "zone", "zone": "Clothes"}
    ana.posts("/waves", **clothes, job="HW-1003").sees("Nothing of those is left in Clothes")
    ana.posts("/waves", **clothes, job=["HW-1001", "HW-1003"]).sees("1 has nothing left here")
    ana.does_not_see("somebody else").opens("/waves/W-1001").scans(JACKET, "7K4", "LOC-R-2")
    ana.sees("W-1001 is done").does_not_see("0 of 0")


def test_what_stands_still_in_its_own_zone_is_told_so(app, shop, ana, two):
    zones(B2="Clothes")
    with atomic(job := now_(two[0])):
        job.hold = "payment"
    assert ana.opens("/waves/W-1001").scans(KETTLE).code == "held"
    with atomic(job := now_(two[0])):
        job.hold, job.paused_until = "", now() + timedelta(hours=1)
    assert ana.opens("/waves/W-1001").scans(KETTLE).code == "paused"


def test_only_a_zones_wave_passes_on(app, shop, two):
    ana = Person(app, shop.ana).opens("/waves?zone=").taps("Start the walk", mode="totes", job=["HW-1002"])
    with atomic(job := now_(two[1])):
        job.lines[0].picked = 1  # and nobody settled it
    ana.opens("/waves/W-1001").sees("Everything is picked").does_not_see("Pass")
    with atomic(job := now_(two[1])):
        job.lines[0].picked = 0


def test_what_is_between_two_zones_is_to_pick(app, shop, ana, two):
    def waiting():
        look_again()
        return db.session.scalar(sa.select(sa.func.count(Fulfillment.id)).where(to_pick(shop.mill_quay.id)))

    assert waiting() == 0
    ana.scans(JACKET, "7K4", JACKET, "9MB", "LOC-R-2")
    assert waiting() == 1
    given(now_(two[0]), shop.priya, by=shop.helen)
    assert waiting() == 1
    Person(app, shop.priya).posts("/pick/HW-1001/scans", code=KETTLE, store="MQ")
    assert waiting() == 0


def test_what_a_lead_gives_between_two_zones_is_in_the_list_of_their_zone(app, shop, passed):
    given(passed, shop.priya, by=shop.helen)
    Person(app, shop.ana).opens("/waves?zone=Kitchen").sees("Nothing to start")
    Person(app, shop.helen).opens("/board/jobs/HW-1001").sees("1 of 2, waits for its next zone")
    priya = Person(app, shop.priya).opens("/pick").sees("Helen gave this to Priya", "7K4 stands on Rack R-2")
    priya.opens("/waves?zone=Kitchen").sees("passed on by Ana").taps("Start the walk")
    priya.sees("Fetch this tote first", "7K4").opens("/pick").does_not_see("Helen gave")


def test_a_zones_wave_counts_what_is_found_there(app, shop, ana, two):
    def have_short(units):
        with atomic():  # a kettle elsewhere, and a jacket here
            for job in two:
                db.session.get_one(Fulfillment, job.id).lines[-1].short = units

    ana.opens("/waves").sees("0/2", "Yours, Clothes, 2 orders")
    have_short(1)
    ana.opens("/waves/W-1001").sees("0 of 2 picked, 1 short")
    have_short(0)
    ana.opens("/waves/W-1001").scans(JACKET, "7K4", JACKET, "9MB", "LOC-R-2")
    ana.opens("/waves").sees("1/1", "Yours, Clothes, 1 order")


def test_on_the_walk_a_rack_may_be_typed(app, shop, ana):
    ana.scans(JACKET, "7K4").sees("Nothing more here")
    assert ana.scans("B-1").code == "not_for_bags"
    assert ana.opens("/waves/W-1001").scans("X-99").code == "unknown_code"
    ana.opens("/waves/W-1001").scans("R-2").sees("1 order passed on", "On Rack R-2")
