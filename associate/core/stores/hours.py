"""When a store is open, in its own zone, whatever the clocks did last night."""

from datetime import date, datetime, time, timedelta

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
    span = open_hours(store, local_day(store, at))
    return span is not None and span[0] <= at < span[1]


def closing_of(store: Store, day: date) -> datetime:
    """When the store closes on the first open day from `day` on; midnight ahead when it never opens."""
    for ahead in range(LOOK_AHEAD):
        if span := open_hours(store, day + timedelta(days=ahead)):
            return span[1]
    return datetime.combine(day + timedelta(days=1), time(), store.timezone)


def next_open_span(store: Store, at: datetime) -> tuple[datetime, datetime] | None:
    """The opening hours that `at` lies in, or the next ones after it; None when none are known."""
    day = local_day(store, at)
    for ahead in range(LOOK_AHEAD):
        span = open_hours(store, day + timedelta(days=ahead))
        if span and span[1] > at:
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
