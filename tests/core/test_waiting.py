"""How long an order waits, when its customer is reminded and when nobody is disturbed: on the store's wall,
over nights that are 23 or 25 hours long, closed days and holidays."""

from datetime import UTC, date, datetime, time

import pytest

from associate.core.acts.reminders import due_reminder
from associate.core.catalog.models import Product, Variant
from associate.core.fulfillment.holding import extended_end, hold_end, keeps, leaves_at
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order
from associate.core.stores.models import OpeningHours, SpecialDay, Store, Temperature
from associate.core.stores.quiet import after_quiet, is_quiet

SHUT = (date(2026, 12, 25), date(2026, 11, 26), date(2026, 3, 29))  # Christmas, Thanksgiving, a spring Sunday
DUBLIN, NEW_YORK = "Europe/Dublin", "America/New_York"


def a_store(zone, **settings):
    """Open every day from 9 to 20, but for a few."""
    hours = [OpeningHours(weekday=day, opens=time(9), closes=time(20)) for day in range(7)]
    known = {
        "hold_days": 7,
        "hot_minutes": 120,
        "extend_days": 3,
        "remind_hours": 24,
        "remind_last_day": True,
        "quiet_from": time(21),
        "quiet_until": time(8),
    }
    days = [SpecialDay(day=day) for day in SHUT]
    return Store(id=1, zone=zone, hours=hours, exceptions=days, **{**known, **settings})


def a_job(store, ready, temperatures=(Temperature.AMBIENT,), *, hold=None):
    lines = [
        FulfillmentLine(
            variant=Variant(product=Product(temperature=t)),
            wanted=1,
            picked=1,
            short=0,
            canceled=0,
            handed_over=0,
            refused=0,
        )
        for t in temperatures
    ]
    job = Fulfillment(
        id=7,
        order=Order(payment=Payment.PAID),
        store=store,
        state=State.READY,
        lines=lines,
        hold="",
        extensions=0,
    )
    job.ready_at = ready
    job.hold_until = hold or hold_end(job, ready)
    return job


def wall(store, text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=store.timezone)


def reads(store, at):
    return at.astimezone(store.timezone).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("zone", "ready", "until"),
    [
        (DUBLIN, "2026-11-02 12:00", "2026-11-09 20:00"),
        (DUBLIN, "2026-03-22 23:30", "2026-03-30 20:00"),  # 29 March is closed, and 23 hours long
        (DUBLIN, "2026-10-18 23:30", "2026-10-25 20:00"),  # 25 October has 25 hours
        (DUBLIN, "2026-10-18 00:10", "2026-10-25 20:00"),
        (DUBLIN, "2026-12-18 10:00", "2026-12-26 20:00"),  # Christmas is closed
        (NEW_YORK, "2026-03-01 23:45", "2026-03-08 20:00"),
        (NEW_YORK, "2026-10-25 23:45", "2026-11-01 20:00"),
        (NEW_YORK, "2026-11-19 15:00", "2026-11-27 20:00"),  # Thanksgiving is closed
    ],
)
def test_a_hold_ends_at_close_on_an_open_day(zone, ready, until):
    store = a_store(zone)
    assert reads(store, hold_end(a_job(store, wall(store, ready)), wall(store, ready))) == until


@pytest.mark.parametrize(
    ("kept", "ready", "until"),
    [
        ([Temperature.CHILLED], "2026-11-02 12:00", "2026-11-02 20:00"),
        ([Temperature.FROZEN, Temperature.AMBIENT], "2026-11-02 12:00", "2026-11-02 20:00"),
        ([Temperature.CHILLED], "2026-11-02 20:30", "2026-11-03 20:00"),  # after close: nobody can come today
        ([Temperature.CHILLED], "2026-12-24 21:00", "2026-12-26 20:00"),
        ([Temperature.HOT], "2026-11-02 12:00", "2026-11-02 14:00"),
        ([Temperature.HOT, Temperature.CHILLED], "2026-11-02 19:00", "2026-11-02 20:00"),
        ([Temperature.HOT], "2026-10-25 00:30", "2026-10-25 01:30"),  # two hours later it reads one later
    ],
)
def test_what_keeps_for_the_shortest_time_decides(kept, ready, until):
    store = a_store(DUBLIN)
    job = a_job(store, wall(store, ready).astimezone(UTC), kept)
    assert reads(store, job.hold_until) == until and not keeps(job)


