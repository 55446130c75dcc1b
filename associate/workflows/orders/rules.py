"""The few deeds of an order's page."""

from enum import StrEnum
from typing import Any

from associate.core.acts.cancel import cancel_order
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.models import Order, OrderState
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _


class Reason(StrEnum):
    """Why staff cancel an order. Chosen, not typed: it goes into the journal."""

    ASKED = "customer_asked"
    NO_STOCK = "no_stock"
    DAMAGED = "damaged"
    FRAUD = "fraud"
    MISTAKE = "mistake"

    @property
    def words(self) -> str:
        return _REASONS[self]()


_REASONS = {
    Reason.ASKED: lambda: _("The customer asked"),
    Reason.NO_STOCK: lambda: _("We don’t have it"),
    Reason.DAMAGED: lambda: _("It’s damaged"),
    Reason.FRAUD: lambda: _("The payment looks wrong"),
    Reason.MISTAKE: lambda: _("It was ordered by mistake"),
}


def may_cancel(order: Order) -> None:
    """Raises OutOfDate("canceled"), Refused("collected") or Refused("ships_elsewhere")."""
    if order.state == OrderState.CANCELED:
        raise OutOfDate("canceled", _("%(number)s is canceled already.", number=order.number))
    if order.state == OrderState.DONE:
        raise Refused(
            "collected", _("%(number)s was picked up. Take it back as a return.", number=order.number)
        )
    if order.state == OrderState.EXTERNAL:
        raise Refused(
            "ships_elsewhere",
            _(
                "%(number)s isn’t this shop’s to send. Cancel it in %(channel)s.",
                number=order.number,
                channel=order.channel.name,
            ),
        )


def cancel(order: Order, reason: str, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """Stop the work, put back what was picked, owe what was paid.

    Raises Refused("no_reason"), and what may_cancel raises.
    """
    if reason not in set(Reason):
        raise Refused("no_reason", _("Choose why it’s canceled."))
    with atomic(order):
        if (done := answered(intent)) is not None:
            return done
        may_cancel(order)
        cancel_order(order, by=by, reason=reason)
        return answer(intent, number=order.number)


def show_contact(order: Order, *, by: Actor) -> None:
    """Somebody looks at the customer's phone and email: that is on record."""
    with atomic():
        record("order.contact_shown", about=order, by=by)
