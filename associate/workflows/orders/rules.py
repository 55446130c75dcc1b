"""The few deeds of an order's page."""

from typing import Any

from associate.core.acts.cancel import cancel_order
from associate.core.acts.holds import must_not_be_frozen
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.orders.models import Order, OrderState
from associate.core.orders.whose import addresses
from associate.core.stores.approvals import must_be_let
from associate.core.stores.credentials import Approval
from associate.core.stores.models import Store
from associate.core.stores.reasons import Family, find_offered
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _


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


def cancel(
    order: Order, reason: str, *, intent: Intent, by: Actor, approval: Approval | None = None
) -> dict[str, Any]:
    """Stop the work, put back what was picked, owe what was paid.

    `reason` is the code of one that the order's store offers. Raises Refused("no_reason"), and what
    may_cancel, must_not_be_frozen and must_be_let raise.
    """
    if find_offered(order.store_id, Family.CANCEL, reason) is None:
        raise Refused("no_reason", _("Choose why it’s canceled."))
    with atomic(order):
        if (done := answered(intent)) is not None:
            return done
        may_cancel(order)
        must_not_be_frozen(*fulfillments_of(order.id))
        must_be_let("cancel_orders", about=order, by=by, approval=approval, emails=addresses(order))
        cancel_order(order, by=by, reason=reason)
        return answer(intent, number=order.number)


def led_words(order: Order) -> str:
    """Why a store that only has a part of it can't do that."""
    store = db.session.get(Store, order.store_id) if order.store_id else None
    if store is None:
        return _("A manager decides about this order.")
    return _("%(store)s decides about this order. Ask there.", store=store.name)


def sent_words(done: dict[str, Any]) -> dict[str, str]:
    """What to say after an order was sent to a store, or found none."""
    if done["is_routed"]:
        what = _("It’s in the queue of %(store)s.", store=done["store"])
        return {"kind": "ok", "word": _("Sent on"), "what": what}
    return {"kind": "note", "word": _("Parked"), "what": _("No other store can send it now.")}


def show_contact(order: Order, *, by: Actor) -> None:
    """Somebody looks at the customer's phone and email: that is on record."""
    with atomic():
        record("order.contact_shown", about=order, by=by)
