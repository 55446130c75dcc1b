"""From a telling to a job on the floor."""

from datetime import timedelta

import pytest

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.acts.intake import take_in
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method, Payment
from associate.core.orders.models import OrderState


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


def test_a_paid_pickup_order_becomes_a_job_with_its_stock_set_aside(shop):
    order = shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    assert order.state == OrderState.OPEN
    assert shop.job(order).state == State.RELEASED
    assert shop.level(shop.jacket) == (20, 2, 0)
    assert shop.diary(order) == ["order.placed"]
    assert shop.diary(shop.job(order)) == ["fulfillment.released"]


def test_the_same_telling_thrice_is_one_order(shop):
    told = shop.tells((shop.jacket, 2), number="1001")
    assert len({take_in(shop.web, told).id for _ in range(3)}) == 1
    assert shop.level(shop.jacket) == (20, 2, 0)


def test_without_money_no_work_begins_until_it_is_there(shop):
    told = shop.tells((shop.jacket, 1), number="1001", payment=Payment.PENDING)
    assert take_in(shop.web, told).state == OrderState.WAITING
    assert shop.level(shop.jacket) == (20, 0, 0)
    later = told.model_copy(update={"payment": Payment.PAID, "updated_at": now() + timedelta(minutes=1)})
    assert take_in(shop.web, later).state == OrderState.OPEN


def test_too_little_stock_parks_the_whole_order_and_reserves_nothing(shop):
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 21))
    assert order.state == OrderState.WAITING and shop.tasks() == ["no_stock"]
    assert shop.level(shop.jacket) == (20, 0, 0)


@pytest.mark.parametrize(
    ("fields", "task"),
    [({"method": None}, "method_unclear"), ({"location": "nowhere"}, "choose_store")],
)
def test_what_is_unclear_waits_for_a_person(shop, fields, task):
    order = shop.has_order((shop.jacket, 1), **fields)
    assert order.state == OrderState.WAITING and shop.tasks() == [task]


def test_an_order_that_ships_is_not_the_floors_business_yet(shop):
    assert shop.has_order((shop.jacket, 1), method=Method.SHIP).state == OrderState.EXTERNAL


def test_canceling_lets_go_of_the_stock_and_owes_the_money(shop):
    order = shop.has_order((shop.jacket, 2))
    cancel_order(order, by=SYSTEM, reason="test")
    cancel_order(order, by=SYSTEM, reason="test")
    assert shop.level(shop.jacket) == (20, 0, 0)
    assert shop.job(order).state == State.CANCELED
    assert shop.tasks() == ["refund"] and shop.messages() == ["canceled"]


def test_an_older_telling_changes_nothing(shop):
    told = shop.tells((shop.jacket, 1), number="1001")
    take_in(
        shop.web, told.model_copy(update={"canceled_at": now(), "updated_at": now() + timedelta(hours=1)})
    )
    assert take_in(shop.web, told).state == OrderState.CANCELED
