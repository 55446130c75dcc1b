"""Loyalty points follow the money of an order: earned when it is done, taken back as it goes back."""

from decimal import Decimal

import sqlalchemy as sa

from associate.core.acts.money_back import went_back
from associate.core.customers.loyalty import LoyaltyEntry
from associate.core.customers.persons import lock_person
from associate.core.events.record import SYSTEM
from associate.core.orders.models import Order, OrderState
from associate.db import atomic, db
from associate.money import to_major, units_of


def settle_points(order: Order, rate: Decimal) -> int:
    """The order’s points as they should be by now; returns what that changed. `rate`: points a major unit.

    What was earned goes back in proportion to the money, so that all of it takes all of them, at whatever
    rate is set by then. Doing it again changes nothing.
    """
    with atomic(order):
        if order.customer_id is None:
            return 0
        lock_person(order.customer_id)
        entries = db.session.scalars(
            sa.select(LoyaltyEntry).where(LoyaltyEntry.order_id == order.id).order_by(LoyaltyEntry.id)
        ).all()
        worth = _worth(order) if order.state == OrderState.DONE else 0
        change = _entitled(order, entries[0] if entries else None, worth, rate)
        change -= sum(each.points for each in entries)
        if change:
            _write(order, change, worth, n=len(entries) + 1)
        return change


def _worth(order: Order) -> int:
    """Minor units that stayed. What an exchange was paid with has earned its points with the first order."""
    exchanged = sum(tender.amount for tender in order.tenders if tender.of_id)
    return max(0, order.total - went_back(order) - exchanged)


def _entitled(order: Order, earned: LoyaltyEntry | None, worth: int, rate: Decimal) -> int:
    if earned is None:
        return int(to_major(worth, order.currency) * rate)
    return units_of(earned.points, earned.worth, 0, min(worth, earned.worth))


def _write(order: Order, points: int, worth: int, *, n: int) -> None:
    assert order.customer_id is not None
    db.session.add(
        LoyaltyEntry(
            customer_id=order.customer_id,
            order_id=order.id,
            points=points,
            worth=worth,
            cause=f"{order.ref}:{n}",
            by=SYSTEM.ref,
        )
    )