def test_a_store_says_how_long_hot_food_waits():
    store = a_store(DUBLIN, hot_minutes=45)
    job = a_job(store, wall(store, "2026-11-02 12:00"), [Temperature.HOT])
    assert reads(store, hold_end(job, job.ready_at)) == "2026-11-02 12:45"


def test_what_was_handed_over_keeps_nobody_waiting():
    store = a_store(DUBLIN)
    job = a_job(store, wall(store, "2026-11-02 12:00"), [Temperature.HOT, Temperature.AMBIENT])
    job.lines[0].handed_over = 1
    assert keeps(job) and reads(store, hold_end(job, job.ready_at)) == "2026-11-09 20:00"


@pytest.mark.parametrize(
    ("hold", "now", "until"),
    [
        ("2026-11-09 20:00", "2026-11-08 12:00", "2026-11-12 20:00"),
        ("2026-11-09 20:00", "2026-11-10 12:00", "2026-11-13 20:00"),  # over already: from today
        ("2026-12-22 20:00", "2026-12-21 12:00", "2026-12-26 20:00"),  # never on a closed day
        ("2026-03-26 20:00", "2026-03-26 12:00", "2026-03-30 20:00"),
        ("2026-10-23 20:00", "2026-10-23 12:00", "2026-10-26 20:00"),
    ],
)
def test_an_extension_ends_at_close_too(hold, now, until):
    store = a_store(DUBLIN)
    job = a_job(store, wall(store, "2026-10-20 12:00"), hold=wall(store, hold))
    assert reads(store, extended_end(job, wall(store, now))) == until


@pytest.mark.parametrize(
    ("hold", "leaves"),
    [
        ("2026-11-09 20:00", "2026-11-09 20:00"),
        ("2026-11-09 14:00", "2026-11-09 20:00"),  # hot food: whoever is on the way may still come
        ("2026-11-09 21:30", "2026-11-09 21:30"),
        ("2026-12-25 12:00", "2026-12-26 20:00"),
    ],
)
def test_it_goes_back_after_the_hold_and_after_close(hold, leaves):
    store = a_store(DUBLIN)
    job = a_job(store, wall(store, "2026-11-02 12:00"), hold=wall(store, hold))
    assert reads(store, leaves_at(job)) == leaves


@pytest.mark.parametrize(
    ("zone", "at", "may"),
    [
        (DUBLIN, "2026-11-02 20:59", "2026-11-02 20:59"),
        (DUBLIN, "2026-11-02 21:00", "2026-11-03 08:00"),
        (DUBLIN, "2026-11-03 00:00", "2026-11-03 08:00"),
        (DUBLIN, "2026-11-03 07:59", "2026-11-03 08:00"),
        (DUBLIN, "2026-11-03 08:00", "2026-11-03 08:00"),
        (DUBLIN, "2026-03-28 22:00", "2026-03-29 08:00"),  # ten hours of quiet
        (DUBLIN, "2026-10-24 22:00", "2026-10-25 08:00"),  # twelve
        (NEW_YORK, "2026-03-07 23:00", "2026-03-08 08:00"),
        (NEW_YORK, "2026-10-31 23:00", "2026-11-01 08:00"),
    ],
)
def test_quiet_hours_end_on_the_stores_wall(zone, at, may):
    store = a_store(zone)
    assert reads(store, after_quiet(store, wall(store, at).astimezone(UTC))) == may


