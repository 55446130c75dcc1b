"""Bags into their places, ready, and the word to the customer."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.acts.collect import collect
from associate.core.events.models import Delivery
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.states import State
from associate.core.stores.models import Location, LocationKind
from associate.db import atomic, db
from associate.jobs.claims import claim
from associate.workflows.picking.rules.sending import send_again, undo_ready
from associate.workflows.picking.rules.staging import leave_out
from associate.workflows.picking.screens.job import job_screen
from tests.support import furnish
from tests.support.packing import Bench
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, refusal, scan, scan_all, tap


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


@pytest.fixture
def job(shop):
    """Everything picked, nothing in a bag yet."""
    job = shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1)))
    scan_all(job, shop.ana)
    return job


def places(job):
    return {bag.tag: bag.location.code if bag.location else None for bag in job.open_bags}


def causes():
    return list(db.session.scalars(sa.select(Delivery.cause).order_by(Delivery.id)))


def test_bag_then_place_makes_it_ready_and_tells_the_customer_once(shop, job):
    scan(job, "BAG-7K4", shop.ana)
    said = scan(job, "LOC-R1", shop.ana, command="the-place-scan")
    assert said == {"kind": "done", "word": "7K4 is on Rack R-1", "what": "That was the last one."}
    assert scan(job, "LOC-R1", shop.ana, command="the-place-scan") == said
    assert shop.job(job.order).state == State.READY
    assert shop.messages() == ["ready"]


def test_one_place_does_for_both_bags_scanned_before_it(shop, job):
    for code in ("BAG-7K4", "BAG-9MB", "R-2"):
        scan(job, code, shop.ana)
    assert places(shop.job(job.order)) == {"7K4": "R-2", "9MB": "R-2"}
    assert job.state == State.READY


def test_bags_filled_while_picking_are_asked_for_one_by_one(shop):
    job = shop.job(shop.has_order((shop.jacket, 1), (shop.kettle, 1)))
    for code in ("BAG-7K4", JACKET, "BAG-9MB", KETTLE):
        scan(job, code, shop.ana)
    staging = job_screen(job, shop.ana).staging
    assert [bag.tag for bag in staging.asked] == ["7K4"]
    assert dict(staging.contents[job.bags[1].id]) == {"Enamel kettle 1.5 L, Cream": 1}
    assert scan(job, "R-1", shop.ana)["what"] == "1 bag to go."
    assert scan(job, "R-3", shop.ana)["kind"] == "done"
    assert places(job) == {"7K4": "R-1", "9MB": "R-3"}


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("LOC-R1", "no_bag"),
        ("LOC-Z9", "unknown_place"),
        ("LOC-B1", "not_for_bags"),
        (JACKET, "all_picked"),
        ("WHATEVER", "unknown_code"),
        ("96385075", "bad_check_digit"),
    ],
)
def test_without_a_bag_each_other_scan_says_what_to_do(shop, job, code, says):
    assert refusal(scan, job, code, shop.ana).code == says
    assert not shop.job(job.order).bags


def test_a_tag_in_use_names_its_order(shop, job):
    other = shop.job(shop.has_order((shop.milk, 1), number="1002"))
    scan(other, "BAG-7K4", shop.priya)
    refused = refusal(scan, job, "7K4", shop.ana)
    assert refused.code == "tag_in_use" and "HW-1002" in refused.message


def test_a_rack_of_another_store_is_no_place_here(shop, job):
    scan(job, "BAG-7K4", shop.ana)
    with atomic():
        furnish.place(shop.castle_row, "X-9", LocationKind.STAGING, 1)
    assert refusal(scan, job, "LOC-X9", shop.ana).code == "unknown_place"


def test_a_full_rack_takes_the_bag_and_says_so(shop, job):
    with atomic():
        db.session.scalars(
            sa.select(Location).filter_by(store_id=job.store_id, code="R-1")
        ).one().capacity = 0
    scan(job, "BAG-7K4", shop.ana)
    assert "over its 0 spaces" in scan(job, "R-1", shop.ana)["what"]


def test_a_tag_scanned_by_mistake_is_left_out_and_free_again(shop, job):
    for code in ("BAG-7K4", "R-1"):
        scan(job, code, shop.ana)
    scan(job, "BAG-9MB", shop.ana)
    tap(leave_out, job, shop.ana, "9MB", key="tests")
    assert places(shop.job(job.order)) == {"7K4": "R-1"}
    assert refusal(tap, leave_out, job, shop.ana, "7K4", key="tests").code == "no_such_bag"


def test_the_last_tag_left_out_makes_the_rest_ready(shop, job):
    scan(job, "BAG-7K4", shop.ana)
    scan(job, "BAG-9MB", shop.ana)
    tap(leave_out, job, shop.ana, "9MB", key="tests")
    assert job.state == State.PICKED
    assert scan(job, "R-1", shop.ana)["kind"] == "done"


def test_the_other_bag_of_the_same_person_shows_the_best_place(shop, job):
    for code in ("BAG-7K4", "R-3"):
        scan(job, code, shop.ana)
    again = shop.job(shop.has_order((shop.milk, 1), number="1002"))
    scan_all(again, shop.ana)
    assert (job_screen(again, shop.ana).staging.best.code, job_screen(again, shop.ana).staging.beside) == (
        "R-3",
        "7K4",
    )
    stranger = shop.job(shop.has_order((shop.milk, 1), number="1003", customer=None, first="Noor"))
    scan_all(stranger, shop.ana)
    assert job_screen(stranger, shop.ana).staging.best.code == "R-1"


def test_one_more_bag_after_ready_tells_nobody_again(shop, job):
    for code in ("BAG-7K4", "R-1", "BAG-9MB"):
        scan(job, code, shop.ana)
    assert job_screen(job, shop.ana).screen == "stage"
    assert scan(job, "R-2", shop.ana)["kind"] == "ok"
    assert job.state == State.READY and shop.messages() == ["ready"]
    assert refusal(scan, job, "BAG-9MB", shop.ana).code == "bag_placed"


def test_undone_before_it_was_sent_nobody_hears_of_it_and_ready_again_tells(shop, job):
    for code in ("BAG-7K4", "R-1"):
        scan(job, code, shop.ana)
    [first] = causes()
    tap(undo_ready, job, shop.ana, command="undo-it-once")
    tap(undo_ready, job, shop.ana, command="undo-it-once")
    assert job.state == State.PICKED and places(job) == {"7K4": None} and shop.messages() == []
    for code in ("BAG-7K4", "R-1"):
        scan(job, code, shop.ana)
    assert shop.messages() == ["ready"] and causes() != [first]


def test_undone_after_it_was_sent_ready_again_tells_again(shop, job):
    for code in ("BAG-7K4", "R-1"):
        scan(job, code, shop.ana)
    assert claim(Delivery)
    tap(undo_ready, job, shop.ana)
    scan(job, "R-1", shop.ana)
    assert shop.messages() == ["ready", "ready"]
    assert (
        refusal(tap, send_again, shop.job(shop.has_order((shop.milk, 1), number="1002")), shop.ana).code
        == "not_ready"
    )


def test_send_again_is_one_message_for_each_tap(shop, job):
    for code in ("BAG-7K4", "R-1"):
        scan(job, code, shop.ana)
    for command in ("first-tap", "first-tap", "second-tap"):
        tap(send_again, job, shop.ana, command=command)
    assert shop.messages() == ["ready"] * 3


def test_the_last_reserved_unit_does_not_stop_ready(shop):
    job = shop.job(shop.has_order((shop.jacket, 20)))
    scan_all(job, shop.ana)
    for code in ("BAG-7K4", "R-1"):
        scan(job, code, shop.ana)
    assert job.state == State.READY and shop.level(shop.jacket) == (20, 20, 0)


def test_an_order_that_left_takes_no_more_scans(shop, job):
    for code in ("BAG-7K4", "R-1"):
        scan(job, code, shop.ana)
    with atomic(job.order, job):
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause="test", by=shop.ana.actor)
    assert refusal(scan, job, "BAG-9MB", shop.ana).code == "too_late"
    assert refusal(tap, undo_ready, job, shop.ana).code == "not_ready"
    assert db.session.query(Bag).count() == 1


# ── totes ────────────────────────────────────────────────────────────────────


def test_a_tote_put_down_leaves_the_queue_and_waits_for_the_bench(app, shop):
    job = Bench(shop).picked((shop.jacket, 1), number="7")
    ana = Person(app, shop.ana).opens("/pick").sees("HW-7")
    scan(job, "BAG-7K4", shop.ana)
    scan(job, "LOC-R-1", shop.ana)
    ana.opens("/pick").does_not_see("HW-7")
    ana.opens("/pick/HW-7").sees("It waits at the pack bench")
    assert shop.job(job.order).state == State.PICKED and shop.messages() == []
