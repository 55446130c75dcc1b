"""When a store is open, in its own zone, whatever the clocks did last night."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from associate.core.stores.closing import shut_until
from associate.core.stores.models import Store

LOOK_AHEAD = 60  # days: a store closed for longer has no next opening


def open_hours(store: Store, day: date) -> tuple[datetime, datetime] | None:
    """The aware opening and closing moment of a day, local; None when closed."""
    for special in store.exceptions:
        if special.day == day:
            return _span(store, day, special.opens, special.closes)
    for hours in store.hours:
        if hours.weekday == day.weekday():
            return _span(store, day, hours.opens, hours.closes)
    return None


def is_open(store: Store, at: datetime) -> bool:
    """By its hours, and not closed against them: a stocktake closes no door."""
    span = open_hours(store, local_day(store, at))
    return span is not None and span[0] <= at < span[1] and shut_until(store, at) is None


def closing_of(store: Store, day: date) -> datetime:
    """When the store closes on the first open day from `day` on; midnight ahead when it never opens."""
    for ahead in range(LOOK_AHEAD):
        if span := open_hours(store, day + timedelta(days=ahead)):
            return span[1]
    return datetime.combine(day + timedelta(days=1), time(), store.timezone)


def next_open_span(store: Store, at: datetime) -> tuple[datetime, datetime] | None:
    """The opening hours that `at` lies in, or the next ones after it; None when none are known.

    Where the store is closed against its hours at `at`, it opens when that ends.
    """
    shut = shut_until(store, at)
    span = next((span for span in open_spans(store, shut or at)), None)
    return (max(span[0], shut.astimezone(store.timezone)), span[1]) if span and shut else span


def open_spans(store: Store, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Opening hours, whole, from those that `at` lies in or that come next, LOOK_AHEAD days far.

    By the hours alone: whether it is closed against them is another question.
    """
    day = local_day(store, at)
    for ahead in range(LOOK_AHEAD):
        span = open_hours(store, day + timedelta(days=ahead))
        if span and span[1].astimezone(UTC) > at.astimezone(UTC):
            yield span


def after_open_time(store: Store, at: datetime, time_needed: timedelta) -> datetime:
    """When this much open time has passed since `at`, in UTC, over nights and closed days. A store that
    is never open counts every minute."""
    begins, left = at.astimezone(UTC), time_needed
    for opens, closes in open_spans(store, begins):
        begins = max(begins, opens.astimezone(UTC))
        here = closes.astimezone(UTC) - begins
        if here >= left:
            return begins + left
        begins, left = begins + here, left - here
    return begins + left


def last_open_span(store: Store, at: datetime) -> tuple[datetime, datetime] | None:
    """The latest opening hours that were over by `at`; None when there were none of late."""
    day = local_day(store, at)
    for ago in range(LOOK_AHEAD):
        span = open_hours(store, day - timedelta(days=ago))
        if span and span[1].astimezone(UTC) <= at.astimezone(UTC):
            return span
    return None


def held_until(store: Store, ready_at: datetime) -> datetime:
    """How long a ready order waits: the hold days, ending at close on an open day."""
    return closing_of(store, local_day(store, ready_at) + timedelta(days=store.hold_days))


def wall_time(store: Store, at: datetime) -> str:
    """The time on the store's wall: "14:04"."""
    return f"{at.astimezone(store.timezone):%H:%M}"


def local_day(store: Store, at: datetime) -> date:
    return at.astimezone(store.timezone).date()


def _span(
    store: Store, day: date, opens: time | None, closes: time | None
) -> tuple[datetime, datetime] | None:
    if opens is None or closes is None:
        return None
    return datetime.combine(day, opens, store.timezone), datetime.combine(day, closes, store.timezone)
