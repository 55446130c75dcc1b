"""Counts: blind figures, a review, and books that follow the difference and nothing else."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine

from associate.core.acts import counting
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.counts import Count, CountState
from associate.core.inventory.models import Kind, Movement, Reservation
from associate.core.orders.models import Order
from associate.core.stores.shifts import begin_shift
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from tests.support.picking import JACKET, scan


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


@pytest.fixture
def count(shop):
    """A count of jackets and kettles that Ana has begun; 20 of each are in the books."""
    with atomic():
        levels = [ledger.level_of(shop.mill_quay.id, thing.id) for thing in (shop.jacket, shop.kettle)]
        return counting.start_count(shop.mill_quay.id, "Shelf B", levels, why="list", by=shop.ana.actor)


def figure(count, n, units, by):
    with atomic(count):
        counting.write_figure(count.lines[n], units, by=by.actor)


def handed_in(count, by):
    with atomic(count):
        counting.hand_in(count, by=by.actor)


def accepts(count, n, by):
    with atomic(count):
        counting.accept(count.lines[n], by=by.actor)


def counted(shop):
    return [
        m.quantity
        for m in db.session.scalars(
            sa.select(Movement).where(Movement.kind == Kind.COUNTED).order_by(Movement.id)
        )
    ]


def test_what_agrees_needs_no_review_and_what_differs_waits_for_it(shop, count):
    figure(count, 0, 20, shop.ana)
    figure(count, 1, 17, shop.ana)
    handed_in(count, shop.ana)
    assert count.state == CountState.REVIEW and count.lines[0].accepted_at and not count.lines[1].accepted_at
    assert shop.level(shop.kettle) == (20, 0, 0) and counted(shop) == []
    accepts(count, 1, shop.marcus)
    assert shop.level(shop.kettle) == (17, 0, 0) and counted(shop) == [-3]
    assert count.state == CountState.DONE
    accepts_again = pytest.raises(OutOfDate, accepts, count, 1, shop.marcus)
    assert accepts_again.value.code == "count_moved_on" and counted(shop) == [-3]


def test_sales_after_the_count_do_not_falsify_it(shop, count):
    figure(count, 1, 18, shop.ana)
    with atomic():
        ledger.sell(count.lines[1].level_id, 5, cause="till:1", by=SYSTEM)
    figure(count, 0, 20, shop.ana)
    handed_in(count, shop.ana)
    accepts(count, 1, shop.marcus)
    assert shop.level(shop.kettle) == (13, 0, 0)


def test_what_lies_in_bags_and_what_is_held_is_not_on_the_shelf(shop, count):
    job = shop.job(shop.has_order((shop.jacket, 3)))
    for _unit in range(2):
        scan(job, JACKET, shop.priya)
    figure(count, 0, 18, shop.ana)
    assert count.lines[0].expected == 18 and count.lines[0].difference == 0


def test_a_line_counted_again_goes_back_to_whoever_counts(shop, count):
    figure(count, 0, 20, shop.ana)
    figure(count, 1, 2, shop.ana)
    handed_in(count, shop.ana)
    with atomic(count):
        counting.count_again(count.lines[1], by=shop.marcus.actor)
    assert count.state == CountState.OPEN and count.lines[1].counted is None
    figure(count, 1, 20, shop.priya)
    handed_in(count, shop.priya)
    assert count.state == CountState.DONE and count.lines[1].times == 2 and counted(shop) == []


def test_nobody_accepts_their_own_large_difference_unless_alone(shop, count):
    figure(count, 0, 20, shop.marcus)
    figure(count, 1, 15, shop.marcus)
    handed_in(count, shop.marcus)
    with atomic(shop.helen):
        begin_shift(shop.helen, shop.mill_quay, by=shop.helen.actor)
    with pytest.raises(Refused) as refused:
        accepts(count, 1, shop.marcus)
    assert refused.value.code == "own_count" and shop.level(shop.kettle) == (20, 0, 0)
    accepts(count, 1, shop.helen)
    assert shop.level(shop.kettle) == (15, 0, 0)


def counts_alone(shop, by, difference):
    """A count of the kettle that this person begins, hands in and accepts."""
    on_hand = shop.level(shop.kettle)[0]
    with atomic():
        level = ledger.level_of(shop.mill_quay.id, shop.kettle.id)
        count = counting.start_count(shop.mill_quay.id, "Kettle", [level], why="list", by=by.actor)
    figure(count, 0, on_hand + difference, by)
    handed_in(count, by)
    accepts(count, 0, by)


def test_small_ones_of_their_own_add_up_to_what_somebody_else_must_accept(shop):
    with time_machine.travel(datetime(2026, 7, 21, 12, 0, tzinfo=UTC), tick=False) as clock:
        for difference in (-2, 2, -2, -2, 1):
            counts_alone(shop, shop.marcus, difference)
        with pytest.raises(Refused) as refused:
            counts_alone(shop, shop.marcus, -2)
        assert refused.value.code == "own_counts" and "9 units today" in refused.value.message
        assert shop.level(shop.kettle) == (17, 0, 0)
        waiting = db.session.scalars(sa.select(Count).where(Count.state == CountState.REVIEW)).one()
        accepts(waiting, 0, shop.helen)  # who didn’t count it
        counts_alone(shop, shop.marcus, -1)  # ten: still within
        counts_alone(shop, shop.helen, 2)  # everybody has a sum of their own
        with pytest.raises(Refused):
            counts_alone(shop, shop.marcus, 1)
        with atomic(waiting):
            counting.cancel_count(
                db.session.scalars(sa.select(Count).where(Count.state == "review")).one(), by=SYSTEM
            )
        clock.move_to(datetime(2026, 7, 21, 23, 0, tzinfo=UTC))  # midnight in Dublin
        counts_alone(shop, shop.marcus, -2)


def test_the_sum_is_a_setting_of_the_store_and_holds_for_who_is_alone_too(shop):
    with atomic(shop.mill_quay):
        shop.mill_quay.own_count_units = 0
    with pytest.raises(Refused) as refused:
        counts_alone(shop, shop.marcus, 1)
    assert refused.value.code == "own_counts"


def test_alone_a_lead_may_and_the_journal_says_so(shop, count):
    figure(count, 1, 15, shop.marcus)
    handed_in(count, shop.marcus)
    accepts(count, 1, shop.marcus)
    assert shop.level(shop.kettle) == (15, 0, 0) and "count.accepted" in shop.diary(count)


def test_a_difference_is_never_written_twice(shop, count):
    figure(count, 1, 15, shop.ana)
    handed_in(count, shop.ana)
    with atomic():
        ledger.adjust(count.lines[1].level_id, -5, Kind.ADJUSTED, cause="short:1", by=SYSTEM)
    with pytest.raises(OutOfDate) as late:
        accepts(count, 1, shop.marcus)
    assert late.value.code == "changed_since" and shop.level(shop.kettle) == (15, 0, 0)


def test_a_level_is_in_one_count_at_a_time(shop, count):
    with atomic():
        other = counting.start_count(
            shop.mill_quay.id, "Again", [line.level_id for line in count.lines], why="list", by=shop.ana.actor
        )
        assert other.lines == []
    with pytest.raises(Refused) as refused, atomic(other):
        counting.add_line(other, count.lines[0].level_id)
    assert refused.value.code == "counted_elsewhere"


def test_counting_below_what_is_reserved_names_who_is_served_and_who_not(shop, count):
    for number, units in (("1001", 4), ("1002", 2), ("1003", 3)):
        shop.has_order((shop.jacket, units), number=number)
    figure(count, 0, 6, shop.ana)
    handed_in(count, shop.ana)
    accepts(count, 0, shop.marcus)
    task = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.STOCK_CONFLICT)).one()
    assert task.facts["units"] == 3
    assert (task.facts["filled"], task.facts["orders"]) == (["HW-1001", "HW-1002"], ["HW-1003"])
    order = db.session.scalars(sa.select(Order).filter_by(number="HW-1003")).one()
    cancel_order(order, by=shop.helen.actor, reason="no_stock")
    assert "stock_conflict" not in shop.tasks()


def test_a_till_sale_of_reserved_units_leaves_the_books_sound(shop):
    shop.has_order((shop.jacket, 20))
    with atomic():
        level_id = ledger.level_of(shop.mill_quay.id, shop.jacket.id)
        ledger.sell(level_id, 2, cause="till:1", by=SYSTEM)
        ledger.take_back(level_id, 1, cause="till:2", by=SYSTEM)
    assert shop.level(shop.jacket) == (19, 20, 0)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("UPDATE stock_levels SET on_hand = on_hand + 1 WHERE id = 1", "on_hand is"),
        ("UPDATE reservations SET quantity = quantity + 1", "its reservations add up to"),
    ],
)
def test_the_check_finds_what_was_written_beside_the_ledger(shop, app, spoil, says):
    shop.has_order((shop.jacket, 2))
    before = db.session.execute(sa.text("SELECT id, on_hand FROM stock_levels")).all()
    kept = db.session.scalars(sa.select(Reservation)).one().quantity
    with atomic():
        db.session.execute(sa.text(spoil))
    assert says in " ".join(mismatches())
    outcome = app.test_cli_runner().invoke(args=["check"])
    assert outcome.exit_code != 0 and says in outcome.output
    with atomic():
        for level, units in before:
            db.session.execute(sa.text(f"UPDATE stock_levels SET on_hand = {units} WHERE id = {level}"))
        db.session.execute(sa.text(f"UPDATE reservations SET quantity = {kept}"))
