"""What a store sends: boxes to choose from, accounts to send by, parcels and what lies in them."""

from datetime import datetime
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.shipping.boxes import Space
from associate.core.shipping.parcel_states import ParcelState
from associate.core.stores.models import Store
from associate.db import Base


class Box(Base):
    """One kind of box or mailer that every store has. Millimeters and grams; inner to fit, outer to ship."""

    __tablename__ = "boxes"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)  # as printed on it: "B3"
    name: Mapped[str] = mapped_column(sa.String(60))
    inner_length_mm: Mapped[int]
    inner_width_mm: Mapped[int]
    inner_height_mm: Mapped[int]
    outer_length_mm: Mapped[int]
    outer_width_mm: Mapped[int]
    outer_height_mm: Mapped[int]
    weight_g: Mapped[int] = mapped_column(default=0)  # empty
    max_g: Mapped[int]  # what may lie in it
    is_mailer: Mapped[bool] = mapped_column(default=False)  # soft: for what folds
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def ref(self) -> str:
        return f"box:{self.id}"

    @property
    def space(self) -> Space:
        size = (self.inner_length_mm, self.inner_width_mm, self.inner_height_mm)
        return Space(self.code, size, self.max_g, self.is_mailer)


class CarrierAccount(Base):
    """One contract with one carrier, or with a platform that speaks for several.

    `service` is bought where nobody chose a rate. `secret` signs what its webhooks tell.
    """

    __tablename__ = "carrier_accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    platform: Mapped[str] = mapped_column(sa.String(20))  # which adapter speaks with it
    name: Mapped[str] = mapped_column(sa.String(80))
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))  # None: every store’s
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # key, address, options
    secret: Mapped[str] = mapped_column(sa.String(200), default="")
    carrier: Mapped[str] = mapped_column(sa.String(40), default="")  # whose dimensional weight counts
    service: Mapped[str] = mapped_column(sa.String(60), default="")
    has_forms: Mapped[bool] = mapped_column(default=False)  # it issues a manifest of its own
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def ref(self) -> str:
        return f"carrier_account:{self.id}"


class Parcel(Base):
    """One box of one job. `attempt` goes up only when a label is proven not to be: see calls.buy_key."""

    __tablename__ = "parcels"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(24), unique=True, default=lambda: token_hex(8))
    number: Mapped[str] = mapped_column(sa.String(70), unique=True)  # "HW-1001/2", the job’s second
    fulfillment_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillments.id"))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    sequence: Mapped[int]
    state: Mapped[ParcelState] = mapped_column(default=ParcelState.OPEN)
    state_since: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    box_id: Mapped[int | None] = mapped_column(sa.ForeignKey("boxes.id"))
    length_mm: Mapped[int | None]  # outer, as closed
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    weight_g: Mapped[int | None]  # with its box
    is_weighed: Mapped[bool] = mapped_column(default=False)  # on a scale; else added up
    attempt: Mapped[int] = mapped_column(default=1)
    shown_status: Mapped[str] = mapped_column(sa.String(30), default="")  # the carrier’s latest, by its time
    shown_at: Mapped[datetime | None]
    fulfillment: Mapped[Fulfillment] = relationship()
    store: Mapped[Store] = relationship()
    box: Mapped[Box | None] = relationship(lazy="joined")
    lines: Mapped[list["ParcelLine"]] = relationship(
        order_by="ParcelLine.id", back_populates="parcel", lazy="selectin", cascade="all, delete-orphan"
    )
    __table_args__ = (
        sa.UniqueConstraint("fulfillment_id", "sequence"),
        sa.Index("ix_parcels_store_state", "store_id", "state", "id"),
    )

    @property
    def ref(self) -> str:
        return f"parcel:{self.id}"

    @property
    def order_id(self) -> int:
        return self.fulfillment.order_id

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


class ParcelLine(Base):
    """Units of one line of the job that lie in this parcel."""

    __tablename__ = "parcel_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcels.id"))
    fulfillment_line_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillment_lines.id"), index=True)
    quantity: Mapped[int]
    parcel: Mapped[Parcel] = relationship(back_populates="lines")
    line: Mapped[FulfillmentLine] = relationship()
    serials: Mapped[list["UnitSerial"]] = relationship(
        order_by="UnitSerial.id", back_populates="lies", lazy="selectin", cascade="all, delete-orphan"
    )
    __table_args__ = (
        sa.UniqueConstraint("parcel_id", "fulfillment_line_id"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    def take(self, units: int, serial: str = "") -> None:
        """So many less of it; the line goes with its last unit. Its serials: the one that is named goes, and
        where they are still too many all of them do, to be read anew."""
        left = self.quantity - units
        kept = [each for each in self.serials if each.serial != serial]
        self.serials = kept if len(kept) <= left else []
        if left:
            self.quantity = left
        else:
            self.parcel.lines.remove(self)


class UnitSerial(Base):
    """The serial number of one unit in a parcel. It is out only once: `back_at` frees it to be sold again."""

    __tablename__ = "unit_serials"
    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_line_id: Mapped[int] = mapped_column(sa.ForeignKey("parcel_lines.id"), index=True)
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"))
    serial: Mapped[str] = mapped_column(sa.String(40))
    back_at: Mapped[datetime | None]
    lies: Mapped[ParcelLine] = relationship(back_populates="serials")
    __table_args__ = (
        sa.Index(
            "uq_unit_serials_out",
            "variant_id",
            "serial",
            unique=True,
            postgresql_where=sa.text("back_at IS NULL"),
            sqlite_where=sa.text("back_at IS NULL"),
        ),
    )
