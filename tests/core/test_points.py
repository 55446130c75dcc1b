"""Points are earned when an order is done and go back with the money, to the last one."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from associate.clock import as_of, now
from associate.core.acts.intake import note_refund
from associate.core.acts.points import settle_points
from associate.core.customers.loyalty import LoyaltyEntry, points_of
from associate.core.events.record import SYSTEM, record
from associate.core.orders.incoming import IncomingRefund
from associate.core.orders.models import OrderState
from associate.db import atomic, db
from associate.upkeep.points import keep_points, rate_of
from tests.support.money import now_order
from tests.support.packing import books_agree
from tests.support.shop import look_again


@pytest.fixture
def order(shop):
    order = shop.has_order((shop.jacket, 2))
    with atomic(order):
        order.state = OrderState.DONE
        record("order.done", about=order, by=SYSTEM)
    return order


def backs(order, amount, name):
    note_refund(
        now_order(order), IncomingRefund(external_id=name, amount=amount, at=order.placed_at), by=SYSTEM
    )


def test_they_are_earned_once_and_go_back_in_proportion(shop, order):
    two = Decimal(2)
    assert [settle_points(order, two), settle_points(order, two)] == [356, 0]
    backs(order, 5933, "r-1")
    assert settle_points(now_order(order), Decimal(9)) == 237 - 356  # floor(356 · 11867 / 17800)
    backs(order, 17800 - 5933, "r-2")
    assert settle_points(now_order(order), two) == -237 and points_of(order.customer_id) == 0
    books_agree()


def test_an_order_that_opens_again_has_earned_nothing_yet(shop, order):
    settle_points(order, Decimal(1))
    with atomic(order):
        order.state = OrderState.OPEN
    assert settle_points(order, Decimal(1)) == -178
    with atomic(order):
        order.state = OrderState.DONE
    assert settle_points(order, Decimal(1)) == 178 and points_of(order.customer_id) == 178


def test_the_journal_says_whose_points_changed(app, shop, monkeypatch):
    monkeypatch.setitem(app.config, "LOYALTY_POINTS", "1.5")
    assert keep_points() == 0
    order = shop.has_order((shop.jacket, 2))
    with atomic(order):
        order.state = OrderState.DONE
        record("order.done", about=order, by=SYSTEM)
    assert keep_points() == 0  # a deed that began before may still be written
    with as_of(now() + timedelta(minutes=1)):
        assert [keep_points(), keep_points()] == [1, 0]
    look_again()
    assert points_of(order.customer_id) == 267
    assert db.session.scalars(sa.select(LoyaltyEntry.cause)).all() == [f"{order.ref}:1"]


@given(st.text(max_size=8))
def test_any_setting_is_a_rate(said):
    assert rate_of(said) >= 0 or not rate_of(said).is_finite()
