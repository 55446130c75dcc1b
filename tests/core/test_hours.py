"""Opening hours, promises and hold windows, over closed days and nights that are 23 or 25 hours long."""

from datetime import UTC, date, datetime, time

import pytest

from associate.core.routing.promise import Promise
from associate.core.stores.hours import held_until, is_open, open_hours
from associate.core.stores.models import OpeningHours, SpecialDay, Store

NINE_TO_EIGHT = [OpeningHours(weekday=day, opens=time(9), closes=time(20)) for day in range(6)]


@pytest.fixture
def store():
    """Open Monday to Saturday from 9 to 20 in Dublin, closed at Christmas, short hours the day before."""
    days = [
        SpecialDay(day=date(2026, 12, 25)),
        SpecialDay(day=date(2026, 12, 24), opens=time(9), closes=time(15)),
    ]
    return Store(
        zone="Europe/Dublin",
        lead_minutes=120,
        cutoff_minutes=60,
        hold_days=7,
        exceptions=days,
        hours=[OpeningHours(weekday=h.weekday, opens=h.opens, closes=h.closes) for h in NINE_TO_EIGHT],
    )


def dublin(store, *when):
    return datetime(*when, tzinfo=store.timezone)


@pytest.mark.parametrize(
    ("placed", "promised"),
    [
        ((2026, 11, 23, 10, 0), (2026, 11, 23, 12, 0)),  # a Monday morning
        ((2026, 11, 23, 7, 0), (2026, 11, 23, 11, 0)),  # before opening
        ((2026, 11, 23, 18, 30), (2026, 11, 23, 20, 0)),  # never after close
        ((2026, 11, 23, 19, 30), (2026, 11, 24, 11, 0)),  # after the cut-off
        ((2026, 11, 28, 19, 30), (2026, 11, 30, 11, 0)),  # Saturday night: closed on Sunday
        ((2026, 12, 24, 14, 30), (2026, 12, 26, 11, 0)),  # over Christmas
    ],
)
def test_a_promise_is_kept_within_opening_hours(store, placed, promised):
    assert Promise(store).ready_by(dublin(store, *placed)) == dublin(store, *promised)


def test_a_paused_store_promises_from_when_it_goes_on(store):
    store.paused_until = dublin(store, 2026, 11, 23, 15, 0)
    assert Promise(store).ready_by(dublin(store, 2026, 11, 23, 10, 0)) == dublin(store, 2026, 11, 23, 17, 0)


@pytest.mark.parametrize(
    ("day", "opens_utc"),
    [(date(2026, 3, 28), 9), (date(2026, 3, 30), 8), (date(2026, 10, 24), 8), (date(2026, 10, 26), 9)],
)
def test_nine_oclock_is_nine_oclock_on_both_sides_of_a_clock_change(store, day, opens_utc):
    opens, _closes = open_hours(store, day)
    assert opens.astimezone(UTC).hour == opens_utc


def test_closing_time_is_closed(store):
    assert is_open(store, dublin(store, 2026, 11, 23, 19, 59))
    assert not is_open(store, dublin(store, 2026, 11, 23, 20, 0))
    assert not is_open(store, dublin(store, 2026, 12, 25, 12, 0))


def test_a_hold_ends_at_close_on_an_open_day(store):
    assert held_until(store, dublin(store, 2026, 11, 22, 12, 0)) == dublin(store, 2026, 11, 30, 20, 0)
    assert held_until(store, dublin(store, 2026, 11, 23, 12, 0)) == dublin(store, 2026, 11, 30, 20, 0)


def test_a_store_without_hours_still_promises(store):
    store.hours, store.exceptions = [], []
    assert Promise(store).ready_by(datetime(2026, 11, 23, 10, tzinfo=UTC)) == datetime(
        2026, 11, 23, 12, tzinfo=UTC
    )
