"""Every change says why, and is kept with how it was before."""

from dataclasses import dataclass
from typing import Any

from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.interventions import Intervention, InterventionKind
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.reasons import Family, find_offered
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _

OTHER = "other"  # a reason that says nothing without words


@dataclass(frozen=True)
class Why:
    """A reason’s code, and what they added in their own words."""

    reason: str
    note: str = ""


def must_say_why(store_id: int, why: Why) -> None:
    """Raises Refused("say_why"), also for a reason that the store doesn’t offer."""
    if find_offered(store_id, Family.WORK, why.reason) is None:
        raise Refused("say_why", _("Choose why. It’s written down with your name."))
    if why.reason == OTHER and not why.note:
        raise Refused("say_why", _("Say in a few words what it is."))


def must_be_in(job: Fulfillment, *states: Any) -> None:
    """Raises OutOfDate("too_late")."""
    if job.state not in states:
        words = _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
        raise OutOfDate("too_late", words)


def keep(
    job: Fulfillment,
    kind: InterventionKind,
    said: Event,
    why: Why,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    by: Actor,
) -> None:
    """Inside atomic(job), after `said` was recorded: for the list of what was changed lately."""
    db.session.flush()
    db.session.add(
        Intervention(
            store_id=job.store_id,
            fulfillment_id=job.id,
            kind=kind,
            reason=why.reason,
            note=why.note,
            by=by.ref,
            before=before,
            after=after,
            event_id=said.id,
        )
    )


def note(job: Fulfillment, kind: str, why: Why, *, by: Actor, **facts: Any) -> Event:
    """The reason’s code goes into the journal, their words don’t: it can’t be erased."""
    return record(f"fulfillment.{kind}", about=job, by=by, reason=why.reason, **facts)
