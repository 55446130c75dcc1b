"""Take a change back, while nothing has come of it: by the opposite, never by deletion."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.floor import Said
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.deliveries import withdraw_message
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.core.events.record import Actor, record
from associate.core.events.words import describe
from associate.core.fulfillment.interventions import EVENTS, Intervention, InterventionKind, touches
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _
from associate.workflows.board.rules.giving import hand_to
from associate.workflows.board.rules.pausing import stand_again
from associate.workflows.board.rules.promising import cause_of


def take_back(change: Intervention, *, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate: undone, went_on, told, gone."""
    job = change.fulfillment
    with atomic(job, change):
        if (done := answered(intent)) is not None:
            return done
        _must_be_last(change, job)
        _restore(change, job)
        change.undone_at, change.undone_by = now(), by.ref
        kind = f"fulfillment.{change.kind.aspect}_undone"
        record(kind, about=job, by=by, what=change.kind.value, change=change.id)
        what = _("%(number)s is as it was before.", number=job.number)
        return answer(intent, kind="ok", word=_("Taken back"), what=what)


def last_events(jobs: Collection[Fulfillment]) -> dict[tuple[str, str], int]:
    """(Reference of a job, aspect) → id of the last event after which that stands, in one statement."""
    refs = {job.ref for job in jobs}
    last = [sa.func.max(Event.id).filter(touches(aspect)) for aspect in EVENTS]
    find = sa.select(Event.about, *last).where(Event.about.in_(refs)).group_by(Event.about)
    rows = db.session.execute(find) if refs else ()
    return {(about, aspect): n for about, *ids in rows for aspect, n in zip(EVENTS, ids, strict=True) if n}


def _must_be_last(change: Intervention, job: Fulfillment) -> None:
    if change.undone_at:
        raise OutOfDate("undone", _("That’s taken back already."))
    find = sa.select(Event).where(Event.about == job.ref, Event.id > change.event_id)
    find = find.where(touches(change.kind.aspect))
    since = db.session.scalars(find.order_by(Event.id).limit(1)).first()
    if since:
        words = _(
            "Something has happened to %(number)s since: %(what)s. Change it anew instead.",
            number=job.number,
            what=describe(since.kind, since.facts),
        )
        raise OutOfDate("went_on", words)


def _restore(change: Intervention, job: Fulfillment) -> None:
    before = change.before
    if change.kind == InterventionKind.GIVEN:
        _own_again(job, before)
    elif change.kind in (InterventionKind.PAUSED, InterventionKind.WENT_ON):
        _own_again(job, before)
        stand_again(job, before)
    elif change.kind == InterventionKind.PROMISED:
        _unsay(change, job)
        job.promise_at = datetime.fromisoformat(before["at"])
    else:
        job.first_at = datetime.fromisoformat(before["at"]) if before["at"] else None
        job.first_by, job.first_why = before["by"], before["why"]


def _own_again(job: Fulfillment, before: dict[str, Any]) -> None:
    owner = db.session.get(Staff, before["owner"]) if before["owner"] else None
    if owner is not None and not owner.is_active:
        raise OutOfDate("gone", _("%(name)s doesn’t work here any more.", name=owner.first_name))
    hand_to(job, before["owner"], before["given_by"])
    job.is_paused = before["paused"]


def _unsay(change: Intervention, job: Fulfillment) -> None:
    """A later time that went out stays: earlier is never said by itself."""
    if not change.after["told"]:
        return
    cause = f"delayed:{cause_of(job, change.event_id)}"
    told = sa.select(Delivery.id).where(Delivery.cause == cause, Delivery.state == DeliveryState.SENT)
    if db.session.scalar(told):
        raise OutOfDate("told", _("The customer was told the new time already. Promise it anew instead."))
    withdraw_message(cause)
