"""What moves when a store comes to work by other hours, and what moved meanwhile and stays."""

from datetime import date, timedelta

from associate.core.acts.promises import carry_out, moves_between, twin
from associate.core.events.record import SYSTEM
from associate.core.stores.hours import local_day
from associate.core.stores.models import SpecialDay
from associate.db import atomic
from tests.support.pickups import make_ready

TWO_DAYS = 2 * 24 * 60  # no lead time that fits into a day moves what is placed shortly before close


def closed(store, day: date):
    return moves_between(twin(store), twin(store, exceptions=[SpecialDay(day=day, name="")]))


def test_a_last_day_that_would_be_closed_moves_unless_it_was_put_off_since(shop):
    jobs = [shop.job(shop.has_order((shop.kettle, 1), number=number)) for number in ("1001", "1002")]
    for job, tag in zip(jobs, ("7K2", "9MB"), strict=True):
        make_ready(job, tag=tag)
    store, extended = shop.mill_quay, jobs[0].hold_until + timedelta(days=3)
    moves = closed(store, local_day(store, jobs[0].hold_until))
    assert [moved.job for moved in moves.holds] == jobs
    with atomic(jobs[0]):
        jobs[0].hold_until = extended  # the customer asked, a moment after we looked
    with atomic():
        carry_out(moves, by=SYSTEM)
    assert [job.hold_until for job in jobs] == [extended, moves.holds[1].after]


def test_a_promise_that_was_moved_since_stays(shop):
    job = shop.job(shop.has_order((shop.kettle, 1)))
    moves = moves_between(twin(shop.mill_quay), twin(shop.mill_quay, lead_minutes=TWO_DAYS))
    assert moves.promises
    with atomic(job):
        job.promise_at = moved = job.promise_at + timedelta(hours=20)
    with atomic():
        carry_out(moves, by=SYSTEM)
    assert job.promise_at == moved
