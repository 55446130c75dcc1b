"""What stores have to do, read once: the queue, the people, and what is promised where there is a limit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.stores.capacity import hands, people_at_work
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store
from associate.db import db

TO_DO = (State.RELEASED, State.PICKING, State.WAITING)
OFF = (State.CANCELED, State.REROUTED)
TAKES_A_PLACE = tuple(state for state in State if state not in OFF)


@dataclass(frozen=True)
class Load:
    """`queued`: orders whose items are still to be found. `people`: who find them. `promised`: the moments
    given out from today on, known where the store has a limit."""

    queued: int = 0
    people: int = 1
    promised: tuple[datetime, ...] = ()


NOTHING = Load()


def loads_of(stores: Sequence[Store]) -> dict[int, Load]:
    """Store id → its load now, in one statement; in two where a store has a limit."""
    if not stores:
        return {}
    queued, people = _counts(stores)
    promised = _promised([store for store in stores if is_limited(store)])
    return {
        store.id: Load(
            queued.get(store.id, 0), hands(store, people.get(store.id, 0)), tuple(promised.get(store.id, ()))
        )
        for store in stores
    }


def is_limited(store: Store) -> bool:
    return bool(store.orders_a_day or store.orders_an_hour)


def _counts(stores: Sequence[Store]) -> tuple[dict[int, int], dict[int, int]]:
    here = Fulfillment.store_id.in_([store.id for store in stores])
    queue = sa.select(Fulfillment.store_id, sa.func.count()).where(here, Fulfillment.state.in_(TO_DO))
    parts = queue.group_by(Fulfillment.store_id), people_at_work(stores, now())
    found = sa.union_all(
        *(part.add_columns(sa.literal(name)) for name, part in zip(("queue", "people"), parts, strict=True))
    )
    counts: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for store_id, n, name in db.session.execute(found):
        counts[name == "people"][store_id] = n
    return counts


def _promised(stores: Iterable[Store]) -> dict[int, list[datetime]]:
    today = [
        sa.and_(Fulfillment.store_id == store.id, Fulfillment.promise_at >= _midnight(store))
        for store in stores
    ]
    if not today:
        return {}
    find = sa.select(Fulfillment.store_id, Fulfillment.promise_at)
    found: dict[int, list[datetime]] = {}
    for store_id, at in db.session.execute(find.where(Fulfillment.state.in_(TAKES_A_PLACE), sa.or_(*today))):
        found.setdefault(store_id, []).append(at)
    return found


def _midnight(store: Store) -> datetime:
    return datetime.combine(local_day(store, now()), time(), store.timezone)
