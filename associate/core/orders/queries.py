"""Find orders."""

import hashlib
import re
from collections.abc import Sequence

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.events.models import Event
from associate.core.orders.incoming import IncomingLine, IncomingOrder, Payment
from associate.core.orders.models import IS_WAITING, Order, OrderLine
from associate.core.stores.models import Store
from associate.db import db


def order_of(channel: Channel, external_id: str) -> Order | None:
    return db.session.scalar(sa.select(Order).filter_by(channel_id=channel.id, external_id=external_id))


def free_numbers(channel: Channel, tellings: Sequence[IncomingOrder]) -> list[str]:
    """The numbers people read, "HW-1001". A channel that uses one twice gets its own id behind it."""
    wanted = [_number(channel, told) for told in tellings]
    taken = set(db.session.scalars(sa.select(Order.number).where(Order.number.in_(wanted))))
    free = []
    for number, told in zip(wanted, tellings, strict=True):
        if number in taken:
            number = f"{number}.{hashlib.sha256(told.external_id.encode()).hexdigest()[:6]}"
        taken.add(number)
        free.append(number)
    return free


def _number(channel: Channel, told: IncomingOrder) -> str:
    """It stands in addresses."""
    return re.sub(r"[/\\]", "-", f"{channel.prefix}-{told.number or told.external_id}")[:50]


def is_to_do(line: OrderLine | IncomingLine) -> bool:
    """Is there something of it that somebody has to hand out?"""
    return line.is_physical and line.to_fulfill > 0


SAFE = (Payment.PAID, Payment.AUTHORIZED, Payment.PARTIALLY_REFUNDED)
"""What the payment gate lets through."""


def may_start(order: Order | IncomingOrder, *, cash_on_pickup: bool) -> bool:
    """The payment gate: is the money safe enough to begin work?"""
    if order.total == 0 or order.payment in SAFE:
        return True
    return order.payment == Payment.PENDING and order.pays_on_pickup and cash_on_pickup


def waits_for_payment() -> sa.ColumnElement[bool]:
    """The same gate as a condition on Order: it has not begun, and its money is not there."""
    cash = sa.select(Store.cash_on_pickup).where(Store.id == Order.store_id).scalar_subquery()
    at_the_counter = sa.and_(
        Order.payment == Payment.PENDING, Order.pays_on_pickup, sa.func.coalesce(cash, False)
    )
    is_safe = sa.or_(Order.total == 0, Order.payment.in_(SAFE), at_the_counter)
    return sa.and_(IS_WAITING, sa.not_(is_safe))


def way_was_chosen(order: Order) -> bool:
    """Did a person here say how this order leaves the shop?"""
    chosen = sa.select(Event.id).where(Event.order_id == order.id, Event.kind == "order.method_chosen")
    return db.session.scalar(chosen.limit(1)) is not None
