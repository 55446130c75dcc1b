"""Another time for one job. The customer’s page follows; later is told, earlier has to be meant."""

from datetime import datetime, timedelta

from associate.clock import now
from associate.core.acts.floor import Said
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.interventions import InterventionKind
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import UNDER_PROMISE
from associate.core.fulfillment.telling import tell
from associate.core.orders.incoming import Method
from associate.core.stores.closing_words import wall
from associate.core.stores.hours import is_open
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.board.rules.keeping import Why, keep, must_be_in, must_say_why, note

FURTHEST = timedelta(days=31)


def promise_anew(
    job: Fulfillment, at: datetime | None, why: Why, *, earlier: bool, intent: Intent, by: Actor
) -> Said:
    """`earlier`: they said that they mean it, should it be before what the customer was told.

    Raises Refused: say_why, no_time, not_then, closed_then, earlier; OutOfDate: too_late, same_time.
    """
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        must_say_why(job.store_id, why)
        must_be_in(job, *UNDER_PROMISE)
        at = _possible(job, at, earlier=earlier)
        before, job.promise_at = job.promise_at, at
        facts = {"before": before.isoformat(), "after": at.isoformat()}
        said = note(job, "promised", why, by=by, **facts)
        is_told = job.method == Method.PICKUP and at > before  # a parcel’s day is its carrier’s to say
        after = {"at": facts["after"], "told": is_told}
        keep(job, InterventionKind.PROMISED, said, why, before={"at": facts["before"]}, after=after, by=by)
        if is_told:
            tell(job.order, "delayed", cause_of(job, said.id), job=job)
        return answer(
            intent, kind="ok", word=_("Promised for %(at)s", at=wall(job.store, at)), what=_what(is_told)
        )


def cause_of(job: Fulfillment, event_id: int) -> str:
    """With the time that it tells: jobs/write asks whether that is still so."""
    return f"{job.ref}:{job.promise_at:%Y%m%d%H%M}:{event_id}"


def _what(is_told: bool) -> str:
    told = _("The customer is told, and their page shows it."), _("The customer’s page shows it.")
    return str(told[0] if is_told else told[1])


def _possible(job: Fulfillment, at: datetime | None, *, earlier: bool) -> datetime:
    if at is None:
        raise Refused("no_time", _("Say the day and the time."))
    if not now() < at <= now() + FURTHEST:
        raise Refused("not_then", _("Choose a time from now on, within a month."))
    if job.method == Method.PICKUP and not is_open(job.store, at):
        raise Refused(
            "closed_then", _("%(store)s is closed then. Choose another time.", store=job.store.name)
        )
    if at == job.promise_at:
        raise OutOfDate("same_time", _("That’s what is promised already."))
    if at < job.promise_at and not earlier:
        words = _(
            "That’s earlier than %(at)s, which the customer was told. Tick that you mean it.",
            at=wall(job.store, job.promise_at),
        )
        raise Refused("earlier", words)
    return at
