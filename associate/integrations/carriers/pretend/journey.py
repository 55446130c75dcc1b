"""What becomes of a pretended parcel once it was given to the driver: all of it follows from its number and
from that moment, and shows as time goes by."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from associate.clock import now
from associate.integrations.carriers.port import Status, Tracked
from associate.integrations.carriers.pretend.numbers import Sent, sent

Step = tuple[timedelta, Status, str, str]
"""How long after the midnight (UTC) that begins the day it was given, what, in which words, and where."""

TROUBLED, TURNED_BACK = 23, 101  # one of so many waits a day at the door; of so many comes back
CENTERS = 40
EARLY = time(8)


def events(number: str, given_at: datetime | None) -> tuple[Tracked, ...] | None:
    """All that happened by now, the oldest first; None for a number that isn’t ours."""
    parcel = sent(number)
    if parcel is None:
        return None
    told = (
        Tracked(f"{number}-{place}", number, status, at, words, where)
        for place, (at, status, words, where) in enumerate(_story(parcel, given_at))
    )
    return tuple(event for event in told if event.at <= now())


def _story(parcel: Sent, given_at: datetime | None) -> Iterator[tuple[datetime, Status, str, str]]:
    made = datetime.combine(parcel.day, EARLY, UTC)
    yield min(made, given_at or made), Status.PRE_TRANSIT, "Label made, parcel not here yet", ""
    if given_at is not None:
        yield given_at, Status.ACCEPTED, "Taken in", ""
        midnight = datetime.combine(given_at.astimezone(UTC), time(), UTC)
        for after, *what in _steps(parcel):
            yield midnight + after, *what


def _steps(parcel: Sent) -> Iterator[Step]:
    wobble = timedelta(minutes=parcel.own % 150)
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
