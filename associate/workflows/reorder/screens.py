"""What runs low: free and coming against the figure where somebody should order more."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.catalog.models import Product, Variant
from associate.core.catalog.search import variants_meant
from associate.core.catalog.stop_sales import is_stopped
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free
from associate.core.inventory.transfers import units_coming
from associate.core.stores.models import Store
from associate.db import db

MOST = 100  # rows on the page
CSV_HEADER = (
    "sku",
    "gtin",
    "title",
    "traits",
    "free",
    "coming",
    "reorder_point",
    "reorder_to",
    "suggested",
    "place",
)


@dataclass(frozen=True)
class Row:
    """One thing of the store. `level` is None where it never had any."""

    variant: Variant
    level: StockLevel | None
    free: int
    coming: int

    @property
    def point(self) -> int | None:
        return self.level.reorder_point if self.level else None

    @property
    def upto(self) -> int | None:
        return self.level.reorder_to if self.level else None

    @property
    def is_low(self) -> bool:
        return self.point is not None and self.free + self.coming <= self.point

    @property
    def suggested(self) -> int:
        """Units to order: up to the figure, at least one where it is low."""
        if not self.is_low or is_stopped(self.variant.product):
            return 0
        return max(1, (self.upto or 0) - self.free - self.coming)


@dataclass(frozen=True)
class View:
    """`asked` are the things somebody scanned or searched for, low or not."""

    text: str
    asked: list[Row]
    low: list[Row]
    watched: int  # things with a figure

    @property
    def hidden(self) -> int:
        return max(0, len(self.low) - MOST)


def view(store: Store, text: str) -> View:
    text = text.strip()[:200]
    asked = variants_meant(text, most=20) if text else []
    shown = {variant.id for variant in asked}
    low = [row for row in low_rows(store) if row.variant.id not in shown]
    return View(text, _rows(store, asked), low, _watched(store))


def low_rows(store: Store) -> list[Row]:
    """What is at or below its figure, the emptiest first."""
    level = StockLevel
    left = level.on_hand - level.reserved - level.held - level.safety
    find = sa.select(level).join(Variant, Variant.id == level.variant_id).join(Product)
    find = find.where(level.store_id == store.id, level.reorder_point.is_not(None), Variant.is_active)
    find = find.where(sa.or_(left <= level.reorder_point, Product.stopped > 0))
    levels = {found.variant_id: found for found in db.session.scalars(find)}
    coming = units_coming(store.id, list(levels))
    rows = [Row(each.variant, each, free(each), coming.get(id_, 0)) for id_, each in levels.items()]
    return sorted(
        (row for row in rows if row.is_low), key=lambda row: (row.free + row.coming, row.variant.name)
    )


def csv_rows(store: Store) -> Iterator[tuple[str | int | None, ...]]:
    for row in low_rows(store):
        it, level = row.variant, row.level
        place = level.location.label if level and level.location else ""
        figures = (row.free, row.coming, row.point, row.upto, row.suggested)
        yield (it.sku, it.gtin, it.product.title, it.traits, *figures, place)


def _rows(store: Store, variants: list[Variant]) -> list[Row]:
    ids = [variant.id for variant in variants]
    find = sa.select(StockLevel).where(StockLevel.store_id == store.id, StockLevel.variant_id.in_(ids))
    levels = {level.variant_id: level for level in db.session.scalars(find)}
    coming = units_coming(store.id, ids)
    return [
        Row(it, level := levels.get(it.id), free(level) if level else 0, coming.get(it.id, 0))
        for it in variants
    ]


def _watched(store: Store) -> int:
    watched = (StockLevel.store_id == store.id, StockLevel.reorder_point.is_not(None))
    return db.session.scalar(sa.select(sa.func.count(StockLevel.id)).where(*watched)) or 0
