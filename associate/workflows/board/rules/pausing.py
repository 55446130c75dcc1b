"""Let one job stand until a moment; it goes on by itself then, or before when somebody says so."""

from datetime import datetime
from typing import Any

from associate.clock import now
from associate.core.acts.floor import Said
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.interventions import InterventionKind
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.urgency import PAUSABLE, is_put_off
from associate.core.stores.closing_words import wall
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.board.rules.giving import hand_to, owning
from associate.workflows.board.rules.keeping import Why, keep, must_be_in, must_say_why, note
from associate.workflows.board.rules.promising import FURTHEST


def pause(job: Fulfillment, until: datetime | None, why: Why, *, intent: Intent, by: Actor) -> Said:
    """Nobody picks it before. Whoever did lays it down: its scans and bags stay. Its promise stays too.

    Raises Refused: say_why, no_time, not_then; OutOfDate: too_late, same_time.
    """
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        must_say_why(job.store_id, why)
        must_be_in(job, *PAUSABLE)
        until = _possible(job, until)
        before = standing(job)
        job.paused_until, job.paused_by, job.paused_why = until, by.ref, why.reason
        hand_to(job, None, "")
        at = f"{until.astimezone(job.store.timezone):%Y-%m-%d %H:%M}"
        said = note(job, "paused", why, by=by, until=at, was=before["owner"])
        keep(job, InterventionKind.PAUSED, said, why, before=before, after=standing(job), by=by)
        what = _("%(number)s goes on by itself then.", number=job.number)
        return answer(intent, kind="ok", word=_("Paused until %(at)s", at=wall(job.store, until)), what=what)


def go_on(job: Fulfillment, why: Why, *, intent: Intent, by: Actor) -> Said:
    """Before its pause is over. Raises Refused("say_why"), OutOfDate: too_late, goes_on."""
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        must_say_why(job.store_id, why)
        must_be_in(job, *PAUSABLE)
        if not is_put_off(job):
            raise OutOfDate("goes_on", _("%(number)s goes on already.", number=job.number))
        before = standing(job)
        job.paused_until, job.paused_by, job.paused_why = None, "", ""
        said = note(job, "went_on", why, by=by)
        keep(job, InterventionKind.WENT_ON, said, why, before=before, after=standing(job), by=by)
        what = _("%(number)s can be picked now.", number=job.number)
        return answer(intent, kind="ok", word=_("Goes on"), what=what)


def standing(job: Fulfillment) -> dict[str, Any]:
    """How long it stands, and whose it is."""
    until = job.paused_until.isoformat() if job.paused_until else None
    return {**owning(job), "until": until, "by": job.paused_by, "why": job.paused_why}


def stand_again(job: Fulfillment, before: dict[str, Any]) -> None:
    job.paused_until = datetime.fromisoformat(before["until"]) if before["until"] else None
    job.paused_by, job.paused_why = before["by"], before["why"]


def _possible(job: Fulfillment, until: datetime | None) -> datetime:
    if until is None:
        raise Refused("no_time", _("Say the day and the time."))
    if not now() < until <= now() + FURTHEST:
        raise Refused("not_then", _("Choose a time from now on, within a month."))
    if until == job.paused_until:
        raise OutOfDate("same_time", _("It’s paused until then already."))
    return until