@pytest.mark.parametrize(
    ("begins", "ends", "quiet"),
    [
        (time(21), time(8), True),
        (time(0), time(6), True),
        (time(3), time(3), False),
        (time(6), time(8), False),
    ],
)
def test_quiet_hours_may_lie_within_a_day_or_not_be_at_all(begins, ends, quiet):
    store = a_store(DUBLIN, quiet_from=begins, quiet_until=ends)
    assert is_quiet(store, wall(store, "2026-11-03 04:00")) == quiet


def test_quiet_hours_that_end_in_an_hour_that_is_not_there_end_after_it():
    store = a_store(NEW_YORK, quiet_until=time(2, 30))
    assert reads(store, after_quiet(store, wall(store, "2026-03-07 23:00"))) == "2026-03-08 03:30"


@pytest.mark.parametrize(
    ("zone", "ready", "now", "kind"),
    [
        (DUBLIN, "2026-11-02 12:00", "2026-11-03 11:59", None),
        (DUBLIN, "2026-11-02 12:00", "2026-11-03 12:00", "reminder"),
        (DUBLIN, "2026-11-02 12:00", "2026-11-08 12:00", "reminder"),  # the worker was away: better late
        (DUBLIN, "2026-11-02 12:00", "2026-11-09 09:59", None),
        (DUBLIN, "2026-11-02 12:00", "2026-11-09 10:00", "last_day"),
        (DUBLIN, "2026-11-02 12:00", "2026-11-09 20:00", None),  # its hold is over
        (DUBLIN, "2026-03-28 12:00", "2026-03-29 12:59", None),  # 24 hours, not "the same time tomorrow"
        (DUBLIN, "2026-03-28 12:00", "2026-03-29 13:00", "reminder"),
        (DUBLIN, "2026-10-24 12:00", "2026-10-25 11:00", "reminder"),
        (
            NEW_YORK,
            "2026-10-25 12:00",
            "2026-11-01 09:59",
            None,
        ),  # the last day has 25 hours: ten on the wall
        (NEW_YORK, "2026-10-25 12:00", "2026-11-01 10:00", "last_day"),
    ],
)
def test_reminders_by_the_wall(zone, ready, now, kind):
    store = a_store(zone)
    found = due_reminder(a_job(store, wall(store, ready).astimezone(UTC)), wall(store, now).astimezone(UTC))
    assert (found and found.kind) == kind


@pytest.mark.parametrize(
    ("change", "now"),
    [
        ({"remind_hours": 0}, "2026-11-04 12:00"),
        ({"remind_last_day": False}, "2026-11-09 11:00"),
    ],
)
def test_a_store_may_leave_a_reminder_out(change, now):
    store = a_store(DUBLIN, **change)
    assert due_reminder(a_job(store, wall(store, "2026-11-02 12:00")), wall(store, now)) is None


@pytest.mark.parametrize("state", [s for s in State if s not in (State.READY, State.PART_COLLECTED)])
def test_nobody_is_reminded_of_what_does_not_wait(state):
    store = a_store(DUBLIN)
    job = a_job(store, wall(store, "2026-11-02 12:00"))
    job.state = state
    assert due_reminder(job, wall(store, "2026-11-04 12:00")) is None


def test_chilled_goods_of_today_need_no_last_day():
    store = a_store(DUBLIN)
    job = a_job(store, wall(store, "2026-11-02 09:30"), [Temperature.CHILLED])
    assert due_reminder(job, wall(store, "2026-11-02 10:00")) is None


def test_an_extended_last_day_is_reminded_of_anew():
    store = a_store(DUBLIN)
    job = a_job(store, wall(store, "2026-11-02 12:00"))
    first = due_reminder(job, wall(store, "2026-11-09 10:00"))
    job.hold_until = extended_end(job, wall(store, "2026-11-09 11:00"))
    again = due_reminder(job, wall(store, "2026-11-12 10:00"))
    assert first.kind == again.kind == "last_day" and first.cause != again.cause
