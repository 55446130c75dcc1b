"""What a store's new hours, a pause or a closing do to what was promised: it moves later, and never without
a word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.fulfillment.holding import keeps
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import ON_THE_FLOOR, WITH_CUSTOMER_TO_COME
from associate.core.fulfillment.telling import tell
from associate.core.orders.incoming import Method
from associate.core.routing.promise import Promise, by_rule
from associate.core.routing.workload import Load, loads_of
from associate.core.stores.closing import UNTIL
from associate.core.stores.hours import closing_of, local_day, open_hours
from associate.core.stores.models import OpeningHours, SpecialDay, Store
from associate.db import atomic, db, lock_rows

RULES = (
    "zone",
    "lead_minutes",
    "cutoff_minutes",
    "hold_days",
    "minutes_an_order",
    "learned_minutes",
    "people_percent",
    "orders_a_day",
    "orders_an_hour",
    "closed_why",
    *UNTIL.values(),
)


@dataclass(frozen=True)
class Moved:
    """A moment that one job was told, and the one it is told instead."""

    job: Fulfillment
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Moves:
    """Everything that moves when a store comes to work by other rules. `told`: jobs whose customers get one
    word about all of it; empty: each move is told by itself."""

    promises: list[Moved]
    holds: list[Moved]
    told: list[Fulfillment] = field(default_factory=list)


def twin(store: Store, **changes: object) -> Store:
    """The store as it would be: never saved, only asked."""
    known = {name: getattr(store, name) for name in RULES}
    hours = [OpeningHours(weekday=h.weekday, opens=h.opens, closes=h.closes) for h in store.hours]
    special = [SpecialDay(day=s.day, name=s.name, opens=s.opens, closes=s.closes) for s in store.exceptions]
    return Store(id=store.id, **{**known, "hours": hours, "exceptions": special, **changes})


def moves_between(before: Store, after: Store) -> Moves:
    """What moves if `before` becomes `after`: promises, only later, and last days that would be closed."""
    return Moves(
        promises_later(before, after),
        [
            Moved(job, job.hold_until, closing_of(after, local_day(after, job.hold_until)))
            for job in open_here(before, *WITH_CUSTOMER_TO_COME)
            if job.hold_until
            and job.hold_until > now()
            and open_hours(after, local_day(after, job.hold_until)) is None
        ],
    )


def promises_later(before: Store, after: Store) -> list[Moved]:
    """Only rules that would have promised a job later than before move the moment it was told; those who
    move are worked off one after another."""
    load, moved = _people_of(before), []
    for job, ahead in _in_turn(before):
        if by_rule(after, job.created_at, job.method) > by_rule(before, job.created_at, job.method):
            instead = Promise(after, load, job.method).ready_by(job.created_at, ahead=ahead)
            if instead > job.promise_at:
                moved.append(Moved(job, job.promise_at, instead))
    return moved


def holds_through(store: Store, until: datetime) -> list[Moved]:
    """Ready orders whose hold would end before the store goes on at `until`: each waits longer by the time it
    was closed, to the close of an open day. What is chilled or hot can't."""
    closed = until - now()
    ready = [job for job in open_here(store, *WITH_CUSTOMER_TO_COME) if job.hold_until and keeps(job)]
    return [
        Moved(job, job.hold_until, closing_of(store, local_day(store, job.hold_until + closed)))
        for job in ready
        if job.hold_until and now() < job.hold_until <= until
    ]


def moves_of_resuming(store: Store, *, what: Sequence[str]) -> Moves:
    """Work goes on before it was to: what was put off is promised again from now, never later than was told.

    `what` goes on: words of UNTIL.
    """
    resumed, load = twin(store, **{UNTIL[each]: None for each in what}), _people_of(store)
    jobs, moved = list(_in_turn(store)), []
    stopped = [each for each in Method if by_rule(resumed, now(), each) < by_rule(store, now(), each)]
    last = {each: Promise(store, load, each).ready_by(now(), ahead=len(jobs)) for each in stopped}
    for job, ahead in jobs:
        if job.method in last:
            at = Promise(resumed, load, job.method).ready_by(now(), ahead=ahead)
            if at < job.promise_at <= last[job.method]:
                moved.append(Moved(job, job.promise_at, at))
    return Moves(moved, [])


def carry_out(moves: Moves, *, by: Actor, why: str = "", word: str = "", cause: str = "") -> None:
    """Inside the store's atomic(): each job gets its new moment, unless it went on, or was given another one,
    since we looked. Customers are told: of each move, or, where `moves.told` names them, once by the message
    `word` for this `cause`. `why`: "pause", "closing", or empty for the store's hours."""
    jobs = {each.id for each in (*(moved.job for moved in (*moves.promises, *moves.holds)), *moves.told)}
    with atomic():
        lock_rows(Fulfillment, jobs)
        fresh = sa.select(Fulfillment).where(Fulfillment.id.in_(jobs))
        known = {job.id: job for job in db.session.scalars(fresh.execution_options(populate_existing=True))}
        for moved in moves.promises:
            _promise_anew(known[moved.job.id], moved, by, why, says=not word)
        for moved in moves.holds:
            _hold_anew(known[moved.job.id], moved, by, why, says=not word)
        for job in moves.told:
            fresh_job = known[job.id]
            if fresh_job.state in (*ON_THE_FLOOR, *WITH_CUSTOMER_TO_COME):
                tell(fresh_job.order, word, f"{fresh_job.ref}:{cause}", job=fresh_job)


def _promise_anew(job: Fulfillment, moved: Moved, by: Actor, why: str, *, says: bool) -> None:
    if job.state not in ON_THE_FLOOR or job.promise_at != moved.before:
        return
    job.promise_at = moved.after
    _record("fulfillment.promise_moved", job, moved, by, why)
    if says and moved.after > moved.before and job.method == Method.PICKUP:
        tell(job.order, "delayed", f"{job.ref}:{moved.after:%Y%m%d%H%M}", job=job)


def _hold_anew(job: Fulfillment, moved: Moved, by: Actor, why: str, *, says: bool) -> None:
    if job.state not in WITH_CUSTOMER_TO_COME or job.hold_until != moved.before:
        return
    job.hold_until = moved.after
    _record("fulfillment.hold_moved", job, moved, by, why)
    if says:
        tell(job.order, "extended", f"{job.ref}:{moved.after:%Y%m%d%H%M}", job=job)


def _record(kind: str, job: Fulfillment, moved: Moved, by: Actor, why: str) -> None:
    facts = {"before": moved.before.isoformat(), "after": moved.after.isoformat()}
    record(kind, about=job, by=by, **facts, **({"why": why} if why else {}))


def _in_turn(store: Store) -> Iterator[tuple[Fulfillment, int]]:
    """What is on the floor by promise, each with how many are worked off before it."""
    for ahead, job in enumerate(open_here(store, *ON_THE_FLOOR, method=None)):
        yield job, ahead


def _people_of(store: Store) -> Load:
    """Who works it off; the queue is what is promised anew, one after another, so it isn't counted twice."""
    return replace(loads_of([store])[store.id], queued=0, promised=())
