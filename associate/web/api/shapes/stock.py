"""Stock as it goes out, and as it is corrected."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free
from associate.web.api.shapes.base import Gtin, Moment, Sent, Shape, Text40, Text80


class LevelShape(Shape):
    """One thing in one store, in units."""

    store: str = Field(description="Code of the store.")
    sku: str
    gtin: str | None = Field(description="GTIN-14.")
    on_hand: int = Field(description="In the building, whoever it is for.")
    reserved: int = Field(description="Spoken for by orders and transfers, picked or not.")
    held: int = Field(description="Here, but not for sale: damaged, in quarantine, waiting for its shelf.")
    safety: int = Field(description="Kept back: the last ones of a shelf are often not there.")
    atp: int = Field(description="Available to promise: on_hand − reserved − held − safety, never below 0.")
    location: str | None = Field(description="Code of its place on the floor.")
    reorder_point: int | None = Field(description="At so many free units somebody should order more.")
    counted_at: Moment | None = Field(description="Last count.")


class LevelPage(Shape):
    """One page of levels."""

    items: list[LevelShape]
    next: str | None = Field(description="Cursor of the next page; null on the last.")


class Reason(StrEnum):
    """Why the books were wrong."""

    RECEIVED = "received"
    FOUND = "found"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    COUNTED = "counted"
    CORRECTION = "correction"


class AdjustmentSent(Sent):
    """A correction of one level: by how many units (`quantity`), or what the shelf holds now (`on_shelf`)."""

    store: Text40 = Field(description="Code of the store.")
    sku: Text80 | None = None
    gtin: Gtin | None = Field(None, description="Instead of the SKU; any printed form of it.")
    quantity: Annotated[int, Field(strict=True, ge=-1_000_000, le=1_000_000)] | None = Field(
        None, description="Units to add; negative ones to take away."
    )
    on_shelf: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] | None = Field(
        None,
        description="Units counted on the shelf, without what lies in customers’ bags or is held. "
        "Instead of `quantity`.",
    )
    reason: Reason

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (not self.sku) == (self.gtin is None):
            raise ValueError("Send either sku or gtin.")
        if (self.quantity is None) == (self.on_shelf is None):
            raise ValueError("Send either quantity or on_shelf.")
        return self


class AdjustmentShape(Shape):
    """What the correction did."""

    change: int = Field(description="Units that were added; below 0: taken away.")
    reason: Reason
    level: LevelShape = Field(description="The level as it is now.")


def level_shape(level: StockLevel, stores: dict[int, str], units: int | None = None) -> LevelShape:
    """`units`: available to promise, where it is known better: a kit's by its parts."""
    return LevelShape(
        store=stores[level.store_id],
        sku=level.variant.sku,
        gtin=level.variant.gtin,
        on_hand=level.on_hand,
        reserved=level.reserved,
        held=level.held,
        safety=level.safety,
        atp=free(level) if units is None else units,
        location=level.location.code if level.location else None,
        reorder_point=level.reorder_point,
        counted_at=level.counted_at,
    )
