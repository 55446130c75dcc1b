"""Cancel it, and say how they want to be told."""

from collections.abc import Sequence

from associate.core.acts.cancel import cancel_by_customer
from associate.core.customers.consent import give_consent, has_stopped
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import HERE, ON_THE_FLOOR, OPEN, State
from associate.core.fulfillment.telling import address_of
from associate.core.orders.models import Order, OrderState
from associate.core.stores.models import Store
from associate.db import atomic
from associate.errors import Refused
from associate.words import _


def holder_of(order: Order) -> Actor:
    """Who acts through the link: the customer we know, or whoever holds it."""
    return order.customer.actor if order.customer else Actor(f"link:{order.id}")


def may_cancel(order: Order, jobs: Sequence[Fulfillment]) -> bool:
    """Nothing is ready or gone, and nobody is looking into it."""
    begun = [job for job in jobs if job.state in (*HERE, State.COLLECTED, State.SHIPPED, State.DELIVERED)]
    open_order = order.state in (OrderState.WAITING, OrderState.OPEN)
    return open_order and all(job.state in ON_THE_FLOOR and not job.hold for job in begun)


def choose_medium(order: Order, store: Store | None, medium: str, *, intent: Intent, by: Actor) -> None:
    """Messages about this order come this way from now on. To choose text messages is to agree to them.

    Raises Refused("no_way") when there is no such address on the order, Refused("stopped") for a number
    whose owner said STOP: whoever holds a link may have typed a stranger's.
    """
    with atomic(order):
        if answered(intent) is not None:
            return
        address = address_of(order, store, medium) if medium in ("email", "sms") else ""
        if not address:
            raise Refused("no_way", _("We have no address for that. Tell us at the counter or call us."))
        if has_stopped(medium, address):
            raise Refused(
                "stopped", _("That number told us to stop. Text START to the number we wrote from first.")
            )
        order.message_by = medium
        give_consent(medium, address, source="link")
        record("order.message_by", about=order, by=by, medium=medium)
        answer(intent, medium=medium)


def cancel(order: Order, *, intent: Intent, by: Actor) -> None:
    """The customer's cancel. Canceling twice cancels once.

    Raises Refused("too_late") once it is ready, Refused("being_checked") while the shop looks into it.
    """
    jobs = fulfillments_of(order.id)
    with atomic(order, *jobs):
        if answered(intent) is not None or order.state == OrderState.CANCELED:
            return
        if order.state == OrderState.EXTERNAL or any(job.hold for job in jobs if job.state in OPEN):
            sentence = _("We’re looking into this order. Call us and we’ll cancel it together.")
            raise Refused("being_checked", sentence)
        cancel_by_customer(order, by=by)
        answer(intent, order=order.id)
