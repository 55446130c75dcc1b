"""Somebody else comes: a code with a first name on it, good once, and the customer’s to take back."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.fulfillment.links import make_pass
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.states import OPEN
from associate.core.fulfillment.visit_moves import not_coming
from associate.core.fulfillment.visits import Visit, VisitOrder
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _

MOST = 3  # codes that are out at once, of one order
LONGEST = 60  # characters of a name


def delegates(job: Fulfillment) -> list[PickupPass]:
    """Codes for others that still open this order, oldest first."""
    good = sa.select(PickupPass).filter_by(fulfillment_id=job.id, used_at=None, revoked_at=None)
    return list(db.session.scalars(good.where(PickupPass.name != "").order_by(PickupPass.id)))


def delegate(job: Fulfillment, name: str, *, key: str, by: Actor) -> PickupPass:
    """A code for this person. Named twice, it is the same one. Takes its own lock; `key` is the secret key.

    Raises Refused with "no_name", "gone" for an order that waits for nobody any more, "three_codes".
    """
    name = _clean(name)
    with atomic(job):
        if not name:
            raise Refused("no_name", _("Who comes? Their first name is enough."))
        if job.state not in OPEN:
            raise Refused("gone", _("Nobody needs to come for this order any more."))
        known = delegates(job)
        if same := next((one for one in known if one.name.casefold() == name.casefold()), None):
            return same
        if len(known) >= MOST:
            raise Refused("three_codes", _("Three others can come already. Take one code back first."))
        made = make_pass(job, key=key, name=name)
        record("pass.made", about=job, by=by, sent=made.id)
        return made


def revoke(pickup_pass: PickupPass, *, by: Actor) -> None:
    """From now on it opens nothing, and who was to come with it is not waited for. A second time changes
    nothing. Takes its own lock. Raises Refused("code_used") once it opened a handover that was finished."""
    job = db.session.get_one(Fulfillment, pickup_pass.fulfillment_id)
    with atomic(job):
        db.session.refresh(pickup_pass)
        if pickup_pass.revoked_at:
            return
        if pickup_pass.used_at:
            raise Refused("code_used", _("%(name)s picked it up with it already.", name=pickup_pass.name))
        pickup_pass.revoked_at = now()
        not_coming(pickup_pass, by=by)
        record("pass.revoked", about=job, by=by, sent=pickup_pass.id)


def is_sent_for(name: str, job: Fulfillment) -> bool:
    """Did somebody of this name come for it now, in the same car or not, with a good code of its own?"""
    find = (
        sa.select(PickupPass.name)
        .join(VisitOrder, VisitOrder.pass_id == PickupPass.id)
        .join(Visit, Visit.id == VisitOrder.visit_id)
        .where(VisitOrder.fulfillment_id == job.id, Visit.ended_at.is_(None))
        .where(PickupPass.used_at.is_(None), PickupPass.revoked_at.is_(None))
    )
    return name.casefold() in {known.casefold() for known in db.session.scalars(find)}


def names_of_passes(ids: Iterable[int | None]) -> dict[int, str]:
    """Id → whom the code was made for, as long as we know it; in one read, or none."""
    wanted = {number for number in ids if number}
    find = sa.select(PickupPass.id, PickupPass.name).where(PickupPass.id.in_(wanted), PickupPass.name != "")
    return dict(db.session.execute(find).all()) if wanted else {}


def _clean(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST]
