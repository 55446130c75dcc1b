"""A store's opening hours as values that can be compared, changed and put back."""

from datetime import UTC, date, datetime, time, timedelta

from associate.clock import now
from associate.core.stores.hours import local_day, open_hours
from associate.core.stores.models import OpeningHours, SpecialDay, Store
from associate.db import db

Span = tuple[time, time] | None  # None: closed
Week = dict[int, Span]  # weekday, Monday is 0
Special = dict[date, tuple[str, Span]]  # day → its name and hours


def week_of(store: Store) -> Week:
    known: Week = {row.weekday: (row.opens, row.closes) for row in store.hours}
    return {day: known.get(day) for day in range(7)}


def special_of(store: Store) -> Special:
    return {row.day: (row.name, _span(row)) for row in store.exceptions}


def put_week(store: Store, week: Week) -> None:
    """Make the week so, in the caller's transaction."""
    for row in list(store.hours):
        if week[row.weekday] is None:
            store.hours.remove(row)
            db.session.delete(row)
    known = {row.weekday: row for row in store.hours}
    for day, span in week.items():
        if span and day in known:
            known[day].opens, known[day].closes = span
        elif span:
            store.hours.append(OpeningHours(store_id=store.id, weekday=day, opens=span[0], closes=span[1]))


def put_special(store: Store, special: Special) -> None:
    """Make the special days so, in the caller's transaction."""
    for row in list(store.exceptions):
        if row.day not in special:
            store.exceptions.remove(row)
            db.session.delete(row)
    known = {row.day: row for row in store.exceptions}
    for day, (name, span) in special.items():
        if day not in known:
            known[day] = SpecialDay(store_id=store.id, day=day)
            store.exceptions.append(known[day])
        row = known[day]
        row.name, (row.opens, row.closes) = name, span or (None, None)


def span_words(span: Span) -> str:
    """ "09:00–20:00" or "closed", as the journal keeps it."""
    return f"{span[0]:%H:%M}–{span[1]:%H:%M}" if span else "closed"


def coming_days(store: Store, days: int) -> list[tuple[date, Span, int]]:
    """(day, hours on the wall, minutes the clocks move that day) for the next days, today first.

    Hours that a clock change skips are shown as the clock on the wall will show them.
    """
    today = local_day(store, now())
    return [_coming(store, today + timedelta(days=ahead)) for ahead in range(days)]


def _coming(store: Store, day: date) -> tuple[date, Span, int]:
    span = open_hours(store, day)
    wall = (_on_the_wall(store, span[0]), _on_the_wall(store, span[1])) if span else None
    return day, wall, _offset(store, day + timedelta(days=1)) - _offset(store, day)


def _on_the_wall(store: Store, at: datetime) -> time:
    return at.astimezone(UTC).astimezone(store.timezone).time()


def _offset(store: Store, day: date) -> int:
    """Minutes that the store's clocks are ahead of UTC when this day begins."""
    offset = datetime.combine(day, time(), store.timezone).utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)


def _span(row: SpecialDay) -> Span:
    return (row.opens, row.closes) if row.opens is not None and row.closes is not None else None
