"""What staff do with a car, each once however often the tap comes."""

from collections.abc import Callable
from functools import partial

from associate.core.acts import arrivals, running
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.visits import Load, Visit
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _


def take(visit: Visit, *, intent: Intent, by: Actor) -> None:
    """Raises OutOfDate("claimed") that names who has it, ("not_here") or ("visit_over")."""
    _once(visit, intent, partial(running.claim, visit, _runner(by), by=by))


def take_over(visit: Visit, *, intent: Intent, by: Actor) -> None:
    """From whoever has it. Raises OutOfDate("not_here") or ("visit_over")."""
    _once(visit, intent, partial(running.take_over, visit, _runner(by), by=by))


def release(visit: Visit, *, intent: Intent, by: Actor) -> None:
    """Anybody may take it again. Raises OutOfDate("not_here") or ("visit_over")."""
    _once(visit, intent, partial(running.release, visit, by=by))


def note_left(visit: Visit, *, intent: Intent, by: Actor) -> None:
    """Nobody is there. Raises OutOfDate("not_here") or ("visit_over")."""
    _once(visit, intent, partial(running.left, visit, by=by))


def note_inside(visit: Visit, *, intent: Intent, by: Actor) -> None:
    """They came to the counter. Raises OutOfDate("visit_over")."""
    _once(visit, intent, partial(arrivals.move_inside, visit, by=by))


def note_load(visit: Visit, load: str, *, intent: Intent, by: Actor) -> None:
    """Where the bags go, as they pointed at it. Raises Refused("no_load"), OutOfDate("visit_over")."""
    if load not in list(Load):
        raise Refused("no_load", _("Choose the trunk or the back seat."))
    told = {"make": visit.make, "color": visit.color, "plate": visit.plate, "needs_help": visit.needs_help}
    change = partial(arrivals.change, visit, bay=visit.bay, load=Load(load), by=by, **told)
    _once(visit, intent, change)


def _once(visit: Visit, intent: Intent, deed: Callable[[], object]) -> None:
    with atomic(visit):
        if answered(intent) is None:
            deed()
            answer(intent, visit=visit.id)


def _runner(by: Actor) -> Staff:
    assert by.staff_id is not None
    return db.session.get_one(Staff, by.staff_id)
