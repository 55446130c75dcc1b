"""How much more a store can take today, and what stands still."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from associate.clock import now
from associate.core.routing.promise import Promise
from associate.core.stores.capacity import minutes_of
from associate.core.stores.closing_words import Stop, stops_of
from associate.core.stores.models import Store
from associate.workflows.board.screens.counts import Counts


@dataclass(frozen=True)
class Span:
    """Promised for a span of time, of at most so many; no limit where `most` is None."""

    n: int
    most: int | None

    @property
    def left(self) -> int | None:
        return None if self.most is None else max(0, self.most - self.n)


@dataclass(frozen=True)
class Capacity:
    """`minutes`: until the people at work are through with what is queued. `next_at`: what a pickup that is
    ordered now would be promised."""

    today: Span
    hour: Span
    people: int
    minutes: int
    next_at: datetime
    stops: list[Stop]


def capacity(store: Store, counts: Counts) -> Capacity:
    promise = Promise.of(store)
    work = promise.load.queued * minutes_of(store) / promise.load.people
    return Capacity(
        Span(counts["today"].n, store.orders_a_day or None),
        Span(counts["hour"].n, store.orders_an_hour or None),
        promise.load.people,
        ceil(work),
        promise.ready_by(now()),
        list(stops_of(store)),
    )
