"""Which stores could have it ready, how far they are, and by when: what a shopper asks before buying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.inventory.kit_stock import sets_at
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free
from associate.core.routing.postcodes import Point, point_of
from associate.core.routing.promise import promises_of
from associate.core.stores.models import Store
from associate.db import db
from associate.earth import haversine

SHORTEST = 2  # characters of a postcode that two places have to share to be called near


@dataclass(frozen=True)
class Origin:
    """Where the shopper is. `is_rough`: only as near as a store with a postcode like theirs."""

    point: Point
    is_rough: bool = False


@dataclass(frozen=True)
class Place:
    """One store’s answer for one thing. `units`: available to promise. Too few of them, or no pickups there:
    no `ready_by`."""

    store: Store
    km: float | None
    units: int
    has_enough: bool
    can_reserve: bool
    ready_by: datetime | None


def places_with(
    variants: Sequence[Variant], quantity: int, *, origin: Origin | None, most: int, stopped: set[int]
) -> dict[int, list[Place]]:
    """Variant id → the nearest `most` stores, those of unknown distance last. `stopped`: ids of products
    that nobody may buy now."""
    stores = sorted(db.session.scalars(sa.select(Store)), key=lambda store: _nearness(store, origin))[:most]
    units = _free([store.id for store in stores], [variant.id for variant in variants])
    promises = {key: promise.ready_by(now()) for key, promise in promises_of(stores).items()}
    return {
        variant.id: [
            _place(store, variant, quantity, origin, units, promises[store.id], variant.product_id in stopped)
            for store in stores
        ]
        for variant in variants
    }


def origin_of(postcode: str, country: str) -> Origin | None:
    """Where a postcode is: from the list we have, else the store whose own begins most alike."""
    if point := point_of({"postcode": postcode, "country": country}):
        return Origin(point)
    wanted, best, shared = _plain(postcode), None, SHORTEST - 1
    for store in db.session.scalars(sa.select(Store).order_by(Store.code)):
        alike = _shared(wanted, _plain(store.postcode))
        if store.latitude is not None and alike > shared and country in ("", store.country):
            best, shared = store, alike
    return Origin((best.latitude or 0.0, best.longitude or 0.0), is_rough=True) if best else None


def _place(
    store: Store,
    variant: Variant,
    quantity: int,
    origin: Origin | None,
    units: Mapping[tuple[int, int], int],
    promise: datetime,
    is_stopped: bool,
) -> Place:
    here = 0 if is_stopped or not variant.is_active else units.get((store.id, variant.id), 0)
    enough = here >= quantity
    pays = store.cash_on_pickup and store.currency == variant.currency
    may = enough and store.pickups
    return Place(store, _km(store, origin), here, enough, may and pays, promise if may else None)


def _free(stores: list[int], variants: list[int]) -> dict[tuple[int, int], int]:
    find = sa.select(StockLevel).where(StockLevel.store_id.in_(stores), StockLevel.variant_id.in_(variants))
    units = {(level.store_id, level.variant_id): free(level) for level in db.session.scalars(find)}
    return units | sets_at(stores, variants)


def _nearness(store: Store, origin: Origin | None) -> tuple[bool, float, str]:
    km = _km(store, origin)
    return km is None, km or 0.0, store.name


def _km(store: Store, origin: Origin | None) -> float | None:
    if origin is None or store.latitude is None or store.longitude is None:
        return None
    return haversine(*origin.point, store.latitude, store.longitude)


def _plain(postcode: str) -> str:
    return "".join(c for c in postcode.upper() if c.isalnum())


def _shared(one: str, other: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
