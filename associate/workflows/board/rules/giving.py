"""Whose job it is: given to somebody at work here, or back to everybody. Every scan stays."""

from typing import Any

from associate.clock import now
from associate.core.acts.floor import Said, hold_words
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.interventions import InterventionKind
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.stores.shifts import on_shift
from associate.core.stores.staff import Staff
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.board.rules.keeping import Why, keep, must_be_in, must_say_why, note

GIVABLE = (State.RELEASED, State.PICKING)


def pickers(store_id: int) -> list[Staff]:
    """On shift here, and may pick."""
    return [staff for staff in on_shift(store_id) if staff.can("pick")]


def give(job: Fulfillment, staff_id: int | None, why: Why, *, intent: Intent, by: Actor) -> Said:
    """To this person; None: to whoever takes it. Who picks it now is stopped at their next touch.

    Raises Refused: say_why, held, not_on_shift; OutOfDate: too_late, has_it.
    """
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        must_say_why(job.store_id, why)
        must_be_in(job, *GIVABLE)
        if job.hold:
            raise Refused("held", hold_words(job.hold), hold=job.hold)
        to = _at_work(job, staff_id)
        if job.owner_id == staff_id:
            raise OutOfDate("has_it", _has_it(job, to))
        before = owning(job)
        hand_to(job, staff_id, by.ref if staff_id else "")
        said = note(job, "given", why, by=by, to=staff_id, was=before["owner"])
        keep(job, InterventionKind.GIVEN, said, why, before=before, after=owning(job), by=by)
        if to is None:
            what = _("Whoever starts %(number)s next has it.", number=job.number)
            return answer(intent, kind="ok", word=_("It’s anybody’s"), what=what)
        what = _("%(number)s stands in their queue.", number=job.number)
        return answer(intent, kind="ok", word=_("%(name)s has it", name=to.first_name), what=what)


def hand_to(job: Fulfillment, staff_id: int | None, given_by: str) -> None:
    job.owner_id, job.given_by = staff_id, given_by
    job.owned_at = now() if staff_id else None
    job.is_paused = False


def owning(job: Fulfillment) -> dict[str, Any]:
    return {"owner": job.owner_id, "given_by": job.given_by, "paused": job.is_paused}


def _at_work(job: Fulfillment, staff_id: int | None) -> Staff | None:
    if staff_id is None:
        return None
    found = next((staff for staff in pickers(job.store_id) if staff.id == staff_id), None)
    if found is None:
        raise Refused("not_on_shift", _("They aren’t on shift here now. Choose somebody who is."))
    return found


def _has_it(job: Fulfillment, to: Staff | None) -> str:
    if to is None:
        return str(_("Nobody has %(number)s: it’s anybody’s already.", number=job.number))
    return str(_("%(name)s has %(number)s already.", name=to.first_name, number=job.number))
