"""Goods on their way from one store to another."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.inventory.models import Reservation
from associate.core.stores.models import Store
from associate.db import Base, db
from associate.errors import Missing
from associate.words import _


class TransferState(StrEnum):
    REQUESTED = "requested"  # reserved where it lies; may still be changed or canceled
    SHIPPED = "shipped"  # left, part of it or all; what didn’t leave is free again
    RECEIVED = "received"  # closed: all came, or the rest was written off as lost
    CANCELED = "canceled"


class Transfer(Base):
    """From one store to another; `order_id` where a customer’s order waits for it (ship-to-store)."""

    __tablename__ = "transfers"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)  # "T-1001"
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    state: Mapped[TransferState] = mapped_column(default=TransferState.REQUESTED)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(sa.String(60))
    shipped_at: Mapped[datetime | None]
    expected_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    from_store: Mapped[Store] = relationship(foreign_keys=[from_id], lazy="joined")
    to_store: Mapped[Store] = relationship(foreign_keys=[to_id], lazy="joined")
    lines: Mapped[list["TransferLine"]] = relationship(
        order_by="TransferLine.variant_id", back_populates="transfer", lazy="selectin"
    )
    __table_args__ = (
        sa.CheckConstraint("from_id <> to_id", name="two_stores"),
        sa.Index("ix_transfers_from", "from_id", "state", "id"),
        sa.Index("ix_transfers_to", "to_id", "state", "id"),
    )

    @property
    def ref(self) -> str:
        return f"transfer:{self.id}"

    @property
    def store_id(self) -> int:
        """Whose diary it is in: where the goods come from."""
        return self.from_id

    @property
    def units(self) -> int:
        return sum(line.requested for line in self.lines)

    @property
    def packed(self) -> int:
        return sum(line.shipped for line in self.lines)

    @property
    def on_the_way(self) -> int:
        return sum(line.on_the_way for line in self.lines)


class TransferLine(Base):
    """received + lost never exceed shipped, shipped never exceeds requested.

    While the transfer is only requested, `shipped` are units in the box that hasn’t left yet.
    """

    __tablename__ = "transfer_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(sa.ForeignKey("transfers.id"))
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"), index=True)
    requested: Mapped[int]
    shipped: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    transfer: Mapped[Transfer] = relationship(back_populates="lines")
    variant: Mapped[Variant] = relationship(lazy="joined")
    reservation: Mapped[Reservation | None] = relationship()
    __table_args__ = (
        sa.UniqueConstraint("transfer_id", "variant_id"),
        sa.CheckConstraint("requested > 0 AND shipped <= requested", name="no_more_than_requested"),
        sa.CheckConstraint("received + lost <= shipped", name="no_more_than_shipped"),
    )

    @property
    def ref(self) -> str:
        return f"transfer_line:{self.id}"

    @property
    def on_the_way(self) -> int:
        """Units that left and neither came nor were given up."""
        has_left = self.transfer.state in (TransferState.SHIPPED, TransferState.RECEIVED)
        return self.shipped - self.received - self.lost if has_left else 0


def transfer_here(number: str, *, store: Store) -> Transfer:
    """A transfer from or to this store. Raises Missing, also when it is between others."""
    ours = sa.or_(Transfer.from_id == store.id, Transfer.to_id == store.id)
    found = db.session.scalar(sa.select(Transfer).where(Transfer.number == number, ours))
    if found is None:
        raise Missing("no_transfer", _("There’s no transfer %(number)s in this store.", number=number))
    return found


def to_ship(store_id: int) -> int:
    """How many transfers this store is asked for and hasn’t sent."""
    asked = (Transfer.from_id == store_id, Transfer.state == TransferState.REQUESTED)
    return db.session.scalar(sa.select(sa.func.count(Transfer.id)).where(*asked)) or 0


def to_receive(store_id: int) -> int:
    """How many transfers are on their way to this store."""
    coming = (Transfer.to_id == store_id, Transfer.state == TransferState.SHIPPED)
    return db.session.scalar(sa.select(sa.func.count(Transfer.id)).where(*coming)) or 0


def transfers_for(order_id: int) -> list[Transfer]:
    """What a customer’s order waits for, or waited for; the last one first."""
    find = sa.select(Transfer).where(Transfer.order_id == order_id)
    return list(db.session.scalars(find.order_by(Transfer.id.desc())))


def expected_for(order_id: int) -> datetime | None:
    """When the last of what a waiting order needs from elsewhere should be here; None when nothing comes."""
    moving = Transfer.state.in_((TransferState.REQUESTED, TransferState.SHIPPED))
    find = sa.select(sa.func.max(Transfer.expected_at)).where(Transfer.order_id == order_id, moving)
    return db.session.scalar(find)


def units_coming(store_id: int, variant_ids: list[int]) -> dict[int, int]:
    """Units on their way to this store, or asked for, by variant id."""
    asked = Transfer.state == TransferState.REQUESTED
    moving = TransferLine.shipped - TransferLine.received - TransferLine.lost
    units = sa.func.sum(sa.case((asked, TransferLine.requested), else_=moving))
    find = sa.select(TransferLine.variant_id, units).join(Transfer)
    find = find.where(
        Transfer.to_id == store_id,
        Transfer.state.in_((TransferState.REQUESTED, TransferState.SHIPPED)),
        TransferLine.variant_id.in_(variant_ids),
    )
    return {v: int(n) for v, n in db.session.execute(find.group_by(TransferLine.variant_id)) if n}
