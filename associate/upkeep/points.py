"""Loyalty points, moments after the money: read off the journal, so that no deed waits for them."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

import sqlalchemy as sa
from flask import current_app

from associate.clock import now
from associate.core.acts.points import settle_points
from associate.core.customers.loyalty import LoyaltyEntry
from associate.core.events.models import Event
from associate.core.events.since import first_event_since
from associate.core.orders.models import Order
from associate.db import db
from associate.upkeep import beats

POINTS = "points"
ABOUT = (
    "order.done",
    "order.reopened",
    "order.refunded",
    "refund.asked",
    "refund.called_off",
    "money.failed",
)
SETTLED = timedelta(seconds=20)  # no deed is open so long: what began before has its place in the journal
AT_ONCE = 200  # events


def keep_points() -> int:
    """Bring the points of every order up to date that something happened to. Returns how many changed."""
    rate = rate_of(current_app.config["LOYALTY_POINTS"])
    known = beats.last(POINTS)
    if not rate and not _has_any():
        return 0
    seen = int(known.facts["event"]) if known else first_event_since(now()) - 1
    find = sa.select(Event.id, Event.order_id).where(
        Event.id > seen, Event.kind.in_(ABOUT), Event.at < now() - SETTLED
    )
    rows = db.session.execute(find.order_by(Event.id).limit(AT_ONCE)).all()
    orders = [db.session.get_one(Order, each) for each in dict.fromkeys(row.order_id for row in rows) if each]
    changed = sum(settle_points(order, rate) != 0 for order in orders)
    if rows or known is None:
        beats.beat(POINTS, event=rows[-1].id if rows else seen)
    return changed


def rate_of(said: str) -> Decimal:
    """Points a major unit; what is no number, or below 0, is none."""
    try:
        return max(Decimal(0), Decimal(said))
    except InvalidOperation:
        return Decimal(0)


def _has_any() -> bool:
    return db.session.scalar(sa.select(LoyaltyEntry.id).limit(1)) is not None
