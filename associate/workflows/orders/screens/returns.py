"""What came back of an order, and what was taken instead."""

import sqlalchemy as sa

from associate.core.orders.models import Order
from associate.core.returns.models import Return, ReturnState
from associate.db import db
from associate.words import later

SHOWN = (ReturnState.EXPECTED, ReturnState.OPEN, ReturnState.DONE)
STATES = {
    ReturnState.EXPECTED: later("Announced by the customer"),
    ReturnState.OPEN: later("At the counter"),
    ReturnState.DONE: later("Done"),
}


def returns_of(order: Order) -> list[Return]:
    """Announced, at a counter now, and done, oldest first; not those that came to nothing."""
    find = sa.select(Return).where(Return.order_id == order.id, Return.state.in_(SHOWN))
    return list(db.session.scalars(find.order_by(Return.id)))


def exchanged_from(order: Order) -> Order | None:
    """The order whose goods came back for these."""
    find = sa.select(Order).join(Return, Return.order_id == Order.id).where(Return.exchange_id == order.id)
    return db.session.scalar(find.limit(1))
