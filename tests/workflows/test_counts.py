"""Counting on the floor: blind figures, a review by somebody else, nothing swallowed."""

import re

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.acts.shorts import Reason, write_short
from associate.core.inventory.counts import Count, CountState
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, scan
from tests.support.shop import look_again


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


def only_count():
    look_again()
    return db.session.scalars(sa.select(Count)).one()


def test_a_shelf_is_counted_blind_and_reviewed_by_a_lead(app, shop):
    ana = Person(app, shop.ana).opens("/stock").taps("Counts").sees("Nothing waits to be counted")
    ana.posts("/counts", by="location", location="B-2").sees("Enamel kettle 1.5 L", "B-2")
    ana.does_not_see("20", "Expected")
    ana.scans(KETTLE, KETTLE).sees("2 counted").does_not_see("20")
    ana.taps("That’s all, next", units="17").sees("Everything is counted")
    ana.taps("Hand it in").sees("Handed in", "B-2")
    ana.opens(f"/counts/{only_count().id}").sees("A lead looks at what differs").does_not_see("Expected")
    marcus = Person(app, shop.marcus).opens(f"/counts/{only_count().id}")
    marcus.sees("1 thing differs from the books", "Expected 20, counted 17", "−3", "-€127.50")
    marcus.taps("Accept").sees("Done")
    assert shop.level(shop.kettle) == (17, 0, 0) and only_count().state == CountState.DONE


def test_counting_again_puts_it_back_on_the_list(app, shop):
    ana = Person(app, shop.ana).posts("/counts", by="location", location="B-2")
    ana.taps("None here").taps("Hand it in")
    Person(app, shop.marcus).opens(f"/counts/{only_count().id}").taps("Count again").sees(
        "To be counted again"
    )
    ana.opens(f"/counts/{only_count().id}").sees("not counted yet").taps("That’s all, next", units="20").taps(
        "Hand it in"
    )
    ana.sees("All as it should be")
    assert shop.level(shop.kettle) == (20, 0, 0)


def test_what_is_scanned_makes_the_list_and_a_second_count_of_it_is_refused(app, shop):
    ana = (
        Person(app, shop.ana).posts("/counts", by="scans").sees("Scan the first thing").scans(KETTLE, JACKET)
    )
    ana.sees("Harbor rain jacket", "1 counted")
    priya = Person(app, shop.priya).posts("/counts", by="scans").scans(KETTLE)
    assert priya.code == "counted_elsewhere"
    assert ana.scans("00000000").code == "unknown_code"


def test_the_same_scan_sent_twice_counts_once(app, shop):
    ana = Person(app, shop.ana).posts("/counts", by="scans")
    url = f"/counts/{only_count().id}/scans"
    for _again in range(2):
        ana.posts(url, code=KETTLE, command_id="scan-of-one-kettle")
    assert only_count().lines[0].counted == 1


def test_a_short_pick_asks_for_one_count_and_the_count_closes_it(app, shop):
    for number in ("1001", "1002"):
        job = shop.job(shop.has_order((shop.jacket, 2), number=number))
        scan(job, JACKET, shop.ana)
        with atomic(job):
            write_short(job.lines[0], Reason.SOME_MISSING, by=shop.ana.actor, looked=[])
    assert shop.tasks().count("count") == 1
    task = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.COUNT)).one()
    marcus = Person(app, shop.marcus).opens("/tasks").sees("Count the shelf: Harbor rain jacket, Moss, M")
    marcus.opens(f"/tasks/{task.id}").sees("It couldn’t be found while picking").taps("Count it")
    marcus.sees("Harbor rain jacket").taps("That’s all, next", units="16").taps("Hand it in").sees(
        "All as it should be"
    )
    assert "count" not in shop.tasks()


def test_a_conflict_offers_its_next_steps_and_cannot_be_talked_away(app, shop):
    shop.has_order((shop.jacket, 4), number="1001")
    shop.has_order((shop.jacket, 3), number="1002")
    Person(app, shop.ana).posts("/counts", by="location", location="B-1").taps(
        "That’s all, next", units="5"
    ).taps("Hand it in")
    helen = Person(app, shop.helen).opens(f"/counts/{only_count().id}").taps("Accept")
    task = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.STOCK_CONFLICT)).one()
    helen.opens(f"/tasks/{task.id}").sees("2 too few", "At risk: HW-1002", "Enough for HW-1001")
    assert helen.posts(f"/tasks/{task.id}/settlement", note="It is fine").code == "other_kind"
    helen.opens(f"/tasks/{task.id}").taps("Ask another store for 2").sees("Castle Row", "Has all of it")
    helen.opens(f"/tasks/{task.id}").taps("Count the shelf again").taps("That’s all, next", units="7").taps(
        "Hand it in"
    )
    again = db.session.scalars(sa.select(Count.id).order_by(Count.id.desc())).first()
    helen.opens(f"/counts/{again}").taps("Accept").sees("Done")
    assert "stock_conflict" not in shop.tasks() and shop.level(shop.jacket) == (7, 7, 0)


def test_another_stores_count_is_not_there(app, shop):
    Person(app, shop.ana).posts("/counts", by="location", location="B-2")
    assert Person(app, shop.charlie).opens(f"/counts/{only_count().id}").status == 404


@pytest.mark.parametrize("units", ["-1", "many", "99999", "1.5", "٣"])
def test_what_is_no_figure_is_refused_with_a_sentence(app, shop, units):
    ana = Person(app, shop.ana).posts("/counts", by="location", location="B-2")
    ana.taps("That’s all, next", units=units)
    assert ana.code in ("no_number", "too_many") and re.search("Type how many", ana.text)
