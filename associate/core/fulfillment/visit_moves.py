"""The one place that changes a visit’s state, and the journal’s lines about it."""

from typing import Any

from associate.clock import now
from associate.core.events.record import Actor, Entry, record_all
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.visits import MOVES, OPEN, Visit, VisitState, visits_for
from associate.core.stores.hours import wall_time
from associate.db import db
from associate.errors import OutOfDate
from associate.words import _

OVER = {
    VisitState.DONE: lambda at: _("They got their order at %(at)s.", at=at),
    VisitState.LEFT: lambda at: _("They left at %(at)s.", at=at),
    VisitState.CANCELED: lambda at: _("They don’t come any more: called off at %(at)s.", at=at),
    VisitState.MOVED_INSIDE: lambda at: _("They came inside at %(at)s.", at=at),
}


def move(visit: Visit, to: VisitState, *, by: Actor, **facts: Any) -> None:
    """Change the state and write down who did it. Inside atomic(visit).

    Raises OutOfDate("visit_over") for a visit that has ended, OutOfDate("visit_state") when MOVES has no
    such step.
    """
    must_be_open(visit)
    was = visit.state
    if to not in MOVES[was]:
        raise OutOfDate("visit_state", _("That doesn’t fit any more. Look again."))
    visit.state, visit.state_since = to, now()
    if to not in OPEN:
        visit.ended_at = visit.state_since
    note(visit, f"visit.{to.value}", by=by, was=was.value, **facts)


def must_be_open(visit: Visit) -> None:
    """Raises OutOfDate("visit_over") that says what became of it, and when."""
    if visit.state in OVER:
        at = wall_time(visit.store, visit.ended_at or visit.state_since)
        raise OutOfDate("visit_over", OVER[visit.state](at))


def note(visit: Visit, kind: str, *, by: Actor, **facts: Any) -> None:
    """One line in the story of each order they come for."""
    db.session.flush()
    orders = dict.fromkeys(job.order_id for job in visit.jobs)
    facts = {"jobs": [job.id for job in visit.jobs], **facts}
    record_all(kind, [Entry(visit.ref, order_id, visit.store_id, facts) for order_id in orders], by=by)


def not_coming(pickup_pass: PickupPass, *, by: Actor) -> None:
    """Inside atomic(job): the code was taken back, so whoever comes with it is not waited for, but for what
    else their car is to take; a runner who is on the way to them finds it out at the car."""
    for visit in visits_for([pickup_pass.fulfillment_id], locked=True):
        theirs = [entry for entry in visit.orders if entry.pass_id == pickup_pass.id]
        if not theirs or VisitState.CANCELED not in MOVES[visit.state]:
            continue
        if len(theirs) == len(visit.orders):
            move(visit, VisitState.CANCELED, by=by, why="revoked")
        else:
            note(visit, "visit.changed", by=by)
            visit.orders = [entry for entry in visit.orders if entry not in theirs]
            db.session.flush()
