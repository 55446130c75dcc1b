"""A customer who wasn't happy, and said so at the counter."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.complaints import complain
from associate.core.orders.models import Order
from associate.core.stores.staff import Staff
from associate.db import atomic, db

HEARD = ("HW-48120", "late", "She took the afternoon off for it.")


def hear_a_complaint(staff: dict[str, Staff]) -> None:
    number, what, words = HEARD
    order = db.session.scalars(sa.select(Order).where(Order.number == number)).one()
    with as_of(now() - timedelta(minutes=50)), atomic(order):
        complain(order, what, words, store_id=order.store_id, by=staff["Priya"].actor)
