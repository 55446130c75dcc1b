"""Find orders."""

import hashlib
import re

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order
from associate.db import db


def order_of(channel: Channel, external_id: str) -> Order | None:
    return db.session.scalar(sa.select(Order).filter_by(channel_id=channel.id, external_id=external_id))


def free_number(channel: Channel, number: str, external_id: str) -> str:
    """The number people read, "HW-1001". A channel that uses one twice gets its own id behind it."""
    wanted = re.sub(r"[/\\]", "-", f"{channel.prefix}-{number or external_id}")[:50]  # it stands in addresses
    taken = db.session.scalar(sa.select(Order.id).where(Order.number == wanted))
    return f"{wanted}.{hashlib.sha256(external_id.encode()).hexdigest()[:6]}" if taken else wanted


def may_start(order: Order, *, cash_on_pickup: bool) -> bool:
    """The payment gate: is the money safe enough to begin work?"""
    if order.total == 0 or order.payment in (Payment.PAID, Payment.AUTHORIZED, Payment.PARTIALLY_REFUNDED):
        return True
    return order.payment == Payment.PENDING and order.pays_on_pickup and cash_on_pickup
