"""Whose job it is: start, pause, resume, take over. Scans survive all of it."""

from associate.clock import now
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.db import atomic
from associate.errors import OutOfDate
from associate.words import _
from associate.workflows.picking.rules.guards import Said, may_work


def start(fulfillment: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    """This person picks it. Starting what one has started already changes nothing."""
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        may_work(fulfillment, by=by)
        if fulfillment.state not in (State.RELEASED, State.PICKING):
            raise _not_picking(fulfillment)
        begin(fulfillment, by=by)
        return answer(
            intent, kind="ok", word=_("It’s yours"), what=_("Go to the place above and scan the item.")
        )


def begin(fulfillment: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(fulfillment), after may_work: to the floor with it, and out of any pause."""
    if fulfillment.state == State.RELEASED:
        move(fulfillment, State.PICKING, by=by, owner=by.staff_id)
    if fulfillment.state == State.PICKING and fulfillment.owner_id is None:
        _own(fulfillment, by)
    if fulfillment.is_paused:
        fulfillment.is_paused = False
        record("pick.resumed", about=fulfillment, by=by)


def take_over(fulfillment: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    """Somebody else goes on where the owner stopped; every scan and bag stays."""
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        if fulfillment.state != State.PICKING:
            raise _not_picking(fulfillment)
        if fulfillment.owner_id != by.staff_id:
            record(
                "pick.taken_over",
                about=fulfillment,
                by=by,
                was=fulfillment.owner_id,
                picked=fulfillment.units_picked,
            )
            _own(fulfillment, by)
        fulfillment.is_paused = False
        return answer(intent, kind="ok", word=_("It’s yours"), what=_("Everything scanned so far is kept."))


def pause(fulfillment: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    """Put it down for a while."""
    return _set_pause(fulfillment, True, _("Paused"), intent, by)


def resume(fulfillment: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    return _set_pause(fulfillment, False, _("On you go"), intent, by)


def _set_pause(fulfillment: Fulfillment, paused: bool, word: str, intent: Intent, by: Actor) -> Said:
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        may_work(fulfillment, by=by)
        if fulfillment.state != State.PICKING:
            raise _not_picking(fulfillment)
        if fulfillment.is_paused != paused:
            fulfillment.is_paused = paused
            record("pick.paused" if paused else "pick.resumed", about=fulfillment, by=by)
        return answer(
            intent,
            kind="ok",
            word=word,
            what=_("%(number)s: your scans are kept.", number=fulfillment.number),
        )


def _own(fulfillment: Fulfillment, by: Actor) -> None:
    fulfillment.owner_id, fulfillment.owned_at = by.staff_id, now()


def _not_picking(fulfillment: Fulfillment) -> OutOfDate:
    words = _("%(number)s is %(state)s now.", number=fulfillment.number, state=fulfillment.state.words)
    return OutOfDate("not_picking", words)
