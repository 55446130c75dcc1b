"""What the shelf should hold, and what lies elsewhere."""

import sqlalchemy as sa

from associate.core.catalog.stop_sales import is_stopped
from associate.core.inventory.models import StockLevel
from associate.db import db


def level_here(store_id: int, variant_id: int) -> StockLevel | None:
    return db.session.scalar(sa.select(StockLevel).filter_by(store_id=store_id, variant_id=variant_id))


def levels_here(store_id: int, variant_ids: list[int]) -> dict[int, StockLevel]:
    """Levels by variant id."""
    find = sa.select(StockLevel).where(
        StockLevel.store_id == store_id, StockLevel.variant_id.in_(variant_ids)
    )
    return {level.variant_id: level for level in db.session.scalars(find)}


def free(level: StockLevel) -> int:
    """Available to promise, never below 0 on a screen: on hand − reserved − held − safety stock.

    Nothing, while all of the product is stopped.
    """
    if is_stopped(level.variant.product):
        return 0
    return max(0, level.on_hand - level.reserved - level.held - level.safety)
