"""Stock of one variant in one store, and every change it ever had."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.stores.models import Location
from associate.db import Base


class Bucket(StrEnum):
    ON_HAND = "on_hand"
    RESERVED = "reserved"
    HELD = "held"


class Kind(StrEnum):
    """Why a balance changed."""

    RECEIVED = "received"
    RESERVED = "reserved"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    SHIPPED = "shipped"
    SOLD = "sold"
    RETURNED = "returned"
    COUNTED = "counted"
    TRANSFERRED_OUT = "transferred_out"
    TRANSFERRED_IN = "transferred_in"
    HELD = "held"
    UNHELD = "unheld"
    ADJUSTED = "adjusted"
    DISPOSED = "disposed"
    PUT_BACK = "put_back"


class StockLevel(Base):
    """The balances. Only core/inventory/ledger.py writes them, each time with its Movement."""

    __tablename__ = "stock_levels"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"), index=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    safety: Mapped[int] = mapped_column(default=0)  # limits what is published and routed, never a paid order
    location_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("locations.id")
    )  # where it lives on the floor
    shelf_note: Mapped[str] = mapped_column(sa.String(40), default="")  # "shelf 3"
    counted_at: Mapped[datetime | None]
    own_safety: Mapped[int | None]  # set for this thing in this store: rules don’t touch it
    reorder_point: Mapped[int | None]  # at this many free units somebody should order more
    reorder_to: Mapped[int | None]  # up to this many
    variant: Mapped[Variant] = relationship(lazy="joined")
    location: Mapped[Location | None] = relationship(lazy="joined")
    __table_args__ = (
        sa.UniqueConstraint("store_id", "variant_id"),
        sa.CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        sa.CheckConstraint("held >= 0", name="held_not_negative"),
    )

    @property
    def ref(self) -> str:
        return f"level:{self.id}"


class Movement(Base):
    """One change of one balance. Rows are never changed or deleted: triggers refuse it."""

    __tablename__ = "movements"
    id: Mapped[int] = mapped_column(primary_key=True)
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("stock_levels.id"))
    bucket: Mapped[Bucket]
    quantity: Mapped[int]  # signed
    kind: Mapped[Kind]
    cause: Mapped[str] = mapped_column(sa.String(60))  # "line:17", "handover:4", "demo"
    by: Mapped[str] = mapped_column(sa.String(60))
    device_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=now)
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("movements.id"), unique=True)
    __table_args__ = (
        sa.Index("ix_movements_level", "level_id", "id"),
        sa.Index("ix_movements_cause", "cause"),
    )


class Reservation(Base):
    """Units of a level that one line of a job or of a transfer speaks for; their sum is `reserved`."""

    __tablename__ = "reservations"
    id: Mapped[int] = mapped_column(primary_key=True)
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("stock_levels.id"))
    fulfillment_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("fulfillment_lines.id"), unique=True
    )
    transfer_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("transfer_lines.id"), unique=True)
    quantity: Mapped[int]
    __table_args__ = (
        sa.CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        sa.CheckConstraint(
            "(fulfillment_line_id IS NULL) <> (transfer_line_id IS NULL)", name="for_one_purpose"
        ),
        sa.Index(
            "ix_reservations_open",  # a level's past ones only grow in number
            "level_id",
            postgresql_where=sa.text("quantity > 0"),
            sqlite_where=sa.text("quantity > 0"),
        ),
    )


class PutBack(Base):
    """Units that were picked and are not going, or that came back: held, until somebody says where they are.

    Of what came back over the counter `return_line_id` says which unit it is.
    """

    __tablename__ = "put_backs"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("stock_levels.id"))
    fulfillment_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fulfillment_lines.id"), index=True)
    return_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("return_lines.id"), index=True)
    quantity: Mapped[int]
    why: Mapped[str] = mapped_column(sa.String(40))  # canceled, refused, returned, markdown, …
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"))  # None: nobody knows which
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(sa.String(60))
    level: Mapped[StockLevel] = relationship(lazy="joined")
    __table_args__ = (
        sa.Index(
            "ix_put_backs_open",
            "store_id",
            "id",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"put_back:{self.id}"
