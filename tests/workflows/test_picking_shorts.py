"""What can't be found: the four reasons, what each does to stock, and how it ends."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.acts.shorts import Reason, found_it, give_up
from associate.core.fulfillment.queries import fulfillment_here
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.states import State
from associate.core.inventory.models import StockLevel
from associate.core.orders.models import OrderState
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.workflows.picking.forms import ShortForm
from associate.workflows.picking.rules import owning
from associate.workflows.picking.rules.shorts import report_short
from associate.workflows.picking.rules.unscans import put_one_back
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, refusal, scan, tap

EVERYWHERE = ["floor", "back", "fitting", "returns"]


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


@pytest.fixture
def job(shop):
    return shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1)))


def short(job, variant, reason, by, looked=EVERYWHERE, command=None):
    line = next(line for line in job.lines if line.variant_id == variant.id)
    form = ShortForm(line=line.id, reason=reason, looked=looked)
    return tap(report_short, job, by, form, command=command)


def open_task(kind):
    return db.session.scalars(sa.select(Task).where(Task.kind == kind, Task.done_at.is_(None))).one()


def test_a_short_speaks_of_what_its_person_saw(app, shop, job):
    """Two were missing on a screen without a network; one was found before the report came."""
    tap(owning.start, job, shop.ana)
    scan(job, JACKET, shop.ana)
    ana = Person(app, shop.ana).opens(f"/pick/{job.number}")
    told = {"line": job.lines[0].id, "reason": Reason.NOT_FOUND.value, "looked": EVERYWHERE}
    ana.posts(f"/pick/{job.number}/shorts", **told, units="2").sees("It has changed meanwhile")
    assert "line.short" not in shop.diary(job)
    ana.posts(f"/pick/{job.number}/shorts", **told, units="1")
    assert shop.diary(job).count("line.short") == 1


@pytest.mark.parametrize(
    ("reason", "level"),
    [
        (Reason.NOT_FOUND, (0, 0, 0)),
        (Reason.SOME_MISSING, (18, 0, 0)),
        (Reason.DAMAGED, (20, 0, 2)),
        (Reason.NOT_PICKED, (20, 0, 0)),
    ],
)
def test_each_reason_has_its_stock_effect(shop, job, reason, level):
    short(job, shop.jacket, reason, shop.ana)
    assert shop.level(shop.jacket) == level
    task = open_task(TaskKind.SHORT)
    assert {"units": 2, "reason": reason.value, "variant_id": shop.jacket.id}.items() <= task.facts.items()
    assert "line.short" in shop.diary(job)


def test_a_short_sent_twice_is_one_short(shop, job):
    first = short(job, shop.jacket, Reason.SOME_MISSING, shop.ana, command="one-report")
    assert short(job, shop.jacket, Reason.SOME_MISSING, shop.ana, command="one-report") == first
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.tasks() == ["short", "count"]


@pytest.mark.parametrize("missing", EVERYWHERE)
def test_missing_is_believed_only_after_all_four_places(shop, job, missing):
    looked = [place for place in EVERYWHERE if place != missing]
    refused = refusal(short, job, shop.jacket, Reason.NOT_FOUND, shop.ana, looked=looked)
    assert refused.code == "look_first" and refused.facts == {"places": [missing]}
    assert shop.level(shop.jacket) == (20, 2, 0)
    assert short(job, shop.jacket, Reason.DAMAGED, shop.ana, looked=[])["kind"] == "note"


def test_not_found_never_takes_what_lies_in_other_bags(shop, job):
    other = shop.job(shop.has_order((shop.jacket, 3), number="1002"))
    for _unit in range(3):
        scan(other, JACKET, shop.priya)
    short(job, shop.jacket, Reason.NOT_FOUND, shop.ana)
    assert shop.level(shop.jacket) == (3, 3, 0)
    level = db.session.scalars(
        sa.select(StockLevel).filter_by(store_id=job.store_id, variant_id=shop.jacket.id)
    ).one()
    assert shelf(level) == 0


def test_stock_that_others_wait_for_becomes_a_conflict_naming_them(shop, job):
    shop.has_order((shop.jacket, 4), number="1002")
    shop.has_order((shop.jacket, 1), number="1003")
    short(job, shop.jacket, Reason.NOT_FOUND, shop.ana)
    task = open_task(TaskKind.STOCK_CONFLICT)
    assert task.facts["units"] == 5 and sorted(task.facts["orders"]) == ["HW-1002", "HW-1003"]
    assert refusal(found_it, open_task(TaskKind.SHORT), by=shop.marcus.actor).code == "no_stock"
    shop.stocks(shop.jacket, 5)
    found_it(open_task(TaskKind.SHORT), by=shop.marcus.actor)
    assert shop.tasks() == ["count"] and shop.level(shop.jacket) == (7, 7, 0)


def test_the_rest_of_the_order_goes_on_and_can_be_staged(shop, job):
    short(job, shop.jacket, Reason.NOT_PICKED, shop.ana)
    assert job.state == State.PICKING
    scan(job, KETTLE, shop.ana)
    assert job.state == State.PICKED
    assert refusal(short, job, shop.kettle, Reason.NOT_PICKED, shop.ana).code == "nothing_left"


def test_nothing_found_at_all_waits_for_a_lead(shop, job):
    short(job, shop.jacket, Reason.NOT_PICKED, shop.ana)
    short(job, shop.kettle, Reason.NOT_PICKED, shop.ana)
    assert job.state == State.WAITING
    assert refusal(scan, job, JACKET, shop.ana).code == "waiting"


def test_what_was_reported_and_then_turns_up_is_the_leads_to_say(shop, job):
    short(job, shop.jacket, Reason.NOT_FOUND, shop.ana)
    assert refusal(scan, job, JACKET, shop.ana).code == "was_short"
    found_it(open_task(TaskKind.SHORT), by=shop.marcus.actor)
    assert shop.level(shop.jacket) == (2, 2, 0)
    job = fulfillment_here(job.number, store=shop.mill_quay)
    assert scan(job, JACKET, shop.ana)["word"] == "Picked 1 of 2"


@pytest.mark.parametrize("reason", list(Reason))
def test_found_again_can_be_picked_by_anyone_and_counts_once(shop, job, reason):
    scan(job, KETTLE, shop.ana)
    short(job, shop.jacket, reason, shop.ana)
    assert job.state == State.PICKED
    task = open_task(TaskKind.SHORT)
    found_it(task, by=shop.marcus.actor)
    found_it(task, by=shop.marcus.actor)
    assert shop.job(job.order).state == State.PICKING
    assert shop.level(shop.jacket)[1] == 2
    for _unit in range(2):
        scan(job, JACKET, shop.priya)
    damaged = reason == Reason.DAMAGED  # others were found: those stay held
    left = ["damaged_held"] if damaged else [] if reason == Reason.NOT_PICKED else ["count"]
    assert shop.job(job.order).state == State.PICKED and shop.tasks() == left


def test_found_again_needs_stock_to_set_aside(shop, job):
    short(job, shop.jacket, Reason.NOT_PICKED, shop.ana)
    shop.has_order((shop.jacket, 20), number="1002")
    refused = refusal(found_it, open_task(TaskKind.SHORT), by=shop.marcus.actor)
    assert refused.code == "no_stock" and shop.tasks() == ["short"]


def test_given_up_owes_the_money_for_just_those_units(shop, job):
    scan(job, KETTLE, shop.ana)
    short(job, shop.jacket, Reason.NOT_FOUND, shop.ana)
    give_up(open_task(TaskKind.SHORT), by=shop.marcus.actor)
    assert shop.tasks() == ["count", "refund"]
    assert open_task(TaskKind.REFUND).facts["amount"] == 2 * 8900
    assert shop.job(job.order).state == State.PICKED


def test_an_order_with_nothing_in_it_is_over_when_all_is_given_up(shop, job):
    short(job, shop.jacket, Reason.NOT_FOUND, shop.ana)
    short(job, shop.kettle, Reason.NOT_PICKED, shop.ana)
    first, second = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.SHORT).order_by(Task.id))
    give_up(first, by=shop.marcus.actor)
    assert shop.job(job.order).state == State.WAITING
    give_up(second, by=shop.marcus.actor)
    give_up(second, by=shop.marcus.actor)
    job = shop.job(job.order)
    assert (job.state, job.order.state) == (State.CANCELED, OrderState.CANCELED)
    amounts = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.REFUND))
    assert sum(task.facts["amount"] for task in amounts) == 2 * 8900 + 4250
    assert shop.level(shop.jacket) == (0, 0, 0)


def test_a_line_short_twice_is_decided_unit_by_unit(shop):
    job = shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1)))
    scan(job, JACKET, shop.ana)
    short(job, shop.jacket, Reason.SOME_MISSING, shop.ana)
    give_up(open_task(TaskKind.SHORT), by=shop.marcus.actor)
    tap(put_one_back, job, shop.ana, job.lines[0].id)
    short(job, shop.jacket, Reason.SOME_MISSING, shop.ana)
    task = open_task(TaskKind.SHORT)
    assert task.facts["units"] == 1
    give_up(task, by=shop.marcus.actor)
    refunds = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.REFUND)).all()
    assert [refund.facts["amount"] for refund in refunds] == [shop.jacket.price] * 2


def test_what_was_given_up_stays_so_when_a_later_short_is_found(shop):
    job = shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1)))
    scan(job, JACKET, shop.ana)
    short(job, shop.jacket, Reason.SOME_MISSING, shop.ana)
    give_up(open_task(TaskKind.SHORT), by=shop.marcus.actor)
    tap(put_one_back, job, shop.ana, job.lines[0].id)
    short(job, shop.jacket, Reason.SOME_MISSING, shop.ana)
    found_it(open_task(TaskKind.SHORT), by=shop.marcus.actor)
    assert (job.lines[0].short, job.lines[0].left) == (1, 1)
    assert shop.level(shop.jacket) == (19, 1, 0)


def test_two_reports_before_a_decision_are_one_task_for_both(shop):
    job = shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1)))
    scan(job, JACKET, shop.ana)
    short(job, shop.jacket, Reason.SOME_MISSING, shop.ana)
    tap(put_one_back, job, shop.ana, job.lines[0].id)
    short(job, shop.jacket, Reason.SOME_MISSING, shop.ana)
    found_it(open_task(TaskKind.SHORT), by=shop.marcus.actor)
    assert job.lines[0].left == 2 and shop.level(shop.jacket) == (20, 2, 0)
