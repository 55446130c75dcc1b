"""The one place that changes a fulfillment's state."""

from typing import Any

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import MOVES, State
from associate.errors import OutOfDate
from associate.words import _


def move(fulfillment: Fulfillment, to: State, *, by: Actor, **facts: Any) -> Event:
    """Change the state and write down who did it.

    Call it inside atomic(locking=fulfillment): the state it checks is then the state it replaces.
    Raises OutOfDate("wrong_state") when MOVES has no such step.
    """
    was = fulfillment.state
    if to not in MOVES.get(was, ()):
        raise OutOfDate(
            "wrong_state",
            _(
                "%(number)s is %(was)s now, so it can’t become %(to)s.",
                number=fulfillment.number,
                was=was.words,
                to=to.words,
            ),
        )
    fulfillment.state = to
    fulfillment.state_since = now()
    if to != State.PICKING:
        fulfillment.passed_at, fulfillment.passed_by = None, ""
    if to == State.PICKED:
        for bag in fulfillment.open_bags:
            bag.in_hand = False  # each is scanned once more, for its place
    return record(f"fulfillment.{to.value}", about=fulfillment, by=by, was=was.value, **facts)
