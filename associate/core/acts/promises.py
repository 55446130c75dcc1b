"""What a store's new hours or a pause do to what was promised: it moves later, and never without a word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import ON_THE_FLOOR, WITH_CUSTOMER_TO_COME
from associate.core.fulfillment.telling import tell
from associate.core.routing.promise import ready_by
from associate.core.stores.hours import closing_of, local_day, open_hours
from associate.core.stores.models import OpeningHours, SpecialDay, Store
from associate.db import atomic, db, lock_rows

RULES = ("zone", "paused_until", "lead_minutes", "cutoff_minutes", "hold_days")


@dataclass(frozen=True)
class Moved:
    """A moment that one job was told, and the one it is told instead."""

    job: Fulfillment
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Moves:
    """Everything that moves when a store comes to work by other rules."""

    promises: list[Moved]
    holds: list[Moved]


def twin(store: Store, **changes: object) -> Store:
    """The store as it would be: never saved, only asked."""
    known = {name: getattr(store, name) for name in RULES}
    hours = [OpeningHours(weekday=h.weekday, opens=h.opens, closes=h.closes) for h in store.hours]
    special = [SpecialDay(day=s.day, name=s.name, opens=s.opens, closes=s.closes) for s in store.exceptions]
    return Store(id=store.id, **{**known, "hours": hours, "exceptions": special, **changes})


def moves_between(before: Store, after: Store) -> Moves:
    """What moves if `before` becomes `after`: promises, only later, and last days that would be closed."""
    return Moves(
        _later(before.id, lambda job: _promise(job, before, after)),
        [
            Moved(job, job.hold_until, closing_of(after, local_day(after, job.hold_until)))
            for job in open_here(before, *WITH_CUSTOMER_TO_COME)
            if job.hold_until
            and job.hold_until > now()
            and open_hours(after, local_day(after, job.hold_until)) is None
        ],
    )


def moves_of_resuming(store: Store) -> Moves:
    """Work goes on before the pause was over: what was put off is promised again from now, never later."""
    resumed = twin(store, paused_until=None)
    at = ready_by(resumed, now())
    moved = [
        Moved(job, job.promise_at, at)
        for job in open_here(store, *ON_THE_FLOOR)
        if at < job.promise_at <= ready_by(store, now())
    ]
    return Moves(moved, [])


def carry_out(moves: Moves, *, by: Actor) -> None:
    """Inside the store's atomic(): each job gets its new moment, unless it went on, or was given another one,
    since we looked."""
    jobs = [moved.job.id for moved in (*moves.promises, *moves.holds)]
    with atomic():
        lock_rows(Fulfillment, jobs)
        fresh = sa.select(Fulfillment).where(Fulfillment.id.in_(jobs))
        known = {job.id: job for job in db.session.scalars(fresh.execution_options(populate_existing=True))}
        for moved in moves.promises:
            job = known[moved.job.id]
            if job.state in ON_THE_FLOOR and job.promise_at == moved.before:
                job.promise_at = moved.after
                _tell("fulfillment.promise_moved", job, moved, by)
                if moved.after > moved.before:
                    tell(job.order, "delayed", f"{job.ref}:{moved.after:%Y%m%d%H%M}", job=job)
        for moved in moves.holds:
            job = known[moved.job.id]
            if job.state in WITH_CUSTOMER_TO_COME and job.hold_until == moved.before:
                job.hold_until = moved.after
                _tell("fulfillment.hold_moved", job, moved, by)


def _tell(kind: str, job: Fulfillment, moved: Moved, by: Actor) -> None:
    record(kind, about=job, by=by, before=moved.before.isoformat(), after=moved.after.isoformat())


def _promise(job: Fulfillment, before: Store, after: Store) -> datetime:
    """Only a rule that would have promised this job later than before moves the moment it was told."""
    then, instead = ready_by(before, job.created_at), ready_by(after, job.created_at)
    return max(job.promise_at, instead) if instead > then else job.promise_at


def _later(store_id: int, promise: Callable[[Fulfillment], datetime]) -> list[Moved]:
    find = sa.select(Fulfillment).where(Fulfillment.store_id == store_id, Fulfillment.state.in_(ON_THE_FLOOR))
    jobs = db.session.scalars(find.order_by(Fulfillment.promise_at, Fulfillment.id)).all()
    moved = [Moved(job, job.promise_at, promise(job)) for job in jobs]
    return [move for move in moved if move.after != move.before]
