"""What becomes of a pretended parcel: all of it follows from its number, and shows as time goes by."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from associate.clock import now
from associate.integrations.carriers.port import Status, Tracked
from associate.integrations.carriers.pretend.numbers import Sent, sent

Step = tuple[timedelta, Status, str, str]
"""How long after the midnight (UTC) that begins its day, what, in which words, and where."""

TROUBLED, TURNED_BACK = 23, 101  # one of so many waits a day at the door; of so many comes back
CENTERS = 40


def events(number: str) -> tuple[Tracked, ...] | None:
    """All that happened by now, the oldest first; None for a number that isn’t ours."""
    parcel = sent(number)
    if parcel is None:
        return None
    midnight = datetime.combine(parcel.day, time(), UTC)
    told = (
        Tracked(f"{number}-{place}", number, status, midnight + after, words, where)
        for place, (after, status, words, where) in enumerate(_steps(parcel))
    )
    return tuple(event for event in told if event.at <= now())


def _steps(parcel: Sent) -> Iterator[Step]:
    wobble = timedelta(minutes=parcel.own % 150)
    yield timedelta(hours=8), Status.PRE_TRANSIT, "Label made, parcel not here yet", ""
    yield timedelta(hours=17) + wobble, Status.ACCEPTED, "Taken in", ""
    for day in range(1, parcel.days):
        where = f"Center {(parcel.own + 7 * day) % CENTERS + 1}"
        yield timedelta(days=day, hours=3) + wobble, Status.IN_TRANSIT, "On its way", where
    yield from _at_the_door(parcel, wobble)


def _at_the_door(parcel: Sent, wobble: timedelta) -> Iterator[Step]:
    day = timedelta(days=parcel.days)
    yield day + timedelta(hours=7), Status.OUT_FOR_DELIVERY, "Out for delivery", ""
    if parcel.own % TURNED_BACK == 0:
        yield day + timedelta(hours=12) + wobble, Status.EXCEPTION, "Nobody of this name here", ""
        yield 2 * day + timedelta(hours=12), Status.RETURNED, "Back at the sender", ""
        return
    if parcel.own % TROUBLED == 0:
        yield day + timedelta(hours=12) + wobble, Status.EXCEPTION, "Nobody home, again tomorrow", ""
        day += timedelta(days=1)
    yield day + timedelta(hours=12) + 2 * wobble, Status.DELIVERED, "Delivered", ""
