"""How much of what is free a channel is shown, and how much a store must have to be routed an order."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Product, Variant
from associate.core.inventory.buffers import (
    BufferKind,
    BufferRules,
    Thing,
    buffer_rules,
    place_of,
    thing_of,
)
from associate.core.inventory.kit_stock import free_of
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Store
from associate.db import db


def available_to(channel: Channel, level: StockLevel, rules: BufferRules | None = None) -> int:
    """Units of this level that the channel is shown: what is free, less its threshold; never below 0.

    Give the rules (`buffer_rules({BufferKind.THRESHOLD})`) where you ask for many levels.
    """
    store = db.session.get_one(Store, level.store_id)
    return _shown(channel, level, free_of([level])[level.id], store, _thresholds(rules))


def available_to_all(channel: Channel, levels: Sequence[StockLevel]) -> dict[int, int]:
    """Level id → units that the channel is shown; a few statements, whatever their number."""
    rules, ids = _thresholds(None), {level.store_id for level in levels}
    stores = {store.id: store for store in db.session.scalars(sa.select(Store).where(Store.id.in_(ids)))}
    units = free_of(levels)
    return {
        level.id: _shown(channel, level, units[level.id], stores[level.store_id], rules) for level in levels
    }


def minimums_to_route(variant_ids: Collection[int], stores: Sequence[Store]) -> Mapping[tuple[int, int], int]:
    """(store id, variant id) → units that a store must have free to be given an order; left out where 0."""
    rules = buffer_rules({BufferKind.MINIMUM})
    if not rules.rules:
        return {}
    things, places = _things(variant_ids), {store.id: place_of(store.id, store.groups) for store in stores}
    return {
        (store_id, variant_id): units
        for variant_id, thing in things.items()
        for store_id, place in places.items()
        if (units := rules.units(BufferKind.MINIMUM, thing, place))
    }


def _shown(channel: Channel, level: StockLevel, units: int, store: Store, rules: BufferRules) -> int:
    product = level.variant.product
    thing, place = thing_of(product.category, product.tags), place_of(store.id, store.groups)
    return max(0, units - rules.units(BufferKind.THRESHOLD, thing, place, channel.id))


def _thresholds(rules: BufferRules | None) -> BufferRules:
    return buffer_rules({BufferKind.THRESHOLD}) if rules is None else rules


def _things(variant_ids: Collection[int]) -> dict[int, Thing]:
    find = sa.select(Variant.id, Product.category, Product.tags).join(Product)
    rows = db.session.execute(find.where(Variant.id.in_(sorted(variant_ids))))
    return {variant_id: thing_of(category, tags) for variant_id, category, tags in rows}
