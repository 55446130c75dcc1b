"""Orders that wait for their money."""

from dataclasses import dataclass

from associate.clock import now
from associate.core.acts.unpaid import PATIENCE, unpaid_orders
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, OrderState
from associate.core.orders.search import FIRST
from associate.core.stores.scope import Scope
from associate.words import _

_PAYMENTS = {
    Payment.PENDING: lambda: _("The payment hasn’t come in yet."),
    Payment.PARTIALLY_PAID: lambda: _("Only part of it is paid."),
    Payment.VOIDED: lambda: _("The payment was called off."),
    Payment.REFUNDED: lambda: _("The money went back already."),
}


@dataclass(frozen=True)
class Unpaid:
    """An order that waits for its money: since when, why, and whether that is longer than payments take."""

    order: Order
    why: str
    is_stopped: bool  # a store had begun
    is_old: bool


def waiting_for_money(scope: Scope) -> list[Unpaid]:
    """The oldest first."""
    return [
        Unpaid(
            order,
            _PAYMENTS.get(order.payment, lambda: _("The payment isn’t settled."))(),
            is_stopped=order.state == OrderState.OPEN,
            is_old=now() - order.placed_at > PATIENCE,
        )
        for order in unpaid_orders(scope, most=FIRST)
    ]
