"""For how long a customer's link is theirs."""

from datetime import datetime, timedelta

from associate.clock import now
from associate.core.fulfillment.links import order_behind
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import State
from associate.core.orders.models import Order, OrderState
from associate.errors import Missing
from associate.words import _

AFTER_THE_END = timedelta(hours=24)
ON_ITS_WAY = timedelta(days=30)  # for what is sent and never told to be delivered


def order_of_link(token: str) -> Order:
    """The order a link shows. Raises Missing("no_link"), the same for wrong, revoked and expired."""
    order = order_behind(token)
    ended = order and ended_at(order)
    if order is None or (ended and ended + AFTER_THE_END < now()):
        raise Missing("no_link", _("This link doesn’t open an order any more."))
    return order


def ended_at(order: Order) -> datetime | None:
    """When the last of it was handed over, delivered or canceled; None while anything is open."""
    if order.state == OrderState.CANCELED:
        return order.canceled_at
    if order.state == OrderState.DONE:
        return max(map(_ended_at, fulfillments_of(order.id)), default=order.source_updated_at)
    return None


def _ended_at(job: Fulfillment) -> datetime:
    return job.state_since + ON_ITS_WAY if job.state == State.SHIPPED else job.state_since
