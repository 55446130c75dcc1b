"""What every deed about a customer begins with: the profile that is kept, and a person who isn’t oneself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from associate.core.customers.models import Customer
from associate.core.customers.persons import lock_person, profiles
from associate.core.events.record import Actor
from associate.core.orders.models import Order
from associate.core.orders.whose import bought_by, is_of_household
from associate.core.stores.approvals import is_own
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _

LOOKED_AT = 50  # orders, the latest: a household’s show in any of them


@contextmanager
def about(customer: Customer) -> Iterator[Customer]:
    """Lock the person: the kept profile, also where this one was merged a moment ago. Raises
    OutOfDate("erased")."""
    with atomic():
        person = lock_person(customer.id)
        if person.erased_at is not None:
            raise OutOfDate("erased", _("This customer was erased. Nothing is known of them any more."))
        yield person


def must_not_be_own(customer: Customer, by: Actor) -> None:
    """Raises Refused("own_profile")."""
    staff = db.session.get(Staff, by.staff_id) if by.staff_id else None
    if staff is not None and _is_of_theirs(staff, profiles(customer.id)):
        raise Refused("own_profile", _("That’s you. Somebody else has to do it."))


def _is_of_theirs(staff: Staff, people: Sequence[Customer]) -> bool:
    if is_own(staff, [each.email for each in people]):
        return True
    theirs = sa.select(Order).where(bought_by(people)).order_by(Order.id.desc()).limit(LOOKED_AT)
    return any(is_of_household(staff.email, order) for order in db.session.scalars(theirs))


def must_have_reason(reason: str) -> str:
    """At most 200 characters, without a line break. Raises Refused("no_reason")."""
    said = " ".join(reason.split())[:200]
    if not said:
        raise Refused("no_reason", _("Say why. It goes on record."))
    return said
