"""At the bench: a picked job into its parcels, one scan a unit."""

import pytest

from associate.core.acts import packing
from associate.core.acts.cancel import cancel_order
from associate.core.acts.holds import put_on_hold
from associate.core.acts.intake import take_in
from associate.core.acts.recalls import stop_selling
from associate.core.catalog.codes import read_code
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.states import State
from associate.core.shipping.box_hints import hint_for
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.errors import Missing
from tests.support.packing import CLEAN, Bench, books_agree, now_, states
from tests.support.picking import refusal, scan
from tests.support.shop import look_again


@pytest.fixture
def bench(shop):
    return Bench(shop)


@pytest.fixture
def job(shop, bench):
    """Two jackets and a kettle, picked."""
    return bench.picked((shop.jacket, 2), (shop.kettle, 1))


def code(variant):
    return read_code(variant.sku)


def said(kind):
    look_again()
    return [event.facts for event in db.session.scalars(db.select(Event).filter_by(kind=kind))]


# ── picked, and to the bench ─────────────────────────────────────────────────


def test_picked_it_waits_in_its_tote_and_its_customer_hears_nothing(shop, bench):
    job = bench.picked((shop.jacket, 2))
    assert job.state == State.PICKED and job.open_bags == []
    scan(job, "BAG-7K4", shop.ana)
    told = scan(job, "LOC-R-1", shop.ana)
    job = now_(job)
    assert job.state == State.PICKED and job.ready_at is None and shop.messages() == []
    assert told["word"] == "7K4 is on Rack R-1"


def test_a_tote_may_be_scanned_while_it_is_picked(shop, bench):
    job = shop.job(bench.order((shop.jacket, 1)))
    scan(job, shop.jacket.sku, shop.ana)
    job = bench.picked((shop.jacket, 2), number="1002")
    scan(job, "BAG-7K5", shop.ana)
    assert packing.job_at_bench(read_code("BAG-7K5"), store=shop.mill_quay).id == job.id
    assert packing.job_at_bench(read_code("ORD-HW-1002"), store=shop.mill_quay).id == job.id


def test_an_order_that_is_collected_or_anothers_isnt_packed_here(shop, bench):
    shop.has_order((shop.jacket, 1), number="2001")
    with pytest.raises(Missing):
        packing.job_at_bench(read_code("ORD-HW-2001"), store=shop.mill_quay)
    bench.order((shop.jacket, 1))
    with pytest.raises(Missing):
        packing.job_at_bench(read_code("ORD-HW-1001"), store=shop.castle_row)


def test_nothing_is_packed_before_it_is_picked_or_while_it_is_held(shop, bench):
    job = shop.job(bench.order((shop.jacket, 1)))
    assert refusal(packing.open_at_bench, job, by=bench.by).code == "not_at_bench"
    scan(job, shop.jacket.sku, shop.ana)
    with atomic(job):
        put_on_hold(job, "payment", by=SYSTEM)
    assert refusal(packing.open_at_bench, job, by=bench.by).code == "held"


# ── scans ────────────────────────────────────────────────────────────────────


def test_each_unit_is_scanned_once_and_no_other(shop, bench, job):
    parcel = packing.open_at_bench(job, by=bench.by)
    assert packing.open_at_bench(job, by=bench.by).id == parcel.id
    assert states(job) == ("packing", ["open"])
    for n in (1, 2):
        assert packing.scan_in(job, code(shop.jacket), by=bench.by).quantity == n
    assert refusal(packing.scan_in, job, code(shop.jacket), by=bench.by).code == "have_all"
    assert refusal(packing.scan_in, job, code(shop.wine), by=bench.by).code == "wrong_item"
    assert refusal(packing.scan_in, job, read_code("NO-SUCH"), by=bench.by).code == "unknown_code"
    assert bench.left(job) == {shop.kettle.sku: 1}
    packing.take_out(parcel, job.lines[0].id, by=bench.by)
    assert bench.left(job) == {shop.jacket.sku: 1, shop.kettle.sku: 1}
    assert refusal(packing.take_out, parcel, job.lines[1].id, by=bench.by).code == "not_in_parcel"
    books_agree()


def test_what_is_recalled_stops_at_the_bench(shop, bench, job):
    packing.open_at_bench(job, by=bench.by)
    with atomic(shop.kettle.product):
        stop_selling(shop.kettle.product, "It leaks.", by=shop.helen.actor)
    assert refusal(packing.scan_in, job, code(shop.kettle), by=bench.by).code == "stop_sale"
    packing.scan_in(job, code(shop.jacket), by=bench.by)
    assert refusal(packing.open_at_bench, job, by=bench.by).code == "stop_sale"


def test_several_parcels_but_not_more_than_things(shop, bench, job):
    bench.packs(job, only={shop.jacket.sku: 2}, box="M")
    second, third = packing.add_parcel(job, by=bench.by), packing.add_parcel(job, by=bench.by)
    assert [second.number, third.number] == ["HW-1001/2", "HW-1001/3"]
    assert refusal(packing.add_parcel, job, by=bench.by).code == "too_many_parcels"
    packing.drop_parcel(third, by=bench.by)
    packing.scan_in(job, code(shop.kettle), by=bench.by)
    packing.close_box(second, "S", by=bench.by)
    assert states(job) == ("packing", ["closed", "closed", "canceled"])
    assert packing.to_pack(job) == {}
    assert packing.add_parcel(job, by=bench.by).number == "HW-1001/4"  # a number is never used again


