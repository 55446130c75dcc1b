"""What of an order changed hands, and can be proven."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment, Handover, HandoverOrder, HandoverState
from associate.core.orders.models import Order
from associate.core.stores.names import first_names
from associate.db import db

PROVABLE = (HandoverState.DONE, HandoverState.UNDONE)


@dataclass(frozen=True)
class Given:
    """One handover of one of its jobs."""

    handover_id: int
    number: str
    at: datetime
    by: str
    is_undone: bool


def given_of(order: Order) -> list[Given]:
    """The latest last. What was looked up and left is none."""
    find = (
        sa.select(Handover, Fulfillment.number)
        .join(HandoverOrder, HandoverOrder.handover_id == Handover.id)
        .join(Fulfillment, Fulfillment.id == HandoverOrder.fulfillment_id)
        .where(
            Fulfillment.order_id == order.id, Handover.state.in_(PROVABLE), Handover.closed_at.is_not(None)
        )
    )
    rows = db.session.execute(find.order_by(Handover.closed_at, Fulfillment.id)).all()
    names = first_names(row.Handover.closed_by or "" for row in rows)
    return [
        Given(
            each.id, number, each.closed_at, names.get(each.closed_by, ""), each.state == HandoverState.UNDONE
        )
        for each, number in rows
    ]
