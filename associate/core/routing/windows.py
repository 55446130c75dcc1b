"""When to come: the hours a customer chooses from, each with the room that is left in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.fulfillment.holding import hold_end, keeps
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import OPEN
from associate.core.orders.incoming import Payment
from associate.core.stores.closing import shut_until
from associate.core.stores.hours import closing_of, held_until, local_day, open_spans
from associate.core.stores.models import Store, StoreVersion
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _

SHORTEST = timedelta(minutes=15)  # what is left before closing is no window of its own
FARTHEST = timedelta(days=14)


class Window(NamedTuple):
    """From `start` until `end`, in UTC. `free`: how many may still choose it; None: as many as like."""

    start: datetime
    end: datetime
    free: int | None


def windows(job: Fulfillment) -> list[Window]:
    """What this order’s customer may choose from, soonest first; full ones have 0 free.

    Never before it is ready, or promised to be; while the store is open, by its hours, special days and
    closings; as long as it is held, or one extension longer where what is in it keeps.
    """
    if job.state not in OPEN or job.collected_at:
        return []
    store, soonest, latest = job.store, _soonest(job), latest_end(job)
    spans = [span for span in _spans(store, soonest) if span[0] < latest and span[1] <= latest]
    taken = _taken(job, spans)
    return [Window(*span, _free(store, taken[span])) for span in spans]


def chosen(job: Fulfillment) -> Window | None:
    """The window they mean to come in; None without one, when it is over, or the promise moved past it."""
    if job.window_at is None or job.state not in OPEN:
        return None
    end = _end_of(job.store, job.window_at)
    is_early = job.ready_at is None and job.promise_at >= end
    return None if is_early or end <= now() else Window(job.window_at, end, None)


def choose(job: Fulfillment, start: datetime, *, by: Actor) -> Window:
    """They mean to come from `start` on. The same once more changes nothing. Takes its own locks.

    Nothing moves but what is told, and how long it is held where that would have ended before.
    Raises Refused("no_window") for one that is not offered (any more), ("window_full") for one without room.
    """
    with atomic(job):
        _wait_for_turn(job.store_id)
        found = next((window for window in windows(job) if window.start == start), None)
        if found is None:
            raise Refused("no_window", _("That time isn’t free any more. Choose another."))
        if job.window_at == found.start:
            return found
        if found.free == 0:
            raise Refused("window_full", _("Somebody else took the last place. Choose another time."))
        job.window_at = found.start
        if job.hold_until and job.hold_until < found.end:
            job.hold_until = closing_of(job.store, local_day(job.store, found.start))
        record("fulfillment.window_chosen", about=job, by=by, window=found.start.isoformat())
        return found


def let_go(job: Fulfillment, *, by: Actor) -> None:
    """They come whenever they like. Takes its own lock."""
    with atomic(job):
        if job.window_at is not None:
            job.window_at = None
            record("fulfillment.window_let_go", about=job, by=by)


def latest_end(job: Fulfillment) -> datetime:
    """By when they must have come: what spoils or was put aside unpaid is never held longer for it."""
    ready = job.ready_at or job.promise_at
    held = job.hold_until or hold_end(job, ready)
    is_unpaid = job.order.reserved_until is not None and job.order.payment == Payment.PENDING
    if is_unpaid or not keeps(job):
        return held
    day = local_day(job.store, held_until(job.store, ready)) + timedelta(days=job.store.extend_days)
    return min(max(held, closing_of(job.store, day)), now() + FARTHEST)


def _soonest(job: Fulfillment) -> datetime:
    """A window that runs now is one for what is ready; what isn’t comes after its promise."""
    if job.ready_at:
        return now() - timedelta(minutes=job.store.window_minutes) + SHORTEST
    return max(job.promise_at, now())


def _spans(store: Store, soonest: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Windows of the store from then on, (start, end) in UTC: each opening cut from when it begins. They last
    as long in a night when the clocks change."""
    length, last_day = timedelta(minutes=store.window_minutes), now() + FARTHEST
    for opens, closes in open_spans(store, soonest):
        start, close = opens.astimezone(UTC), closes.astimezone(UTC)
        if start > last_day:
            return
        while close - start >= SHORTEST:
            if start >= soonest and shut_until(store, start) is None:
                yield start, min(start + length, close)
            start += length


def _end_of(store: Store, start: datetime) -> datetime:
    """Where the window that begins then ends, also one chosen before the store changed their length."""
    end = start + timedelta(minutes=store.window_minutes)
    span = next(open_spans(store, start), None)
    return min(end, span[1].astimezone(UTC)) if span and span[0].astimezone(UTC) <= start else end


def _taken(job: Fulfillment, spans: list[tuple[datetime, datetime]]) -> dict[tuple[datetime, datetime], int]:
    """How many others chose each: by the window their start lies in."""
    if not spans or not job.store.pickups_a_window:
        return dict.fromkeys(spans, 0)
    find = sa.select(Fulfillment.window_at).where(
        Fulfillment.store_id == job.store_id,
        Fulfillment.state.in_(OPEN),
        Fulfillment.id != job.id,
        Fulfillment.window_at >= spans[0][0],
        Fulfillment.window_at < spans[-1][1],
    )
    starts = [at for at in db.session.scalars(find) if at]
    return {span: sum(span[0] <= at < span[1] for at in starts) for span in spans}


def _free(store: Store, taken: int) -> int | None:
    return max(0, store.pickups_a_window - taken) if store.pickups_a_window else None


def _wait_for_turn(store_id: int) -> None:
    """One at a time chooses in a store. The row is what every transaction locks last, and this one takes
    nothing after it, so nobody waits in a circle. On SQLite the transaction is the lock."""
    turn = sa.select(StoreVersion.n).where(StoreVersion.store_id == store_id)
    db.session.execute(turn.with_for_update())
