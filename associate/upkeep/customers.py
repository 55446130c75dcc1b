"""Blank the people behind old orders, in place. What was bought, for how much and when stays."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.personal.places import NOBODY, OF_ORDERS, UNSAID, blank
from associate.core.acts.personal.theirs import of_rows
from associate.core.customers.models import Customer
from associate.core.orders.models import Order, OrderState
from associate.db import atomic, db

CLOSED = (OrderState.DONE, OrderState.CANCELED, OrderState.EXTERNAL)
PERSONAL = (
    Order.first_name,
    Order.last_name,
    Order.email,
    Order.phone,
    Order.pickup_person,
    Order.note,
    Order.gift_note,
)


def blank_customers(days: int, most: int) -> int:
    """Blank at most `most` closed orders placed more than `days` days ago, and customers with no order
    since. 0 days: never. Returns how many orders."""
    if not days:
        return 0
    before = now() - timedelta(days=days)
    with atomic():
        orders = _old_orders(before, most)
        if orders:
            blank(OF_ORDERS, of_rows([], orders))
        _blank_people(before, most)
    return len(orders)


def _old_orders(before: datetime, most: int) -> list[int]:
    known = sa.or_(
        *(field != "" for field in PERSONAL),
        Order.shipping_address.is_not(sa.null()) & (sa.cast(Order.shipping_address, sa.Text) != "null"),
        Order.billing_address.is_not(sa.null()) & (sa.cast(Order.billing_address, sa.Text) != "null"),
    )
    old = sa.select(Order.id).where(Order.placed_at < before, Order.state.in_(CLOSED), known)
    return list(db.session.scalars(old.order_by(Order.id).limit(most).with_for_update(skip_locked=True)))


def _blank_people(before: datetime, most: int) -> None:
    newer = sa.exists().where(Order.customer_id == Customer.id, Order.email != "")
    recent = sa.exists().where(Order.customer_id == Customer.id, Order.placed_at >= before)
    known = sa.or_(*(getattr(Customer, name) != "" for name in NOBODY))
    old = sa.select(Customer.id).where(Customer.created_at < before, known, ~newer, ~recent).limit(most)
    gone = sa.update(Customer).where(Customer.id.in_(old)).values(**NOBODY)
    db.session.execute(gone, execution_options=UNSAID)
