"""Ready by when: lead time, work and people, limits, pauses and closings, in nights of a clock change."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from associate.clock import as_of
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment, Scan
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method
from associate.core.routing.learning import ENOUGH, learned_minutes
from associate.core.routing.promise import Promise, by_rule, goal_by, promises_of, ready_by
from associate.core.routing.workload import Load
from associate.core.stores.capacity import hands
from associate.core.stores.closing import open_again_at, takes_work
from associate.core.stores.hours import is_open, next_open_span
from associate.core.stores.models import Closing, OpeningHours, Store
from associate.core.stores.shifts import Shift, begin_shift
from associate.db import atomic, db
from associate.jobs.chores.learning import learn_minutes

LEAD = 120


def a_store(zone="Europe/Dublin", opens=time(9), closes=time(20), **fields):
    hours = [OpeningHours(weekday=day, opens=opens, closes=closes) for day in range(7)]
    known = {"lead_minutes": LEAD, "cutoff_minutes": 60, "minutes_an_order": 12, "hold_days": 7}
    return Store(zone=zone, hours=hours, exceptions=[], **{**known, **fields})


def at(store, *when, fold=0):
    return datetime(*when, tzinfo=store.timezone, fold=fold)


MONDAY = (2026, 11, 23)


# ── work and people ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("queued", "people", "promised"),
    [
        (0, 1, (2026, 11, 23, 12, 0)),  # its own twelve minutes are within the lead time
        (9, 1, (2026, 11, 23, 12, 0)),  # ten orders, two hours
        (14, 1, (2026, 11, 23, 13, 0)),  # fifteen orders, three hours
        (14, 3, (2026, 11, 23, 12, 0)),
        (59, 1, (2026, 11, 24, 11, 0)),  # twelve hours: ten today, two tomorrow morning
        (59, 2, (2026, 11, 23, 16, 0)),
    ],
)
def test_work_that_takes_longer_than_the_lead_time_decides(queued, people, promised):
    store = a_store()
    said = Promise(store, Load(queued, people)).ready_by(at(store, *MONDAY, 10, 0))
    assert said == at(store, *promised)


def test_what_was_measured_counts_before_what_was_set():
    store = a_store(learned_minutes=6)
    assert Promise(store, Load(29, 1)).ready_by(at(store, *MONDAY, 10, 0)) == at(store, *MONDAY, 13, 0)


@pytest.mark.parametrize(("on_shift", "percent", "people"), [(0, 80, 1), (1, 80, 1), (5, 80, 4), (4, 50, 2)])
def test_a_part_of_those_on_shift_pick_and_somebody_always_does(on_shift, percent, people):
    assert hands(a_store(people_percent=percent), on_shift) == people


def test_many_orders_at_once_are_worked_off_one_after_another():
    store = a_store(lead_minutes=0)
    said = Promise(store, Load(2, 1)).several(at(store, *MONDAY, 10, 0), 3)
    assert said == [at(store, *MONDAY, 10, minute) for minute in (36, 48)] + [at(store, *MONDAY, 11, 0)]


def test_a_lead_longer_than_a_day_goes_on_in_the_next():
    store = a_store(lead_minutes=15 * 60)
    assert by_rule(store, at(store, *MONDAY, 15, 0)) == at(store, 2026, 11, 24, 19, 0)


def test_our_own_goal_is_an_hour_of_open_time():
    store = a_store()
    assert goal_by(store, at(store, *MONDAY, 19, 40)) == at(store, 2026, 11, 24, 9, 40)


# ── limits ───────────────────────────────────────────────────────────────────


def test_a_full_hour_sends_it_to_the_next_and_a_full_day_to_the_next_opening():
    store = a_store(orders_an_hour=2, orders_a_day=5)
    taken = [at(store, *MONDAY, 12, minute) for minute in (5, 40)]
    said = Promise(store, Load(2, 9, tuple(taken))).several(at(store, *MONDAY, 10, 30), 4)
    assert said[:3] == [at(store, *MONDAY, 13, 0)] * 2 + [at(store, *MONDAY, 14, 0)]
    assert said[3] == at(store, 2026, 11, 24, 11, 0)


def test_a_full_last_hour_is_the_next_opening():
    store = a_store(orders_an_hour=1)
    taken = (at(store, *MONDAY, 19, 10), at(store, *MONDAY, 20, 0))
    said = Promise(store, Load(2, 9, taken)).ready_by(at(store, *MONDAY, 17, 30))
    assert said == at(store, 2026, 11, 24, 11, 0)


# ── clocks ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Europe/Amsterdam", (2026, 3, 29), 60),
        ("Europe/Amsterdam", (2026, 10, 25), -60),
        ("America/New_York", (2026, 3, 8), 60),
        ("America/New_York", (2026, 11, 1), -60),
        ("Australia/Lord_Howe", (2026, 10, 4), 30),
        ("Australia/Lord_Howe", (2026, 4, 5), -30),
    ],
)
def test_two_hours_are_two_hours_on_the_night_the_clocks_change(zone, day, minutes):
    """Open round the clock: 01:00 and two hours later, on the wall an hour or half of one away from 03:00."""
    store = a_store(zone, opens=time(0), closes=time(23, 59))
    placed = at(store, *day, 1, 0)
    said = Promise(store).ready_by(placed)
    assert said.astimezone(UTC) - placed.astimezone(UTC) == timedelta(hours=2)
    wall = said.astimezone(store.timezone).replace(tzinfo=None)
    assert wall == datetime(*day, 3, 0, tzinfo=UTC).replace(tzinfo=None) + timedelta(minutes=minutes)
    morning = Promise(a_store(zone)).ready_by(placed)
    assert morning == at(store, *day, 11, 0)  # by day nobody notices


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Amsterdam", (2026, 3, 29)),
        ("America/New_York", (2026, 11, 1)),
        ("Australia/Lord_Howe", (2026, 4, 5)),
        ("Australia/Lord_Howe", (2026, 10, 4)),
    ],
)
def test_work_over_such_a_night_takes_its_whole_time(zone, day):
    store = a_store(zone, opens=time(0), closes=time(23, 59))
    placed = at(store, *day, 0, 0)
    said = Promise(store, Load(queued=49)).ready_by(placed)
    assert said.astimezone(UTC) - placed.astimezone(UTC) == timedelta(hours=10)


# ── pauses and closings ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("what", "pickup", "ship"),
    [
        ("paused_until", False, False),
        ("pickup_paused_until", False, True),
        ("shipping_paused_until", True, False),
        ("closed_until", False, False),
    ],
)
def test_a_pause_stops_its_method_until_it_is_over(what, pickup, ship):
    store = a_store()
    begins, ends = at(store, *MONDAY, 10, 0), at(store, *MONDAY, 14, 30)
    setattr(store, what, ends)
    assert [takes_work(store, each, begins) for each in (Method.PICKUP, Method.SHIP)] == [pickup, ship]
    assert takes_work(store, Method.PICKUP, ends) and takes_work(store, Method.SHIP, ends)
    assert open_again_at(store, Method.PICKUP, begins) == (None if pickup else ends)
    assert Promise(store).ready_by(begins) == (at(store, *MONDAY, 12 if pickup else 16, 0 if pickup else 30))


def test_a_closing_shuts_the_door_but_a_stocktake_does_not():
    store = a_store(closed_until=None)
    noon, ends = at(store, *MONDAY, 12, 0), at(store, *MONDAY, 14, 30)
    store.closed_until = ends
    for why in Closing:
        store.closed_why = why
        assert is_open(store, noon) == (why == Closing.STOCKTAKE)
    store.closed_why = Closing.WEATHER
    opens, closes = next_open_span(store, noon)
    assert (opens, closes) == (ends, at(store, *MONDAY, 20, 0)) and f"{opens:%H:%M}" == "14:30"
    assert is_open(store, ends)
    store.closed_until = at(store, *MONDAY, 21, 0)
    assert next_open_span(store, noon)[0] == at(store, 2026, 11, 24, 9, 0)


# ── what the database says ───────────────────────────────────────────────────


def statements(deed) -> int:
    """How many times it asked the database something."""
    seen = []

    def listen(_connection, _cursor, said, *_others) -> None:
        seen.extend([said] if said.startswith("SELECT") else [])

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        deed()
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    return len(seen)


def test_a_promise_costs_one_statement_and_two_with_a_limit(shop):
    stores = [shop.mill_quay, shop.castle_row]
    assert stores[0].hours is not None and stores[1].hours is not None  # the stores themselves are read
    moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    with as_of(moment):
        assert statements(lambda: ready_by(stores[0], moment)) == 1
        assert statements(lambda: Promise.of(stores[0]).several(moment, 50)) == 1
        assert statements(lambda: promises_of(stores)) == 1
        with atomic():
            stores[0].orders_a_day = 40
        assert statements(lambda: promises_of(stores)) == 2


def test_the_queue_and_the_people_on_shift_are_read(shop):
    with atomic():
        for hours in shop.mill_quay.hours:
            hours.opens, hours.closes = time(9), time(20)
    moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    with as_of(moment):
        for n in range(3):
            shop.has_order((shop.kettle, 1), number=str(1001 + n), first=f"P{n}", customer=f"c-{n}")
        with atomic():
            db.session.execute(
                sa.update(Fulfillment).where(Fulfillment.number == "HW-1003").values(state=State.PICKED)
            )
        assert Promise.of(shop.mill_quay).load == Load(queued=2, people=1)
        for person in (shop.ana, shop.priya, shop.marcus):
            with atomic(person):
                begin_shift(person, shop.mill_quay, by=SYSTEM)
        assert Promise.of(shop.mill_quay).load == Load(queued=2, people=2)
        assert Promise.of(shop.castle_row).load == Load(queued=0, people=1)
    with as_of(moment + timedelta(hours=13)):  # in the night: who worked that day
        with atomic():
            db.session.execute(sa.update(Shift).values(ended_at=moment + timedelta(hours=9)))
        assert Promise.of(shop.mill_quay).load.people == 2


def test_orders_given_together_get_moments_one_after_another(shop):
    moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    with atomic():
        shop.mill_quay.minutes_an_order = 90
    with as_of(moment):
        jobs = [
            shop.job(shop.has_order((shop.kettle, 1), number=str(1001 + n), first=f"P{n}", customer=f"c-{n}"))
            for n in range(3)
        ]
    assert [job.promise_at - moment for job in jobs] == [timedelta(minutes=m) for m in (120, 180, 270)]


def test_a_limit_counts_what_is_promised_and_not_what_was_called_off(shop):
    moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    with atomic():
        shop.mill_quay.orders_a_day = 2
    with as_of(moment):
        for n in range(2):
            shop.has_order((shop.kettle, 1), number=str(1001 + n), first=f"P{n}", customer=f"c-{n}")
        assert ready_by(shop.mill_quay, moment) > moment + timedelta(hours=12)
        with atomic():
            db.session.execute(
                sa.update(Fulfillment).where(Fulfillment.number == "HW-1002").values(state=State.CANCELED)
            )
        assert ready_by(shop.mill_quay, moment) == moment + timedelta(hours=2)


# ── what is learned ──────────────────────────────────────────────────────────


def has_made_ready(shop, number: int, minutes: float, ago: timedelta, moment: datetime) -> None:
    job = shop.job(
        shop.has_order((shop.kettle, 1), number=str(number), first=f"P{number}", customer=f"c-{number}")
    )
    ready = moment - ago
    with atomic():
        job.ready_at = ready
        for n, before in enumerate((minutes, minutes / 2)):
            db.session.add(
                Scan(
                    line_id=job.lines[0].id,
                    command=f"c{number}-{n}",
                    code="x",
                    by=SYSTEM.ref,
                    at=ready - timedelta(minutes=before),
                )
            )


def test_a_store_learns_from_twenty_orders_of_four_weeks(shop):
    moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    shop.stocks(shop.kettle, 100)
    with as_of(moment):
        for n in range(ENOUGH - 1):
            has_made_ready(shop, 1001 + n, 5 + n, timedelta(days=2), moment)
        has_made_ready(shop, 2001, 400, timedelta(days=29), moment)
        assert learned_minutes(shop.mill_quay) is None
        learn_minutes()
        has_made_ready(shop, 2002, 24, timedelta(days=27), moment)
        assert learned_minutes(shop.mill_quay) == 14  # of 5 … 24, from the first scan
        learn_minutes()  # once a day
        assert shop.mill_quay.learned_minutes is None
    with as_of(moment + timedelta(days=1)):
        learn_minutes()
        db.session.expire_all()
        assert (shop.mill_quay.learned_minutes, shop.castle_row.learned_minutes) == (14, None)
