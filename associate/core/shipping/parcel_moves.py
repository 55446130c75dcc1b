"""The one place that changes a parcel’s state."""

from typing import Any

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import PARCEL_MOVES, ParcelState
from associate.errors import OutOfDate
from associate.words import _


def move(parcel: Parcel, to: ParcelState, *, by: Actor, **facts: Any) -> Event:
    """Change the state and write down who did it. Inside atomic(), with the parcel locked.

    Raises OutOfDate("wrong_state") when PARCEL_MOVES has no such step.
    """
    was = parcel.state
    if to not in PARCEL_MOVES.get(was, ()):
        words = _(
            "Parcel %(number)s is %(was)s now, so it can’t become %(to)s.",
            number=parcel.number,
            was=was.words,
            to=to.words,
        )
        raise OutOfDate("wrong_state", words)
    parcel.state, parcel.state_since = to, now()
    if to == ParcelState.CANCELED:
        for each in parcel.lines:
            each.serials = []  # its units are read anew, wherever they go
    return record(f"parcel.{to.value}", about=parcel, by=by, was=was.value, number=parcel.number, **facts)
