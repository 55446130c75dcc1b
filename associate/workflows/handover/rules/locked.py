"""Everything a deed at the counter looks at, read under its locks in three statements."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from associate.core.fulfillment.models import (
    Bag,
    Fulfillment,
    FulfillmentLine,
    Handover,
    HandoverBag,
    HandoverOrder,
)
from associate.core.orders.models import Order
from associate.db import db, is_sqlite
from associate.errors import OutOfDate
from associate.words import _

ANEW = {"populate_existing": True}

_the_job = contains_eager(HandoverOrder.fulfillment)
_ORDERS = (
    sa.select(HandoverOrder, Handover)
    .join(Handover, Handover.id == HandoverOrder.handover_id)
    .join(HandoverOrder.fulfillment)
    .join(Fulfillment.order)
    .where(HandoverOrder.handover_id == sa.bindparam("handover"))
    .order_by(HandoverOrder.fulfillment_id)
    .options(
        _the_job.contains_eager(Fulfillment.order).lazyload(Order.channel),
        _the_job.lazyload(Fulfillment.lines),
        _the_job.lazyload(Fulfillment.bags),
        lazyload(Handover.orders),
        lazyload(Handover.bags),
    )
    .with_for_update(of=Handover)
)
_LINES = (
    sa.select(FulfillmentLine)
    .join(HandoverOrder, HandoverOrder.fulfillment_id == FulfillmentLine.fulfillment_id)
    .where(HandoverOrder.handover_id == sa.bindparam("handover"))
    .order_by(FulfillmentLine.id)
    .options(lazyload(FulfillmentLine.order_line), joinedload(FulfillmentLine.reservation))
)
_BAGS = (
    sa.select(Bag, HandoverBag)
    .join(HandoverOrder, HandoverOrder.fulfillment_id == Bag.fulfillment_id)
    .outerjoin(
        HandoverBag,
        sa.and_(HandoverBag.bag_id == Bag.id, HandoverBag.handover_id == HandoverOrder.handover_id),
    )
    .where(HandoverOrder.handover_id == sa.bindparam("handover"))
    .order_by(Bag.id)
    .options(lazyload(HandoverBag.bag))
)
_jobs = cast(sa.Table, Fulfillment.__table__)
_orders = cast(sa.Table, Order.__table__)
_rows = cast(sa.Table, HandoverOrder.__table__)
_ITS_JOBS = sa.select(_rows.c.fulfillment_id).where(_rows.c.handover_id == sa.bindparam("handover"))
_ITS_ORDERS = sa.select(_jobs.c.order_id).where(_jobs.c.id.in_(_ITS_JOBS))
_LOCK_ORDERS = (
    sa.select(_orders.c.id)
    .where(_orders.c.id.in_(_ITS_ORDERS))
    .order_by(_orders.c.id)
    .with_for_update(key_share=True)
)
_LOCK_JOBS = (
    sa.select(_jobs.c.id, _jobs.c.order_id)
    .where(_jobs.c.id.in_(_ITS_JOBS))
    .order_by(_jobs.c.id)
    .with_for_update(key_share=True)
)


def lock_and_read(handover_id: int) -> list[Fulfillment]:
    """The jobs of a handover, by id, with all that hangs on them and on it.

    Orders are locked, then jobs, then the handover, which the first reading does.
    Raises OutOfDate when an order came or went while this waited for its turn.
    """
    these = {"handover": handover_id}
    if not is_sqlite():
        _lock(these)
    rows = db.session.execute(_ORDERS, these, execution_options=ANEW).all()
    if not rows:
        return []
    orders, handover = [order for order, _handover in rows], rows[0][1]
    jobs = [order.fulfillment for order in orders]
    lines = db.session.scalars(_LINES, these, execution_options=ANEW).all()
    bags = db.session.execute(_BAGS, these, execution_options=ANEW).all()
    set_committed_value(handover, "orders", orders)
    set_committed_value(handover, "bags", [scanned for _bag, scanned in bags if scanned])
    for job in jobs:
        set_committed_value(job, "lines", [line for line in lines if line.fulfillment_id == job.id])
        set_committed_value(job, "bags", [bag for bag, _scanned in bags if bag.fulfillment_id == job.id])
    return jobs


def _lock(these: dict[str, int]) -> None:
    """The first statement may have waited: what it locked is by then not what the handover holds."""
    orders = set(db.session.scalars(_LOCK_ORDERS, these))
    if orders != {order for _job, order in db.session.execute(_LOCK_JOBS, these)}:
        raise OutOfDate("changed", _("Somebody changed this handover just now. Look again."))
