"""What a decision looks at, gathered in a handful of statements however many orders and stores there are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from associate.core.catalog.stop_sales import variants_stopped
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import ON_THE_FLOOR, State
from associate.core.inventory.kept_back import minimums_to_route
from associate.core.inventory.models import StockLevel
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderLine
from associate.core.routing.choose import Item, Offer, Want
from associate.core.routing.postcodes import Point, point_of
from associate.core.stores.closing import open_again_at
from associate.core.stores.hours import is_open, local_day, next_open_span
from associate.core.stores.models import Store
from associate.db import db
from associate.earth import haversine

AN_HOUR = timedelta(hours=1)
GIVEN = tuple(state for state in State if state not in (State.CANCELED, State.REROUTED))
"""States of a job that took a place in its store's day."""


class Stock(NamedTuple):
    free: int  # on hand − reserved − held
    safety: int


class Traffic(NamedTuple):
    today: int = 0  # jobs given since the store's midnight
    hour: int = 0
    open: int = 0


@dataclass(frozen=True)
class Facts:
    """The stores, and what is on their shelves of the variants asked for."""

    stores: list[Store]
    stock: Mapping[tuple[int, int], Stock]  # (store id, variant id)
    minimums: Mapping[tuple[int, int], int]
    traffic: Mapping[int, Traffic]
    at: datetime

    def offers(self, address: Mapping[str, Any] | None, variants: Collection[int]) -> list[Offer]:
        """Every store's offer for one order, as of the facts' moment."""
        here, country = point_of(address), str((address or {}).get("country") or "").upper()
        return [self._offer(store, here, country, variants) for store in self.stores]

    def _offer(self, store: Store, here: Point | None, country: str, variants: Collection[int]) -> Offer:
        stock = {each: self.stock.get((store.id, each), Stock(0, 0)) for each in variants}
        traffic, opened = self.traffic.get(store.id, Traffic()), is_open(store, self.at)
        return Offer(
            store.code,
            free={each: known.free for each, known in stock.items()},
            safety={each: known.safety for each, known in stock.items()},
            minimum={each: self.minimums.get((store.id, each), 0) for each in variants},
            km=_km(store, here),
            same_country=not country or store.country.upper() == country,
            ships=store.ships,
            is_open=opened,
            opens_at=None if opened else _opens_at(store, self.at),
            paused_until=_paused_until(store, self.at),
            today=traffic.today,
            a_day=store.orders_a_day,
            hour=traffic.hour,
            an_hour=store.orders_an_hour,
            load=traffic.open,
            cost=store.ship_cost,
            groups=frozenset(map(str, store.groups)),
        )


def gather(variants: Collection[int], *, at: datetime) -> Facts:
    """Everything about all stores that matters for these variants."""
    stores = list(db.session.scalars(sa.select(Store).order_by(Store.code)))
    return Facts(stores, _stock(variants), minimums_to_route(variants, stores), _traffic(stores, at), at)


def want_of(order: Order, units: Iterable[tuple[OrderLine, int]]) -> Want:
    """Units of the order's lines, as far as they know their variants."""
    wanted = [(line, n) for line, n in units if line.variant_id and n > 0]
    items = [Item(line.id, line.variant_id or 0, n) for line, n in wanted]
    return Want(tuple(items), order.total, has_sets=any(line.kit_key for line, _n in wanted))


def _stock(variants: Collection[int]) -> dict[tuple[int, int], Stock]:
    level = StockLevel
    find = sa.select(
        level.store_id, level.variant_id, level.on_hand - level.reserved - level.held, level.safety
    ).where(level.variant_id.in_(sorted(variants)), level.variant_id.not_in(variants_stopped()))
    return {
        (store, variant): Stock(free, safety) for store, variant, free, safety in db.session.execute(find)
    }


def _traffic(stores: list[Store], at: datetime) -> dict[int, Traffic]:
    """A job given today is promised for today or later: that keeps to the index, whatever lies behind."""
    job = Fulfillment
    midnights = {store.id: _midnight(store, at) for store in stores}
    today = sa.or_(
        *(
            sa.and_(job.store_id == store_id, job.promise_at >= since, job.created_at >= since)
            for store_id, since in midnights.items()
        ),
        sa.false(),
    )
    last_hour = sa.func.count().filter(job.created_at >= at - AN_HOUR)
    given = sa.select(job.store_id, sa.func.count(), last_hour).where(job.state.in_(GIVEN), today)
    counts = {row[0]: row[1:] for row in db.session.execute(given.group_by(job.store_id))}
    waits = sa.select(job.store_id, sa.func.count()).where(
        job.store_id.in_(midnights), job.state.in_(ON_THE_FLOOR)
    )
    loads = {row[0]: row[1] for row in db.session.execute(waits.group_by(job.store_id))}
    return {each: Traffic(*counts.get(each, (0, 0)), loads.get(each, 0)) for each in midnights}


def _km(store: Store, here: Point | None) -> float | None:
    if here is None or store.latitude is None or store.longitude is None:
        return None
    return round(haversine(*here, store.latitude, store.longitude), 1)


def _midnight(store: Store, at: datetime) -> datetime:
    return datetime.combine(local_day(store, at), time(), store.timezone)


def _opens_at(store: Store, at: datetime) -> datetime | None:
    span = next_open_span(store, at)
    return span[0] if span else None


def _paused_until(store: Store, at: datetime) -> datetime | None:
    """The latest of its pauses and closings that still lasts, on the store's wall."""
    latest = open_again_at(store, Method.SHIP, at)
    return latest.astimezone(store.timezone) if latest else None
