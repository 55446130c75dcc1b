"""A transfer that nobody sends: its store is reminded, then what was set aside is free again."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.core.acts import transferring
from associate.core.acts.check import mismatches
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.inventory.transfers import Transfer, TransferState
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.jobs.due import run_due
from tests.support.people import Person
from tests.support.shop import look_again

NOON = datetime(2026, 7, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


def asks(shop, units=5, order=None):
    with atomic(*([order] if order else [])):
        return transferring.request_transfer(
            shop.castle_row,
            shop.mill_quay,
            {shop.jacket.id: units},
            expected_at=None,
            order=order,
            by=shop.helen.actor,
        )


def after(clock, **time):
    clock.move_to(NOON + timedelta(**time))
    run_due()
    run_due()
    look_again()


def open_tasks():
    look_again()
    find = sa.select(Task).where(Task.kind == TaskKind.TRANSFER, Task.done_at.is_(None))
    return db.session.scalars(find.order_by(Task.id)).all()


def test_its_store_is_reminded_a_day_before_it_is_let_go(app, shop, clock):
    transfer = asks(shop)
    after(clock, hours=47)
    assert [task.facts.get("until") for task in open_tasks()] == [None]
    after(clock, hours=48)
    [task] = open_tasks()
    assert (task.store_id, task.facts["until"]) == (
        shop.castle_row.id,
        (NOON + timedelta(days=3)).isoformat(),
    )
    rosa = Person(app, shop.rosa).posts("/me/store", code="CR").opens(f"/tasks/{task.id}")
    rosa.sees("Pack it and send it", "Otherwise it’s for everybody again")
    assert transfer.state == TransferState.REQUESTED and shop.level(shop.jacket, shop.castle_row) == (
        20,
        5,
        0,
    )


def test_then_it_is_free_again_and_both_stores_know(app, shop, clock):
    transfer = asks(shop)
    after(clock, days=3)
    transfer = db.session.get_one(Transfer, transfer.id)
    assert transfer.state == TransferState.CANCELED and transfer.closed_at == NOON + timedelta(days=3)
    assert shop.level(shop.jacket, shop.castle_row) == (20, 0, 0)
    event = db.session.scalars(sa.select(Event).filter_by(kind="transfer.canceled")).one()
    assert (
        event.by == "system"
        and describe(event.kind, event.facts) == "Transfer T-1001 canceled: nobody sent it in time"
    )
    [task] = open_tasks()
    assert (task.store_id, task.facts["why"]) == (shop.mill_quay.id, "not_sent")
    helen = Person(app, shop.helen).opens(f"/tasks/{task.id}")
    helen.sees("T-1001: Castle Row didn’t send it", "Ask again, or ask another store")
    helen.posts(f"/tasks/{task.id}/settlement", note="Asked Charlie on the phone", store="MQ")
    assert open_tasks() == []


def test_the_store_it_lies_in_says_how_long(app, shop, clock):
    with atomic():
        shop.castle_row.transfer_days = 1
    transfer = asks(shop)
    after(clock, hours=11)
    assert "until" not in open_tasks()[0].facts
    after(clock, hours=12)
    assert open_tasks()[0].facts["until"]
    after(clock, hours=24)
    assert db.session.get_one(Transfer, transfer.id).state == TransferState.CANCELED


def test_what_lies_in_a_box_already_is_a_person_s(shop, clock):
    transfer = asks(shop)
    with atomic(transfer):
        transferring.pack(transfer.lines[0], by=shop.charlie.actor)
    after(clock, days=9)
    assert db.session.get_one(Transfer, transfer.id).state == TransferState.REQUESTED
    assert [task.facts.get("until") for task in open_tasks()] == [""]


def test_one_on_its_way_is_left_alone(shop, clock):
    transfer = asks(shop)
    with atomic(transfer):
        transferring.pack(transfer.lines[0], by=shop.charlie.actor)
    with atomic(transfer):
        transferring.send(transfer, by=shop.charlie.actor)
    after(clock, days=9)
    assert db.session.get_one(Transfer, transfer.id).state == TransferState.SHIPPED and open_tasks() == []


def test_a_customer_s_order_goes_on_waiting(app, shop, clock):
    order = shop.has_order((shop.jacket, 25))
    transfer = asks(shop, 5, order=order)
    after(clock, days=3)
    assert db.session.get_one(Transfer, transfer.id).state == TransferState.CANCELED
    assert "no_stock" in shop.tasks()


def test_the_days_are_a_setting(app, shop):
    helen = Person(app, shop.helen).opens("/settings/parcels")
    helen.sees("Days things are set aside for another store")
