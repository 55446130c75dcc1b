"""Transfers: all set aside or nothing, never more out than asked, never more in than sent."""

import pytest
import sqlalchemy as sa

from associate.core.acts import transferring
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free, level_here
from associate.core.inventory.transfers import Transfer, TransferState, units_coming
from associate.core.orders.models import Order, OrderState
from associate.core.tasks.models import Task
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from tests.support.shop import look_again


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


def ask(shop, *wants, order=None):
    with atomic(*([order] if order else [])):
        return transferring.request_transfer(
            shop.castle_row,
            shop.mill_quay,
            {thing.id: units for thing, units in wants},
            expected_at=None,
            order=order,
            by=shop.helen.actor,
        )


def pack(transfer, n, by):
    for _unit in range(n):
        with atomic(transfer):
            transferring.pack(transfer.lines[0], by=by.actor)


def send(transfer, by):
    with atomic(transfer):
        transferring.send(transfer, by=by.actor)


def receive(transfer, n, by):
    for _unit in range(n):
        order = db.session.get(Order, transfer.order_id) if transfer.order_id else None
        with atomic(*([order] if order else []), transfer):
            transferring.receive_unit(transfer.lines[0], by=by.actor)


def test_all_is_set_aside_or_nothing_and_the_sentence_names_what_is_short(shop):
    with pytest.raises(Refused) as refused:
        ask(shop, (shop.jacket, 5), (shop.kettle, 21), (shop.milk, 30))
    assert refused.value.code == "too_few"
    assert "Enamel kettle 1.5 L, Cream (wanted 21, free 20)" in refused.value.message
    assert (
        "Oat milk 1 L (wanted 30, free 20)" in refused.value.message and "jacket" not in refused.value.message
    )
    assert shop.level(shop.jacket, shop.castle_row) == (20, 0, 0)
    assert db.session.scalar(sa.select(sa.func.count(Transfer.id))) == 0


def test_safety_stock_stays_where_it_is(shop):
    with atomic():
        level = db.session.get_one(StockLevel, level_here(shop.castle_row.id, shop.jacket.id).id)
        level.safety = 3
    with pytest.raises(Refused):
        ask(shop, (shop.jacket, 18))
    ask(shop, (shop.jacket, 17))
    assert free(level_here(shop.castle_row.id, shop.jacket.id)) == 0


def test_a_part_leaves_the_rest_is_free_and_a_part_arrives(shop):
    transfer = ask(shop, (shop.jacket, 5))
    assert shop.level(shop.jacket, shop.castle_row) == (20, 5, 0) and shop.tasks() == ["transfer"]
    assert units_coming(shop.mill_quay.id, [shop.jacket.id]) == {shop.jacket.id: 5}
    pack(transfer, 4, shop.charlie)
    send(transfer, shop.charlie)
    assert shop.level(shop.jacket, shop.castle_row) == (16, 0, 0) and shop.tasks() == []
    receive(transfer, 3, shop.ana)
    assert shop.level(shop.jacket) == (23, 0, 0) and transfer.state == TransferState.SHIPPED
    assert units_coming(shop.mill_quay.id, [shop.jacket.id]) == {shop.jacket.id: 1}
    with atomic(transfer):
        transferring.give_up(transfer, "not_in_box", by=shop.ana.actor)
    assert transfer.state == TransferState.RECEIVED and transfer.lines[0].lost == 1
    asked = db.session.scalars(sa.select(Task).where(Task.done_at.is_(None))).one()
    assert asked.store_id == shop.castle_row.id and asked.facts["units"] == 1
    assert shop.level(shop.jacket) == (23, 0, 0)


def test_no_more_leaves_than_was_asked_and_no_more_comes_than_was_sent(shop):
    transfer = ask(shop, (shop.jacket, 1))
    pack(transfer, 1, shop.charlie)
    with pytest.raises(Refused) as over:
        pack(transfer, 1, shop.charlie)
    assert over.value.code == "over_ship"
    send(transfer, shop.charlie)
    with pytest.raises(OutOfDate):
        send(transfer, shop.charlie)
    receive(transfer, 1, shop.ana)
    with pytest.raises(OutOfDate):
        receive(transfer, 1, shop.ana)
    assert shop.level(shop.jacket) == (21, 0, 0) and shop.level(shop.jacket, shop.castle_row) == (19, 0, 0)


def test_what_is_in_the_box_is_not_on_the_shelf(shop):
    from associate.core.fulfillment.shelf import shelf

    transfer = ask(shop, (shop.jacket, 5))
    pack(transfer, 2, shop.charlie)
    look_again()
    assert shelf(level_here(shop.castle_row.id, shop.jacket.id)) == 18


def test_canceled_before_it_left_everything_is_free_again(shop):
    transfer = ask(shop, (shop.jacket, 5))
    pack(transfer, 2, shop.charlie)
    with atomic(transfer):
        transferring.cancel_transfer(transfer, by=shop.helen.actor)
    assert shop.level(shop.jacket, shop.castle_row) == (20, 0, 0) and shop.tasks() == []


def test_what_arrives_for_an_order_is_kept_for_it_and_sets_it_free(shop):
    order = shop.has_order((shop.jacket, 22))
    assert order.state == OrderState.WAITING
    transfer = ask(shop, (shop.jacket, 2), order=order)
    pack(transfer, 2, shop.charlie)
    send(transfer, shop.charlie)
    receive(transfer, 1, shop.ana)
    assert shop.level(shop.jacket) == (21, 1, 0)  # nobody else can have it
    receive(transfer, 1, shop.ana)
    assert shop.level(shop.jacket) == (22, 22, 0)
    look_again()
    assert order.state == OrderState.OPEN and "no_stock" not in shop.tasks()


def test_its_arrival_does_not_raise_what_others_may_buy(shop):
    order = shop.has_order((shop.jacket, 21), (shop.kettle, 21))
    transfer = ask(shop, (shop.jacket, 1), order=order)
    pack(transfer, 1, shop.charlie)
    send(transfer, shop.charlie)
    receive(transfer, 1, shop.ana)
    assert shop.level(shop.jacket) == (21, 1, 0)
    other = shop.has_order((shop.jacket, 21), number="1002")
    assert other.state == OrderState.WAITING
    cancel_order(order, by=shop.helen.actor, reason="customer_asked")
    assert shop.level(shop.jacket) == (21, 0, 0)


def test_a_transfer_that_can_no_longer_be_packed_is_named_at_risk(shop):
    ask(shop, (shop.jacket, 5))
    with atomic():
        level_id = ledger.level_of(shop.castle_row.id, shop.jacket.id)
        ledger.sell(level_id, 18, cause="till:1", by=SYSTEM)
        from associate.core.acts.conflicts import look_for_conflict

        look_for_conflict(level_id, by=SYSTEM)
    task = db.session.scalars(sa.select(Task).where(Task.kind == "stock_conflict")).one()
    assert task.facts["transfers"] == ["T-1001"] and task.facts["orders"] == []
