"""What an order's state is called, on its page and in lists of many."""

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order, OrderState
from associate.core.orders.queries import waits_for_payment
from associate.db import db
from associate.words import _

STATES = {
    OrderState.WAITING: lambda: _("waits"),
    OrderState.OPEN: lambda: _("open"),
    OrderState.EXTERNAL: lambda: _("not ours to send"),
    OrderState.DONE: lambda: _("done"),
    OrderState.CANCELED: lambda: _("canceled"),
}


def states_of(orders: list[Order]) -> dict[int, str]:
    """Order id → the state of its latest job in words, else of the order itself."""
    words = {order.id: STATES[order.state]() for order in orders}
    waiting = [order.id for order in orders if order.state == OrderState.WAITING]
    unpaid = sa.select(Order.id).where(Order.id.in_(waiting), waits_for_payment())
    if waiting:
        words |= {order_id: _("waits for its payment") for order_id in db.session.scalars(unpaid)}
    on_the_floor = {order.id for order in orders if order.state in (OrderState.OPEN, OrderState.DONE)}
    find = (
        sa.select(Fulfillment.order_id, Fulfillment.state)
        .where(Fulfillment.order_id.in_(on_the_floor))
        .order_by(Fulfillment.id)
    )
    return words | {order_id: state.words for order_id, state in db.session.execute(find)}
