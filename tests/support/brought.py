"""Orders that customers have at home, and what stands on the returns counter."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.collect import collect
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.links import use_pass
from associate.core.orders.models import Order
from associate.core.returns.models import Return
from associate.db import atomic, db
from tests.support.counter import stage
from tests.support.shop import Shop, look_again


def at_home(
    shop: Shop,
    *items: tuple[Variant, int],
    number: str = "1001",
    days_ago: float = 3,
    tag: str = "7K4",
    **who: str,
) -> Order:
    """Picked up at Mill Quay so many days ago."""
    with as_of(now() - timedelta(days=days_ago)):
        order = shop.has_order(*items, number=number, **who)
        job = stage(shop, order, tag)
        with atomic(job.order, job):
            collect(job, {line.id: line.wanted for line in job.lines}, cause="test", by=SYSTEM)
            use_pass(job)
            for bag in job.open_bags:
                bag.gone_at = now()
    look_again()
    return db.session.get_one(Order, order.id)


def newest() -> Return:
    look_again()
    return db.session.scalars(sa.select(Return).order_by(Return.id.desc()).limit(1)).one()


def minutes_on(minutes: float) -> datetime:
    return now() + timedelta(minutes=minutes)
