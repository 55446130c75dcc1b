"""Whose turn it is: before all others, or where its promise puts it."""

from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.floor import Said
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.interventions import InterventionKind
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import UNDER_PROMISE
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _
from associate.workflows.board.rules.keeping import Why, keep, must_be_in, must_say_why, note


def put_first(job: Fulfillment, why: Why, *, intent: Intent, by: Actor) -> Said:
    """Before all others, and before what was put first until now. Raises Refused("say_why"),
    OutOfDate: too_late, stands_first."""
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        must_say_why(job.store_id, why)
        must_be_in(job, *UNDER_PROMISE)
        if _stands_first(job):
            raise OutOfDate("stands_first", _("%(number)s stands first already.", number=job.number))
        before = turn_of(job)
        job.first_at, job.first_by, job.first_why = now(), by.ref, why.reason
        said = note(job, "put_first", why, by=by)
        keep(job, InterventionKind.FIRST, said, why, before=before, after=turn_of(job), by=by)
        what = _("%(number)s stands before all others, and says why.", number=job.number)
        return answer(intent, kind="ok", word=_("Put first"), what=what)


def put_in_turn(job: Fulfillment, why: Why, *, intent: Intent, by: Actor) -> Said:
    """Where its promise puts it. Raises Refused("say_why"), OutOfDate: too_late, in_turn."""
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        must_say_why(job.store_id, why)
        must_be_in(job, *UNDER_PROMISE)
        if job.first_at is None:
            raise OutOfDate("in_turn", _("%(number)s is in its turn already.", number=job.number))
        before = turn_of(job)
        job.first_at, job.first_by, job.first_why = None, "", ""
        said = note(job, "put_in_turn", why, by=by)
        keep(job, InterventionKind.IN_TURN, said, why, before=before, after=turn_of(job), by=by)
        what = _("%(number)s is picked when its promise says so.", number=job.number)
        return answer(intent, kind="ok", word=_("Back in its turn"), what=what)


def _stands_first(job: Fulfillment) -> bool:
    """Whether nothing open of its store was put first since."""
    if job.first_at is None:
        return False
    rivals = [Fulfillment.store_id == job.store_id, Fulfillment.state.in_(UNDER_PROMISE)]
    return not db.session.scalar(sa.select(sa.exists().where(*rivals, Fulfillment.first_at > job.first_at)))


def turn_of(job: Fulfillment) -> dict[str, Any]:
    at = job.first_at.isoformat() if job.first_at else None
    return {"at": at, "by": job.first_by, "why": job.first_why}
