"""A wave: several orders picked on one walk, each into totes of its own."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import Base, db
from associate.errors import Missing
from associate.words import _, later


class PickMode(StrEnum):
    """When what is picked on one walk is sorted into the orders’ totes."""

    TOTES = "totes"  # thing by thing, at its shelf
    BATCH = "batch"  # after the walk: all units of a thing at once into the cart, then each to its order
    ZONE = "zone"  # thing by thing, in one zone of the store; then it is passed on to the next


MODE_CHOICES = (
    (PickMode.TOTES.value, later("Sort while picking"), later("Each thing into its order’s tote at once.")),
    (
        PickMode.BATCH.value,
        later("Sort after the walk"),
        later("All of a thing into the cart, then tote by tote."),
    ),
    (
        PickMode.ZONE.value,
        later("Zone by zone"),
        later("Each stays in one zone and passes the totes on to the next."),
    ),
)
"""As a form offers them: (value, words, what it means)."""


class Wave(Base):
    """Begun from the first: it is made of what its picker took. `hand_line`: what they hold, and for which
    order; it counts as picked once its tote is scanned."""

    __tablename__ = "waves"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)  # "W-1001"
    mode: Mapped[PickMode] = mapped_column(default=PickMode.TOTES, server_default="totes")
    zone: Mapped[str] = mapped_column(
        sa.String(40), default="", server_default=""
    )  # where it stays; only of PickMode.ZONE
    is_sorting: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false()
    )  # of a batch: the cart is sorted before the walk goes on
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    owned_at: Mapped[datetime | None]  # since when, if its owner took it over
    started_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    is_paused: Mapped[bool] = mapped_column(default=False)
    last_scan_at: Mapped[datetime | None]
    hand_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fulfillment_lines.id"))
    hand_code: Mapped[str] = mapped_column(sa.String(200), default="")  # as it was scanned
    hand_mark: Mapped[str] = mapped_column(sa.String(20), default="")  # lot or serial, typed off the label
    store: Mapped[Store] = relationship()
    owner: Mapped[Staff] = relationship()
    hand_line: Mapped[FulfillmentLine | None] = relationship()
    orders: Mapped[list["WaveOrder"]] = relationship(
        order_by="WaveOrder.letter", lazy="selectin", back_populates="wave"
    )
    cart: Mapped[list["InCart"]] = relationship(
        order_by="InCart.variant_id", cascade="all, delete-orphan", back_populates="wave"
    )
    __table_args__ = (
        sa.Index(
            "ix_waves_open",
            "store_id",
            "id",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"wave:{self.id}"

    @property
    def jobs(self) -> list[Fulfillment]:
        return [order.fulfillment for order in self.orders]

    @property
    def kept(self) -> list[Fulfillment]:
        """Those that weren’t passed on to the next zone."""
        return [order.fulfillment for order in self.orders if not order.is_passed]

    @property
    def to_pick(self) -> list[Fulfillment]:
        """Those that are still picked, by the picker of the wave: a job that somebody else took has left."""
        mine = (job for job in self.kept if job.owner_id == self.owner_id)
        return [job for job in mine if job.state == State.PICKING]

    @property
    def walked(self) -> list[Fulfillment]:
        """Those, and what is picked already."""
        still = self.to_pick
        return [job for job in self.kept if job in still or job.state == State.PICKED]

    def letter(self, job: Fulfillment) -> str:
        return next(order.letter for order in self.orders if order.fulfillment_id == job.id)


class WaveOrder(Base):
    """One order of a wave. Its totes are known on the walk by a letter."""

    __tablename__ = "wave_orders"
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("waves.id"), primary_key=True)
    fulfillment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("fulfillments.id"), primary_key=True, index=True
    )
    letter: Mapped[str] = mapped_column(sa.String(1))
    is_passed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # to the next zone
    wave: Mapped[Wave] = relationship(back_populates="orders")
    fulfillment: Mapped[Fulfillment] = relationship(lazy="joined")


class InCart(Base):
    """Units of one thing in the cart of a batch: off their shelf, and no order’s yet. None left: no row."""

    __tablename__ = "wave_cart"
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("waves.id"), primary_key=True)
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"), primary_key=True, index=True)
    units: Mapped[int] = mapped_column(default=0)
    wave: Mapped[Wave] = relationship(back_populates="cart")
    variant: Mapped[Variant] = relationship(lazy="joined")


def wave_here(number: str, *, store: Store) -> Wave:
    """The wave with this number in this store. Raises Missing, also when it is another store’s."""
    found = db.session.scalar(sa.select(Wave).filter_by(number=number, store_id=store.id))
    if found is None:
        raise Missing("no_wave", _("There’s no wave %(number)s in this store.", number=number))
    return found


def walked_in(store: Store) -> dict[int, str]:
    """Job id → number of the open wave whose picker has it."""
    find = sa.select(WaveOrder.fulfillment_id, Wave.number).join(Wave).join(Fulfillment)
    mine = (Fulfillment.state == State.PICKING, Fulfillment.owner_id == Wave.owner_id)
    find = find.where(Wave.store_id == store.id, Wave.ended_at.is_(None), *mine)
    find = find.where(WaveOrder.is_passed.is_(False))
    return {row.fulfillment_id: row.number for row in db.session.execute(find)}


def open_waves(store: Store) -> list[Wave]:
    """Oldest first."""
    find = sa.select(Wave).where(Wave.store_id == store.id, Wave.ended_at.is_(None)).order_by(Wave.id)
    return list(db.session.scalars(find))
