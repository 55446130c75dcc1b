"""Somebody else picks it up: a code with their name on it, until it is used or taken back."""

import sqlalchemy as sa

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.delegates import delegate, revoke
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passes import PickupPass
from associate.db import atomic, db
from associate.errors import Missing
from associate.words import _


def all_sent(job: Fulfillment) -> list[PickupPass]:
    """Every code for somebody else, good, used or taken back; the first one is number 1 for good."""
    find = sa.select(PickupPass).filter_by(fulfillment_id=job.id).where(PickupPass.name != "")
    return list(db.session.scalars(find.order_by(PickupPass.id)))


def sent(job: Fulfillment, number: int) -> PickupPass:
    """Raises Missing("no_code")."""
    codes = all_sent(job)
    if not 1 <= number <= len(codes):
        raise Missing("no_code", _("There’s no such code."))
    return codes[number - 1]


def send(job: Fulfillment, name: str, *, key: str, intent: Intent, by: Actor) -> int:
    """The number of the code that this person has now. Raises what `delegate` raises."""
    with atomic(job):
        if (done := answered(intent)) is not None:
            return int(done["number"])
        made = delegate(job, name, key=key, by=by)
        number = [code.id for code in all_sent(job)].index(made.id) + 1
        answer(intent, number=number)
        return number


def take_back(job: Fulfillment, number: int, *, intent: Intent, by: Actor) -> None:
    """Raises what `revoke` raises."""
    with atomic(job):
        if answered(intent) is None:
            revoke(sent(job, number), by=by)
            answer(intent)
