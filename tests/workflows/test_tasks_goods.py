"""Goods that are short, damaged or in a bag nobody finds: each way to settle it, and the books after it."""

import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order
from associate.core.acts.shorts import Reason, write_short
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.states import State
from associate.core.inventory.models import Bucket, Kind, Movement, PutBack
from associate.core.orders.models import OrderState
from associate.core.tasks.models import TaskKind
from associate.db import atomic, db
from tests.support.counter import books_agree  # noqa: F401  a fixture
from tests.support.people import Person
from tests.support.tasks import missing, of_kind, only_task, short

# ── short ────────────────────────────────────────────────────────────────────


def test_a_short_that_turned_up_is_picked_on(app, shop):
    job = short(shop)
    Person(app, shop.marcus).opens("/tasks").sees("HW-1001 is short 2 Harbor rain jacket, Moss, M").taps(
        "Decide"
    ).taps("Found it", decision="found")
    assert shop.job(job.order).state == State.PICKING and shop.tasks() == []


def test_a_short_given_up_owes_the_money(app, shop):
    job = short(shop)
    Person(app, shop.marcus).opens("/tasks").taps("Decide").taps("Give up", decision="give_up")
    assert shop.tasks() == ["refund"] and only_task().facts["amount"] == 2 * 8900
    assert shop.job(job.order).state == State.CANCELED


# ── damaged ──────────────────────────────────────────────────────────────────


def test_damaged_units_are_written_off_once_and_the_ledger_says_so(app, shop):
    short(shop, Reason.DAMAGED)
    marcus = Person(app, shop.marcus).opens("/tasks").sees("Damaged and held: 2 Harbor rain jacket, Moss, M")
    waiting = of_kind(TaskKind.DAMAGED_HELD)
    marcus.opens(f"/tasks/{waiting.id}").sees("Found while picking HW-1001.")
    marcus.taps("It can’t be sold", decision="write_off").sees("Settled")
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.tasks() == ["short"]
    assert marcus.posts(f"/tasks/{waiting.id}/decision", decision="fine").code == "task_done"
    moved = sa.select(Movement.bucket, Movement.quantity, Movement.kind).where(Movement.cause == waiting.ref)
    assert [tuple(row) for row in db.session.execute(moved.order_by(Movement.id))] == [
        (Bucket.HELD, 2, Kind.HELD),
        (Bucket.HELD, -2, Kind.UNHELD),
        (Bucket.ON_HAND, -2, Kind.DISPOSED),
    ]
    assert shop.diary(waiting) == ["task.opened", "stock.disposed", "task.done"]
    Person(app, shop.helen).opens("/orders/HW-1001").sees("Damaged, written off: 2 units", "Marcus")


def test_damaged_units_that_are_fine_are_for_sale_again(app, shop):
    short(shop, Reason.DAMAGED)
    waiting = of_kind(TaskKind.DAMAGED_HELD)
    marcus = Person(app, shop.marcus)
    for _ in range(2):
        marcus.posts(f"/tasks/{waiting.id}/decision", decision="fine", command_id="the-same-tap")
    assert shop.level(shop.jacket) == (20, 0, 0) and shop.tasks() == ["short"]
    assert shop.diary(waiting) == ["task.opened", "stock.unheld", "task.done"]


def test_what_is_damaged_outlives_its_order(app, shop):
    job = short(shop, Reason.DAMAGED)
    cancel_order(job.order, by=SYSTEM, reason="customer")
    assert shop.tasks() == ["damaged_held", "refund"] and shop.level(shop.jacket) == (20, 0, 2)


def test_a_short_opened_again_leaves_what_is_damaged_to_its_task(app, shop):
    short(shop, Reason.DAMAGED)
    marcus = Person(app, shop.marcus)
    marcus.opens(f"/tasks/{of_kind(TaskKind.SHORT).id}").taps("Found it", decision="found")
    assert shop.level(shop.jacket) == (20, 2, 2) and shop.tasks() == ["damaged_held"]


def test_a_short_opened_again_uses_the_damaged_ones_where_there_are_no_others(app, shop):
    job = short(shop, Reason.DAMAGED, 20)
    marcus, url = Person(app, shop.marcus), f"/tasks/{of_kind(TaskKind.SHORT).id}"
    marcus.opens(url).taps("Found it", decision="found").sees("Settled")
    assert shop.level(shop.jacket) == (20, 20, 0) and shop.tasks() == []
    assert shop.job(job.order).state == State.PICKING


def test_damaged_twice_is_one_task_about_all_of_them(app, shop):
    job = short(shop, Reason.DAMAGED)
    Person(app, shop.marcus).opens(f"/tasks/{of_kind(TaskKind.SHORT).id}").taps("Found it", decision="found")
    job = shop.job(job.order)
    with atomic(job.order, job):
        write_short(job.lines[0], Reason.DAMAGED, by=SYSTEM, looked=[])
    assert of_kind(TaskKind.DAMAGED_HELD).facts["units"] == 4
    assert shop.tasks() == ["damaged_held", "short"] and shop.level(shop.jacket) == (20, 0, 4)


# ── a bag that is missing ────────────────────────────────────────────────────


def test_a_bag_lost_while_the_customer_waits_is_written_off_and_owed(app, shop):
    job = missing(shop, held=False)
    Person(app, shop.marcus).opens("/tasks").sees("2 × Harbor rain jacket").taps("Found or lost?").taps(
        "Give the money back"
    )
    assert shop.level(shop.jacket) == (18, 0, 0)
    assert shop.tasks() == ["refund"] and only_task().facts["amount"] == 2 * 8900
    job = shop.job(job.order)
    assert job.state == State.CANCELED and job.open_bags == []
    assert job.order.state == OrderState.CANCELED


def test_a_bag_found_again_waits_for_its_customer(app, shop):
    job = missing(shop, held=False)
    Person(app, shop.marcus).opens("/tasks").taps("Found or lost?").taps("Found it", decision="found")
    assert (
        shop.job(job.order).state == State.READY
        and shop.level(shop.jacket) == (20, 2, 0)
        and shop.tasks() == []
    )


def test_a_bag_found_after_the_customer_was_helped_goes_back_to_the_shelf(app, shop):
    missing(shop, held=True)
    Person(app, shop.marcus).opens("/tasks").taps("Found or lost?").taps("Found it", decision="found")
    waiting = db.session.scalars(sa.select(PutBack)).one()
    assert (waiting.quantity, waiting.done_at) == (2, None) and shop.level(shop.jacket) == (18, 0, 2)


def test_a_bag_lost_after_the_customer_was_helped_is_only_written_off(app, shop):
    missing(shop, held=True)
    marcus, url = Person(app, shop.marcus), f"/tasks/{only_task().id}/decision"
    for _ in range(2):
        marcus.posts(url, decision="lost", command_id="the-same-tap")
    assert shop.level(shop.jacket) == (16, 0, 0) and shop.tasks() == []
