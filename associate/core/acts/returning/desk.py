"""What every deed at the returns counter begins with: the locks, in one order, and a return that is open."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from associate.core.events.record import Actor
from associate.core.orders.models import Order
from associate.core.orders.whose import addresses, is_of_household
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.core.stores import names
from associate.core.stores.credentials import Approval
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _


def return_here(number: int, *, store: Store) -> Return:
    """The return at this store’s counter. Raises Missing, also when it is another store’s, and while it is
    part of a pickup that is going on."""
    found = db.session.scalar(sa.select(Return).filter_by(id=number, store_id=store.id))
    if found is None or (found.kind == ReturnKind.DESK and found.state == ReturnState.OPEN):
        raise Missing("no_return", _("There’s no such return in this store."))
    return found


def unit_of(return_: Return, number: int) -> ReturnLine:
    """Raises Missing for a unit of another return."""
    found = next((line for line in return_.lines if line.id == number), None)
    if found is None:
        raise Missing("no_unit", _("That’s not part of this return any more."))
    return found


@contextmanager
def at_the_desk(return_: Return) -> Iterator[None]:
    """Lock the order, then the return: two clerks with one order take turns."""
    with atomic(*([return_.order] if return_.order else []), return_):
        yield


def must_be_open(return_: Return) -> None:
    """Raises OutOfDate with who closed it and when."""
    if return_.state == ReturnState.OPEN:
        return
    if return_.state == ReturnState.DONE and return_.closed_at and return_.closed_by:
        who, at = first_name(return_.closed_by), clock_of(return_)
        raise OutOfDate("returned_already", _("%(who)s settled this at %(at)s.", who=who, at=at))
    raise OutOfDate("left", _("This return was closed. Find the order again."))


def must_be_verified(return_: Return) -> None:
    if not return_.verified_by:
        raise Refused("not_verified", _("First say how you know who it is."))


def must_not_be_own(order: Order, by: Actor) -> None:
    """Raises Refused("own_order") for their own order and their household’s."""
    staff = db.session.get(Staff, by.staff_id) if by.staff_id else None
    if staff is None:
        return
    if is_of_household(staff.email, order):
        raise Refused(
            "own_order",
            _(
                "%(number)s is yours or your household’s. Somebody else sees to it.",
                number=order.number,
            ),
        )


def emails_of(return_: Return, approval: Approval | None) -> set[str]:
    """Who may not agree to it: who bought it, who gets the credit, and whoever lives with who bought it."""
    theirs = {return_.customer.email} - {""} if return_.customer else set()
    return theirs | (emails_of_order(return_.order, approval) if return_.order else set())


def emails_of_order(order: Order, approval: Approval | None) -> set[str]:
    """The same for money without goods."""
    theirs = addresses(order)
    agrees = db.session.get(Staff, approval.given_by_id) if approval else None
    return theirs | {agrees.email} if agrees and is_of_household(agrees.email, order) else theirs


def first_name(ref: str) -> str:
    return names.first_name(ref) or _("Somebody")


def clock_of(return_: Return) -> str:
    """When it was closed, on the wall of its store."""
    store = db.session.get(Store, return_.store_id) if return_.store_id else None
    return wall_time(store, return_.closed_at) if store and return_.closed_at else ""
