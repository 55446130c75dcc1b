"""When to come: what is offered follows hours, promise and room; what is chosen is kept."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
import time_machine

from associate.core.acts.cancel import cancel_order
from associate.core.events.record import SYSTEM
from associate.core.routing import windows
from associate.core.routing.windows import choose, chosen, let_go
from associate.core.stores.models import SpecialDay, Temperature
from associate.db import atomic, db
from associate.errors import Refused
from tests.support.comers import customer_of
from tests.support.pickups import make_ready
from tests.support.shop import look_again

NOON = datetime(2026, 7, 21, 12, 0, tzinfo=UTC)  # a Tuesday; 13:00 in Dublin


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def store(shop, clock):
    """Open from nine to half past five."""
    with atomic(shop.mill_quay):
        for row in shop.mill_quay.hours:
            row.opens, row.closes = time(9), time(17, 30)
    return shop.mill_quay


def offered(job):
    """Its windows on the store’s clock: ["21 13:00", …]."""
    look_again()
    return [f"{each.start.astimezone(job.store.timezone):%d %H:%M}" for each in windows.windows(job)]


def test_ready_now_may_come_now_and_until_closing(shop, store):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    make_ready(job)
    today = [each for each in offered(job) if each.startswith("21")]
    assert today == ["21 13:00", "21 14:00", "21 15:00", "21 16:00", "21 17:00"]
    last = windows.windows(job)[4]
    assert (last.end - last.start, last.free) == (timedelta(minutes=30), None)


def test_not_before_it_is_promised(shop, store):
    job = shop.job(shop.has_order((shop.jacket, 1)))  # promised for 15:00, on the wall
    assert offered(job)[:2] == ["21 15:00", "21 16:00"]
    with atomic(job):
        job.promise_at += timedelta(minutes=10)
    assert offered(job)[0] == "21 16:00"


def test_days_that_differ_and_closings_count(shop, store):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    make_ready(job)
    with atomic(store):
        store.exceptions.append(SpecialDay(day=date(2026, 7, 22), opens=time(12), closes=time(14)))
        store.exceptions.append(SpecialDay(day=date(2026, 7, 23), opens=None, closes=None))
        store.closed_until, store.closed_why = NOON + timedelta(hours=2), "evacuation"
    days = offered(job)
    assert [each for each in days if each[:2] == "21"] == ["21 15:00", "21 16:00", "21 17:00"]
    assert [each for each in days if each[:2] in ("22", "23")] == ["22 12:00", "22 13:00"]


def test_a_night_when_the_clocks_change_has_whole_hours(shop, clock):
    clock.move_to(datetime(2026, 10, 24, 20, 0, tzinfo=UTC))  # the Saturday before they go back
    job = shop.job(shop.has_order((shop.jacket, 1)))
    make_ready(job)
    look_again()
    found = windows.windows(job)
    night = [each for each in found if each.start >= datetime(2026, 10, 24, 23, 0, tzinfo=UTC)][:25]
    assert [f"{each.start.astimezone(job.store.timezone):%H}" for each in night[:4]] == [
        "00",
        "01",
        "01",
        "02",
    ]
    assert all(one.end == other.start for one, other in pairwise(night[:24]))
    assert {each.end - each.start for each in night[:24]} == {timedelta(hours=1)}


def test_chosen_counts_and_the_last_place_goes_to_one(shop, store):
    with atomic(store):
        store.pickups_a_window = 2
    jobs = [shop.job(shop.has_order((shop.milk, 1), number=f"100{n}", customer=f"c-{n}")) for n in range(3)]
    start = windows.windows(jobs[0])[1].start
    for job in jobs[:2]:
        assert choose(job, start, by=customer_of(job)).start == start
    assert windows.windows(jobs[2])[1].free == 0
    with pytest.raises(Refused) as refused:
        choose(jobs[2], start, by=customer_of(jobs[2]))
    assert refused.value.code == "window_full"
    cancel_order(jobs[0].order, by=SYSTEM, reason="customer_asked")
    look_again()
    choose(jobs[2], start, by=customer_of(jobs[2]))
    choose(jobs[2], start, by=customer_of(jobs[2]))
    assert shop.diary(jobs[2]).count("fulfillment.window_chosen") == 1
    let_go(jobs[2], by=customer_of(jobs[2]))
    assert chosen(jobs[2]) is None and windows.windows(jobs[0]) == []


def test_a_time_that_is_not_offered_is_not_chosen(shop, store):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    with pytest.raises(Refused) as refused:
        choose(job, NOON, by=customer_of(job))
    assert refused.value.code == "no_window" and job.window_at is None


def test_it_is_held_until_they_come_and_never_again_longer(shop, store):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    make_ready(job)
    assert f"{job.hold_until:%d}" == "28"
    last = offered(job)[-1]
    assert last.startswith("31")  # one extension of three days
    choose(job, windows.windows(job)[-1].start, by=customer_of(job))
    assert job.hold_until == datetime(2026, 7, 31, 16, 30, tzinfo=UTC) and offered(job)[-1] == last


def test_a_day_chosen_before_it_is_ready_is_kept_when_it_is(shop, store):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    choose(job, windows.windows(job)[-1].start, by=customer_of(job))
    make_ready(job)
    assert f"{job.hold_until:%d}" == "31" and chosen(job).start == job.window_at


def test_what_spoils_waits_for_no_later_window(shop, store):
    with atomic():
        shop.milk.product.temperature = Temperature.CHILLED
    job = shop.job(shop.has_order((shop.milk, 1)))
    assert {each[:2] for each in offered(job)} == {"21"}
    make_ready(job)
    assert {each[:2] for each in offered(job)} == {"21"}


def test_a_promise_that_moved_past_it_takes_the_window_away(shop, store, clock):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    window = choose(job, windows.windows(job)[0].start, by=customer_of(job))
    assert chosen(job).end == window.end
    with atomic(job):
        job.promise_at = window.end
    assert chosen(job) is None
    make_ready(job)
    clock.move_to(window.end)
    db.session.expire_all()
    assert chosen(job) is None