# ── boxes and weights ────────────────────────────────────────────────────────


def test_the_hint_and_what_was_used_instead(shop, bench, job):
    assert [(box.box, len(box.things)) for box in packing.hint(job).boxes] == [("L", 3)]
    parcel = bench.packs(job, only={shop.jacket.sku: 1}, box="M")
    assert (parcel.length_mm, parcel.weight_g, parcel.is_weighed) == (328, 450 + 120, False)
    assert said("box.overridden") == []
    packing.add_parcel(job, by=bench.by)
    bench.packs(job, box="S")
    [told] = said("box.overridden")
    assert (told["hinted"], told["used"]) == (["L"], "S")


def test_the_scale_and_a_box_of_its_own(shop, bench, job):
    parcel = packing.open_at_bench(job, by=bench.by)
    assert refusal(packing.close_box, parcel, "L", by=bench.by).code == "empty_parcel"
    packing.scan_in(job, code(shop.kettle), by=bench.by)
    for given, why in (
        ({"code": "XL"}, "no_such_box"),
        ({}, "bad_size"),
        ({"size": (0, 1, 1)}, "bad_size"),
        ({"code": "S", "weight_g": 0}, "weigh_it"),
    ):
        assert refusal(packing.close_box, parcel, by=bench.by, **given).code == why
    packing.close_box(parcel, size=(250, 240, 230), weight_g=1_234, by=bench.by)
    assert (parcel.height_mm, parcel.weight_g, parcel.is_weighed, parcel.box) == (230, 1_234, True, None)
    packing.reopen(parcel, by=bench.by)
    packing.take_out(parcel, parcel.lines[0].fulfillment_line_id, by=bench.by)
    assert refusal(packing.reopen, parcel, by=bench.by).code == "parcel_closed"


def test_what_nobody_knows_the_weight_of_goes_on_the_scale(shop, bench, job):
    with atomic():
        shop.kettle.weight_g = shop.kettle.height_mm = None
    parcel = packing.open_at_bench(job, by=bench.by)
    packing.scan_in(job, code(shop.kettle), by=bench.by)
    assert packing.hint(job).boxes == () and not hint_for(parcel).is_whole
    assert refusal(packing.close_box, parcel, "L", by=bench.by).code == "weigh_it"
    packing.close_box(parcel, "L", weight_g=900, by=bench.by)


# ── not here, not now ────────────────────────────────────────────────────────


def test_back_into_the_tote_changes_no_stock(shop, bench, job):
    bench.packs(job)
    before = shop.level(shop.jacket)
    packing.back_to_tote(job, by=bench.by)
    assert states(job) == ("picked", ["canceled"]) and shop.level(shop.jacket) == before
    again = packing.open_at_bench(job, by=bench.by)
    assert bench.left(now_(job)) == {shop.jacket.sku: 2, shop.kettle.sku: 1} and again.sequence == 2
    books_agree()


def test_canceled_its_goods_come_back_through_put_back(shop, bench, job):
    bench.packs(job, only={shop.jacket.sku: 2})
    cancel_order(job.order, by=SYSTEM, reason="test")
    assert states(job) == ("canceled", ["canceled"])
    assert shop.level(shop.jacket) == (20, 0, 2) and shop.level(shop.kettle) == (20, 0, 1)
    books_agree()


def test_one_less_in_the_web_shop_comes_out_of_its_parcel(shop, bench, job):
    bench.packs(job)
    told = bench.parcels.tells((shop.jacket, 1), (shop.kettle, 1), number="1001")
    take_in(shop.web, told)
    assert states(job) == ("packing", ["open"])  # opened again: one jacket is to come out
    assert bench.left(now_(job)) == {} and shop.level(shop.jacket) == (20, 1, 1)
    books_agree()


# ── seen when it comes in ────────────────────────────────────────────────────


def test_an_order_that_would_be_stuck_at_the_bench_asks_at_once_and_is_picked_all_the_same(shop, bench):
    with atomic():
        shop.kettle.weight_g = None
    job = shop.job(bench.parcels.order((shop.kettle, 1), postcode="9721"))
    task = task_of(TaskKind.SHIP_PREFLIGHT, str(job.id))
    assert [each["doubt"] for each in task.facts["findings"]] == ["postcode", "weight"]
    assert "Maya" not in str(task.facts) and "9721" not in str(task.facts)
    scan(job, shop.kettle.sku, shop.ana)
    assert now_(job).state == State.PICKED
    with atomic():
        shop.kettle.weight_g = 900
    told = bench.parcels.tells((shop.kettle, 1), number="1001")
    take_in(shop.web, told.model_copy(update={"contact": told.contact.model_copy(update=CLEAN)}))
    assert task_of(TaskKind.SHIP_PREFLIGHT, str(job.id)) is None


def test_without_a_carrier_nobody_asks(shop, bench):
    with atomic():
        bench.swift.is_active = bench.slow.is_active = False
    bench.parcels.order((shop.kettle, 1), postcode="9721")
    assert shop.tasks() == []
