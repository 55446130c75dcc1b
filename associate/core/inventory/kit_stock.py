"""What a kit's parts make: as many sets as the scarcest of them allows.

A kit has a level in each store, with nothing in it, for channels to be told by.
"""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from associate.core.catalog.kits import KitPart
from associate.core.catalog.models import Variant
from associate.core.catalog.stop_sales import variants_stopped
from associate.core.inventory.ledger import levels_for
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free
from associate.core.stores.models import Store
from associate.db import db

BITE = 2000


def sets_at(store_ids: Collection[int], variant_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """(store id, kit id) → sets available to promise, of those of these things that are kits: one statement
    where none is."""
    find = sa.select(KitPart).where(KitPart.kit_id.in_(sorted(set(variant_ids))))
    parts = list(db.session.scalars(find)) if variant_ids else []
    if not parts:
        return {}
    there = sa.select(StockLevel).where(
        StockLevel.store_id.in_(sorted(set(store_ids))),
        StockLevel.variant_id.in_({each.part_id for each in parts}),
    )
    units = {(level.store_id, level.variant_id): free(level) for level in db.session.scalars(there)}
    sets: dict[tuple[int, int], int] = {}
    for store_id in store_ids:
        for each in parts:
            here = units.get((store_id, each.part_id), 0) // each.units
            at = store_id, each.kit_id
            sets[at] = min(sets.get(at, here), here)
    stopped = _stopped({each.kit_id for each in parts})
    return {at: 0 if at[1] in stopped else n for at, n in sets.items()}


def _stopped(kit_ids: Collection[int]) -> set[int]:
    """A recall of the set itself: its parts may still be sold, it may not."""
    return set(db.session.scalars(variants_stopped().where(Variant.id.in_(sorted(kit_ids)))))


def free_of(levels: Sequence[StockLevel]) -> dict[int, int]:
    """Level id → units available to promise, a kit's by its parts."""
    sets = sets_at({level.store_id for level in levels}, {level.variant_id for level in levels})
    return {level.id: sets.get((level.store_id, level.variant_id), free(level)) for level in levels}


def kits_of_levels(level_ids: Collection[int]) -> dict[int, int]:
    """Of these levels those of parts: the level of each kit they make, in the same store → the part's."""
    kit, wanted = sa.orm.aliased(StockLevel), sorted(level_ids)
    find = sa.select(kit.id, StockLevel.id).select_from(StockLevel)
    find = find.join(KitPart, KitPart.part_id == StockLevel.variant_id)
    find = find.join(kit, sa.and_(kit.variant_id == KitPart.kit_id, kit.store_id == StockLevel.store_id))
    found: dict[int, int] = {}
    for first in range(0, len(wanted), BITE):
        rows = db.session.execute(find.where(StockLevel.id.in_(wanted[first : first + BITE])))
        found |= dict(rows.all())
    return found


def keep_levels(kit_ids: Collection[int]) -> list[int]:
    """Inside atomic(): each of these kits has its level in every store. Their ids."""
    stores = db.session.scalars(sa.select(Store.id).order_by(Store.id)).all()
    return list(levels_for({(store, kit) for kit in kit_ids for store in stores}).values())
