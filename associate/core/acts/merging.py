"""Two profiles are one person, or aren’t after all. One pointer is written, and no ledger and no journal."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.customers.models import Customer, Erasure, Merge
from associate.core.customers.persons import kept, lock_person, profiles_of
from associate.core.events.record import Actor, record
from associate.core.payments.credit import CreditEntry, add_credit, balance
from associate.db import db, lock_rows
from associate.errors import OutOfDate, Refused
from associate.words import _


def merge(gone: Customer, into: Customer, reason: str, *, by: Actor) -> Merge:
    """Inside atomic(): from now on both are the person whose profile is `into`.

    Raises Refused("same_person") where they are that already, OutOfDate("changed") where somebody merged one
    of them meanwhile, OutOfDate("erased"), Refused("erasure_waits").
    """
    lock_rows(Customer, (gone.id, into.id))
    for each in (gone, into):
        db.session.refresh(each)
    if kept(gone).id == kept(into).id:
        raise Refused("same_person", _("They are one person already."))
    if gone.merged_into_id is not None or into.merged_into_id is not None:
        raise OutOfDate("changed", _("Somebody merged one of them a moment ago. Look again."))
    if gone.erased_at or into.erased_at:
        raise OutOfDate("erased", _("This customer was erased. Nothing is known of them any more."))
    must_not_be_leaving([*profiles_of(gone.id), *profiles_of(into.id)])
    gone.merged_into_id = into.id
    said = Merge(customer_id=gone.id, into_id=into.id, reason=reason, by=by.ref)
    db.session.add(said)
    db.session.flush()
    record("customer.merged", about=into, by=by, other=gone.id)
    record("customer.went_into", about=gone, by=by, other=into.id)
    return said


def part(said: Merge, reason: str, *, by: Actor) -> None:
    """Inside atomic(): the profile is its own again, with all that was written for it, then and since.

    Store credit that one of them spent of the other’s is settled by two more entries, so that neither owes.
    Raises OutOfDate("parted") where that was done already, Refused("erasure_waits").
    """
    person = lock_person(said.customer_id)
    gone = db.session.get_one(Customer, said.customer_id)
    db.session.refresh(said)
    if said.undone_at is not None or gone.merged_into_id != said.into_id:
        raise OutOfDate("parted", _("They are two again already. Open the card anew."))
    must_not_be_leaving(profiles_of(person.id))
    gone.merged_into_id = None
    said.undone_at, said.undone_by, said.undone_why = now(), by.ref, reason
    db.session.flush()
    _settle(said, gone, person, by=by)
    record("customer.parted", about=person, by=by, other=gone.id)
    record("customer.is_own_again", about=gone, by=by, other=person.id)


def must_not_be_leaving(ids: list[int]) -> None:
    """Raises Refused("erasure_waits")."""
    waits = sa.select(Erasure.id).where(Erasure.customer_id.in_(ids), Erasure.done_at.is_(None))
    if db.session.scalar(waits.where(Erasure.called_off_at.is_(None)).limit(1)):
        raise Refused("erasure_waits", _("One of them asked to be forgotten. Call that off first."))


def _settle(said: Merge, gone: Customer, person: Customer, *, by: Actor) -> None:
    """Whichever has less than nothing gets it from the other: together they never have."""
    ids = [*profiles_of(gone.id), *profiles_of(person.id)]
    mine = sa.select(CreditEntry.currency).where(CreditEntry.customer_id.in_(ids)).distinct()
    for currency in sorted(db.session.scalars(mine)):
        for poor, other in ((gone, person), (person, gone)):
            if (owes := -balance(poor.id, currency)) > 0:
                cause = f"parted:{said.id}:{currency}"
                known = {"by": by.ref, "store_id": None}
                add_credit(other.id, currency, -owes, cause=f"{cause}:from", **known)  # type: ignore[arg-type]
                add_credit(poor.id, currency, owes, cause=f"{cause}:to", **known)  # type: ignore[arg-type]
