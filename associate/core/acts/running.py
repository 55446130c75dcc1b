"""Take an order out to a car: what staff do with a visit.

Two of them at once: one does it, the other reads who.
"""

from collections.abc import Sequence

from associate.clock import now
from associate.core.events.record import SYSTEM, Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import OPEN, State
from associate.core.fulfillment.visit_moves import move, must_be_open, note
from associate.core.fulfillment.visits import Visit, VisitState, visited, visits_for
from associate.core.stores.hours import wall_time
from associate.core.stores.names import first_name
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _

RUNNING = (VisitState.CLAIMED, VisitState.AT_CAR)


def claim(visit: Visit, runner: Staff, *, by: Actor) -> Visit:
    """“Take it.” Raises OutOfDate("claimed") that names who has it, ("not_here") or ("visit_over")."""
    with atomic(visit):
        _must_be_here(visit)
        if visit.state in RUNNING:
            _must_have(visit, runner)
            return visit
        _give_to(visit, runner)
        move(visit, VisitState.CLAIMED, by=by, runner=runner.id)
    return visit


def take_over(visit: Visit, runner: Staff, *, by: Actor) -> Visit:
    """From whoever has it, at the car too. Raises OutOfDate("not_here") or ("visit_over")."""
    with atomic(visit):
        if visit.state not in RUNNING:
            return claim(visit, runner, by=by)
        if visit.runner_id != runner.id:
            was = visit.runner_id
            _give_to(visit, runner)
            note(visit, "visit.taken_over", by=by, runner=runner.id, from_runner=was)
    return visit


def release(visit: Visit, *, by: Actor) -> Visit:
    """Anybody may take it again; the clock they wait by goes on. Raises OutOfDate as `claim` does."""
    with atomic(visit):
        _must_be_here(visit)
        if visit.state in RUNNING:
            was, visit.runner_id, visit.claimed_at, visit.at_car_at = visit.runner_id, None, None, None
            visit.alarm = 0
            move(visit, VisitState.ARRIVED, by=by, from_runner=was, by_itself=by == SYSTEM)
            db.session.refresh(visit, ["runner"])
    return visit


def at_car(visit: Visit, *, by: Actor) -> Visit:
    """The runner stands at it: the wait is over. Raises OutOfDate("claimed") when another runner has it,
    ("not_claimed") when nobody has."""
    with atomic(visit):
        _must_be_here(visit)
        if visit.state == VisitState.ARRIVED:
            raise OutOfDate("not_claimed", _("Nobody has this car now. Take it first."))
        if by.staff_id and by.staff_id != visit.runner_id:
            raise _claimed(visit)
        if visit.state == VisitState.CLAIMED:
            visit.at_car_at = now()
            move(visit, VisitState.AT_CAR, by=by)
    return visit


def left(visit: Visit, *, by: Actor) -> Visit:
    """Nobody is there any more. Raises OutOfDate("not_here") or ("visit_over")."""
    with atomic(visit):
        if visit.state != VisitState.LEFT:
            _must_be_here(visit)
            move(visit, VisitState.LEFT, by=by)
    return visit


def ended(jobs: Sequence[Fulfillment], *, by: Actor) -> None:
    """Inside atomic(jobs): whoever came for them and gets nothing more here is done; called off where all of
    it was canceled or went back. An undo opens no visit again."""
    for visit in visits_for(visited(jobs), locked=True):
        states = {job.state for job in visit.jobs}
        if states.isdisjoint(OPEN):
            move(visit, VisitState.DONE if State.COLLECTED in states else _without(visit), by=by)


def _without(visit: Visit) -> VisitState:
    """How it ends when they get nothing."""
    return VisitState.LEFT if visit.state in RUNNING else VisitState.CANCELED


def _must_be_here(visit: Visit) -> None:
    must_be_open(visit)
    if not visit.is_here:
        raise OutOfDate("not_here", _("They’re still on the way."))


def _must_have(visit: Visit, runner: Staff) -> None:
    if visit.runner_id != runner.id:
        raise _claimed(visit)


def _claimed(visit: Visit) -> OutOfDate:
    # by the id: what PostgreSQL joins to a row it waited for is as old as the wait
    who = first_name(f"staff:{visit.runner_id}") or _("Somebody")
    at = wall_time(visit.store, visit.claimed_at or visit.state_since)
    return OutOfDate("claimed", _("%(who)s has this car since %(at)s.", who=who, at=at))


def _give_to(visit: Visit, runner: Staff) -> None:
    visit.runner_id, visit.claimed_at = runner.id, now()
    db.session.flush()
    db.session.refresh(visit, ["runner"])
