"""Along the racks: every bag that isn’t as it should be has a name and a tap."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.bag_walks import BagWalk
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.ready import unready
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack
from associate.core.tasks.models import Task
from associate.db import atomic, db
from tests.support.counter import books_agree, stage
from tests.support.people import Person
from tests.support.shop import look_again

__all__ = ["books_agree"]


@pytest.fixture
def ana(app, shop):
    return Person(app, shop.ana, htmx=True).posts("/bag-walks", place="")


@pytest.fixture
def jacket(shop):
    """Ready in 7K4 on rack R-1."""
    return stage(shop, shop.has_order((shop.jacket, 2)), "7K4")


@pytest.fixture
def kettle(shop):
    """Ready in 9MB on rack R-2."""
    return stage(shop, shop.has_order((shop.kettle, 1), number="1002"), "9MB", place="R-2")


def walk() -> BagWalk:
    look_again()
    return db.session.scalars(sa.select(BagWalk)).one()


def bag(tag: str) -> Bag:
    look_again()
    return db.session.scalars(sa.select(Bag).filter_by(tag=tag)).one()


def test_bags_in_their_places_are_right_and_the_walk_keeps_that(app, shop, ana, jacket, kettle):
    ana.sees("Scan the first place").scans("7K4")
    assert ana.code == "scan_place_first"
    ana.opens("/bag-walks/1").scans("LOC-R-1").sees("Rack R-1", "Not seen yet", "HW-1001")
    ana.scans("7K4").sees("7K4 is right here", "End it, 2 places not walked")
    ana.scans("LOC-R-2", "9MB", "9MB", "LOC-R-3").sees("By the books nothing stands here")
    ana.taps("End the walk").sees("2 of 2 bags where they should be", "Ana", "3 of 3 places walked")
    assert walk().result == {
        "waiting": 2, "right": 2, "found": 0, "fixed": 0, "places": 3, "of": 3, "bags": []
    }  # fmt: skip
    assert "bag.seen" in shop.diary(bag("7K4"))
    Person(app, shop.priya).opens("/stock").taps("Bag walk").sees("100 % in place", "Ana").taps("All places")


def test_a_missing_bag_becomes_a_task_that_says_who_had_it_last(app, shop, ana, jacket, kettle):
    ana.scans("LOC-R-1").taps("Not here").sees("7K4 is looked for")
    ana.scans("LOC-R-2").taps("End it, 2 bags are missing").sees("0 of 2 bags", "2 found, 2 set right")
    assert shop.tasks() == ["bag_missing", "bag_missing"]
    task = db.session.scalars(sa.select(Task).order_by(Task.id)).first()
    Person(app, shop.marcus).opens(f"/tasks/{task.id}").sees("bag 7K4 is missing", "Priya", "Rack R-1")
    ana.posts("/bag-walks", place="R-3").scans("7K4").sees("7K4 turned up", "It belongs on Rack R-1")
    assert shop.tasks() == ["bag_missing"]
    ana.taps("It stays here").sees("It stays on Rack R-3")
    assert bag("7K4").location.code == "R-3" and "End the walk" in ana.text


def test_a_bag_in_the_wrong_place_is_moved_in_the_books_or_on_the_floor(shop, ana, jacket, kettle):
    ana.scans("LOC-R-3", "7K4", "9MB").sees("9MB shouldn’t be here", "HW-1002. It belongs on Rack R-2.")
    ana.posts("/bag-walks/1/bags/7K4/fix", how="moved").sees("It stays on Rack R-3")
    ana.posts("/bag-walks/1/bags/9MB/fix", how="carried").sees("It’s back where it belongs")
    assert [bag("7K4").location.code, bag("9MB").location.code] == ["R-3", "R-2"]
    ana.posts("/bag-walks/1/bags/9MB/fix", how="moved")
    assert ana.code == "fixed" and bag("9MB").location.code == "R-2"
    ana.opens("/bag-walks/1").scans("LOC-R-2", "9MB").taps("End it, 1 place not walked").sees(
        "2 found, 2 set right"
    )


def test_what_nobody_came_for_goes_to_put_back(shop, ana, jacket):
    with atomic(jacket):
        jacket.hold_until = now() - timedelta(days=2)
    ana.scans("LOC-R-1", "7K4").sees("Time is over", "nobody came for it in time")
    ana.taps("Take it to put-back").sees("On its way to the shelf")
    assert shop.job(jacket.order).state == State.UNCOLLECTED and bag("7K4").location is None
    assert db.session.scalars(sa.select(PutBack)).one().why == "uncollected"


def test_left_over_and_unknown_tags_are_freed(app, shop, ana, jacket):
    Person(app, shop.helen).posts(f"/orders/{jacket.order.number}/cancellation", reason="customer_asked")
    ana.scans("LOC-R-1", "7K4", "BAG-Z9Z").sees(
        "Left over", "Nobody knows this tag here", "is canceled since"
    )
    ana.posts("/bag-walks/1/bags/Z9Z/fix", how="freed").sees("The tag is free")
    ana.posts("/bag-walks/1/bags/7K4/fix", how="freed")
    assert ana.code == "no_such_fix"  # its goods wait to be put back
    ana.posts("/bag-walks/1/bags/7K4/fix", how="put_back").sees("On its way to the shelf")
    ana.taps("End it, 2 places not walked").sees("No bags waited there", "2 found, 2 set right")


def test_two_people_walk_the_same_and_a_scan_that_comes_twice_is_one(app, shop, ana, jacket, kettle):
    priya = Person(app, shop.priya, htmx=True).posts("/bag-walks", place="")
    ana.scans("LOC-R-1", "7K4")
    priya.scans("LOC-R-2", command_id="priya-scan-01").scans("9MB", command_id="priya-scan-02")
    priya.sees("9MB is right here").scans("9MB", command_id="priya-scan-02").sees("9MB is right here")
    assert len(walk().sightings) == 2 and sorted(walk().walked) == sorted(
        [bag("7K4").location_id, bag("9MB").location_id]
    )
    priya.opens("/bag-walks/1", at="R-3").sees("2/2")
    priya.taps("End it, 1 place not walked").sees("2 of 2 bags")
    ana.scans("7K4")
    assert ana.code == "walk_over"


def test_a_bag_without_a_place_leads_to_its_order_and_one_at_the_counter_is_not_missed(
    app, shop, ana, jacket, kettle
):
    with atomic(jacket):
        unready(jacket, by=shop.ana.actor)
    ana.scans("LOC-R-1", "7K4").sees("HW-1001 has no place yet", "Give it its place")
    counter = Person(app, shop.priya).posts("/handover/openings", order=kettle.number)
    counter.posts("/handover/1/verification", how="photo_id", id_type="passport").scans("9MB")
    ana.scans("LOC-R-2").sees("By the books nothing stands here")
