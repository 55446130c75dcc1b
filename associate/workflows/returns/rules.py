"""What the counter decides by itself: which of the hits was meant, and how they want their money."""

import sqlalchemy as sa

from associate.core.acts.returning.desk import at_the_desk, must_be_open, must_be_verified
from associate.core.acts.returning.finding import Found, find_returnable
from associate.core.acts.returning.opening import customer_for
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.models import Order
from associate.core.returns.models import Return, ReturnKind
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _


def order_found(number: str, code: str = "") -> tuple[Order, Found]:
    """The order with this number, of any store, and what the scan that led to it proves. Raises Missing."""
    order = db.session.scalar(sa.select(Order).where(Order.number == number[:60]))
    if order is None:
        raise Missing("no_order", _("There’s no order %(number)s.", number=number[:60]))
    found = find_returnable(code) if code else Found()
    return order, found if order in found.orders else Found((order,))


def choose_credit(
    return_: Return, wants: bool, person: tuple[str, str, str], *, intent: Intent, by: Actor
) -> None:
    """Store credit instead of what it was paid with, or not after all.

    Raises Refused("no_recipient") where nobody knows whose credit it would be, "only_credit" where it can’t
    be anything else.
    """
    with at_the_desk(return_):
        if answered(intent) is not None:
            return
        must_be_open(return_)
        must_be_verified(return_)
        if not wants and return_.kind != ReturnKind.RETURN:
            raise Refused("only_credit", _("That comes back as store credit only."))
        if wants and return_.customer_id is None:
            return_.customer_id = customer_for(*person).id
        return_.to_credit = wants
        record("return.credit", about=return_, by=by, wants=wants)
        answer(intent, **{"return": return_.id})
