"""What a channel tells, in whatever order it arrives: one order, one state, nothing lost."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.acts.collect import collect
from associate.core.acts.intake import note_refund, take_in
from associate.core.acts.mapping import learn
from associate.core.acts.put_back import confirm_put_back
from associate.core.acts.waking import release_waiting
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack
from associate.core.orders.incoming import IncomingDispatch, IncomingRefund, Method, Payment
from associate.core.orders.models import Order, OrderState
from associate.core.tasks.models import Task
from associate.db import atomic, db


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


def later(told, minutes, **changes):
    return told.model_copy(update={"updated_at": told.updated_at + timedelta(minutes=minutes), **changes})


def fewer(told, line, units):
    lines = tuple(
        known.model_copy(update={"to_fulfill": units}) if i == line else known
        for i, known in enumerate(told.lines)
    )
    return {"lines": lines}


def pick(shop, job, *units):
    """As if an associate had found these many of each line."""
    with atomic(job):
        move(job, State.PICKING, by=shop.ana.actor)
        for line, found in zip(job.lines, units, strict=False):
            line.picked += found


def test_thrice_shuffled_and_late_ends_as_once_in_order(shop):
    first = shop.tells((shop.jacket, 3), (shop.kettle, 1), number="1001")
    story = [
        first,
        later(first, 1, note="Ring twice"),
        later(first, 2, note="Ring twice", **fewer(first, 0, 2)),
        later(first, 3, note="Ring twice", payment=Payment.PARTIALLY_REFUNDED, **fewer(first, 0, 1)),
    ]

    def ending(tellings):
        for told in tellings:
            take_in(shop.web, told)
        order = db.session.scalars(sa.select(Order)).one()
        job = shop.job(order)
        return (
            order.note,
            order.payment,
            [line.to_fulfill for line in order.lines],
            job.state,
            shop.level(shop.jacket),
        )

    shuffled = story * 3
    random.Random(7).shuffle(shuffled)
    note, payment, to_fulfill, state, level = ending([*shuffled, story[0]])
    assert (note, payment, to_fulfill, state) == (
        "Ring twice",
        Payment.PARTIALLY_REFUNDED,
        [1, 1],
        State.RELEASED,
    )
    assert level == (20, 1, 0)


def test_two_tellings_of_one_second_end_alike_in_either_order(shop):
    first = shop.tells((shop.jacket, 2), number="1001")
    second = first.model_copy(update={"canceled_at": now()})
    take_in(shop.web, second)
    take_in(shop.web, first)
    order = shop.has_order((shop.jacket, 2), number="1002")
    assert db.session.scalars(sa.select(Order).filter_by(number="HW-1001")).one().state == OrderState.CANCELED
    assert order.state == OrderState.OPEN


def test_an_unknown_sku_keeps_the_order_and_mapping_it_releases_all_that_waited(shop):
    told = [shop.tells((shop.jacket, 1), number=number).model_copy(deep=True) for number in ("1001", "1002")]
    strange = [
        t.model_copy(
            update={"lines": (t.lines[0].model_copy(update={"sku": "GIFT-2", "external_variant": "77"}),)}
        )
        for t in told
    ]
    orders = [take_in(shop.web, t) for t in strange]
    assert [order.state for order in orders] == [OrderState.WAITING] * 2
    assert shop.tasks() == ["map_product"]
    task = db.session.scalars(sa.select(Task)).one()
    with atomic(task):
        learn(task, shop.kettle, by=shop.helen.actor)
    freed = release_waiting(shop.web.id)
    assert {order.number for order in freed} == {"HW-1001", "HW-1002"}
    assert shop.level(shop.kettle) == (20, 2, 0)
    assert shop.tasks() == []


def test_a_cancel_while_picking_sends_what_was_picked_to_put_back(shop):
    told = shop.tells((shop.jacket, 2), (shop.kettle, 1), number="1001")
    order = take_in(shop.web, told)
    pick(shop, shop.job(order), 2)
    take_in(shop.web, later(told, 1, canceled_at=now()))
    assert shop.job(order).state == State.CANCELED
    assert shop.level(shop.jacket) == (20, 0, 2)
    assert shop.level(shop.kettle) == (20, 0, 0)
    waiting = db.session.scalars(sa.select(PutBack)).one()
    once = intent("command-1", "put_back", shop.ana.actor, {})
    for _ in range(2):
        confirm_put_back(waiting, intent=once, by=shop.ana.actor)
    assert shop.level(shop.jacket) == (20, 0, 0)


def test_units_taken_off_after_picking_go_back_and_the_rest_goes_on(shop):
    told = shop.tells((shop.jacket, 2), (shop.kettle, 1), number="1001")
    order = take_in(shop.web, told)
    pick(shop, shop.job(order), 2)
    take_in(shop.web, later(told, 1, **fewer(told, 0, 1)))
    assert shop.job(order).state == State.PICKING
    assert shop.level(shop.jacket) == (20, 1, 1)
    take_in(
        shop.web,
        later(
            told,
            2,
            lines=(
                told.lines[0].model_copy(update={"to_fulfill": 1}),
                told.lines[1].model_copy(update={"to_fulfill": 0}),
            ),
        ),
    )
    assert shop.job(order).state == State.PICKED


def test_fulfilled_elsewhere_stops_the_work_and_moves_no_stock(shop):
    told = shop.tells((shop.jacket, 1), number="1001")
    order = take_in(shop.web, told)
    gone = IncomingDispatch(external_id="d-1", lines=((told.lines[0].external_id, 1),))
    take_in(shop.web, later(told, 1, dispatches=(gone,), **fewer(told, 0, 0)))
    job = shop.job(order)
    assert (job.state, job.hold) == (State.RELEASED, "elsewhere")
    assert shop.tasks() == ["collected_already"] and shop.level(shop.jacket) == (20, 1, 0)
    take_in(shop.web, later(told, 2, dispatches=(gone.model_copy(update={"is_canceled": True}),)))
    assert shop.job(order).hold == "" and shop.tasks() == []


def test_a_payment_that_falls_through_holds_the_work(shop):
    told = shop.tells((shop.jacket, 1), number="1001")
    order = take_in(shop.web, told)
    take_in(shop.web, later(told, 1, payment=Payment.VOIDED))
    assert shop.job(order).hold == "payment"
    take_in(shop.web, later(told, 2, payment=Payment.PAID))
    assert shop.job(order).hold == ""


def test_a_refund_is_written_down_once(shop):
    order = shop.has_order((shop.jacket, 1))
    refund = IncomingRefund(external_id="r-1", amount=100, at=now())
    assert [note_refund(order, refund, by=SYSTEM) for _ in range(2)] == [True, False]


def test_two_orders_with_one_number_both_exist(shop):
    a = take_in(shop.web, shop.tells((shop.jacket, 1), number="1001"))
    b = take_in(
        shop.web, shop.tells((shop.jacket, 1), number="1001").model_copy(update={"external_id": "another-9"})
    )
    assert a.id != b.id and b.number.startswith("HW-1001.")


def collected_in_part(shop, told):
    """The jackets are with the customer, the kettle is still here."""
    job = shop.job(take_in(shop.web, told))
    pick(shop, job, 2, 1)
    with atomic(job.order, job):
        move(job, State.PICKED, by=SYSTEM)
        move(job, State.READY, by=SYSTEM)
        collect(job, {job.lines[0].id: 2}, cause="handover:1", by=SYSTEM)
    return job.order


def test_the_rest_taken_off_a_partly_collected_order_ends_it(shop):
    told = shop.tells((shop.jacket, 2), (shop.kettle, 1), number="1001")
    order = collected_in_part(shop, told)
    take_in(shop.web, later(told, 1, **fewer(told, 1, 0)))
    assert (shop.job(order).state, order.state) == (State.COLLECTED, OrderState.DONE)
    assert shop.level(shop.kettle) == (20, 0, 1)


def test_canceling_the_rest_gives_no_money_back_for_what_the_customer_has(shop):
    told = shop.tells((shop.jacket, 2), (shop.kettle, 1), number="1001")
    order = collected_in_part(shop, told)
    take_in(shop.web, later(told, 1, canceled_at=now()))
    task = db.session.scalars(sa.select(Task)).one()
    assert order.state == OrderState.CANCELED and task.facts["amount"] == told.lines[1].total


def test_an_order_with_nothing_left_is_canceled_with_its_job(shop):
    told = shop.tells((shop.jacket, 2), number="1001")
    order = take_in(shop.web, told)
    take_in(shop.web, later(told, 1, **fewer(told, 0, 0)))
    assert (shop.job(order).state, order.state) == (State.CANCELED, OrderState.CANCELED)
    ended = order.canceled_at
    take_in(shop.web, later(told, 2, note="Sorry", **fewer(told, 0, 0)))
    assert order.canceled_at == ended


@pytest.mark.parametrize("known_before", [True, False])
def test_a_canceled_order_that_ships_is_left_to_its_platform(shop, known_before):
    told = shop.tells((shop.jacket, 1), number="1001", method=Method.SHIP)
    if known_before:
        take_in(shop.web, told)
    order = take_in(shop.web, later(told, 1, canceled_at=now()))
    assert order.state == OrderState.CANCELED
    assert shop.tasks() == [] and shop.messages() == []
