"""Whose job it is: start, pause, resume, take over. Scans survive all of it."""

from associate.core.acts.floor import Said, may_work, must_go_on
from associate.core.acts.picking import begin, set_pause, take
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.db import atomic
from associate.errors import OutOfDate
from associate.words import _


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


def take_over(fulfillment: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    """Somebody else goes on where the owner stopped; every scan and bag stays."""
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        if fulfillment.state not in (State.RELEASED, State.PICKING):
            raise _not_picking(fulfillment)
        must_go_on(fulfillment)
        take(fulfillment, by=by)
        if fulfillment.state == State.RELEASED:  # it was given to somebody who hadn’t begun
            may_work(fulfillment, by=by)
            begin(fulfillment, by=by)
        return answer(intent, kind="ok", word=_("It’s yours"), what=_("Everything scanned so far is kept."))


def pause(fulfillment: Fulfillment, *, words: str = "", intent: Intent, by: Actor) -> Said:
    """Put it down for a while, with words for whoever goes on. Raises Refused("too_long")."""
    return _set_pause(fulfillment, True, _("Paused"), intent, by, words)


def resume(fulfillment: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    return _set_pause(fulfillment, False, _("On you go"), intent, by)


def _set_pause(
    fulfillment: Fulfillment, paused: bool, word: str, intent: Intent, by: Actor, words: str = ""
) -> Said:
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        may_work(fulfillment, by=by)
        if fulfillment.state != State.PICKING:
            raise _not_picking(fulfillment)
        set_pause(fulfillment, paused, words=words, by=by)
        number = fulfillment.number
        kept = _("%(number)s: your scans are kept.", number=number)
        if words:
            kept = _("%(number)s: your note and your scans are kept.", number=number)
        return answer(intent, kind="ok", word=word, what=kept)


def _not_picking(fulfillment: Fulfillment) -> OutOfDate:
    words = _("%(number)s is %(state)s now.", number=fulfillment.number, state=fulfillment.state.words)
    return OutOfDate("not_picking", words)
