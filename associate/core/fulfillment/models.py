"""One store's job on one order, the units of it, and the bags they wait in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.fulfillment.states import State
from associate.core.inventory.models import Reservation
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderLine
from associate.core.stores.models import Location, Store
from associate.core.stores.staff import Staff
from associate.db import Base


class Fulfillment(Base):
    __tablename__ = "fulfillments"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(64), unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    method: Mapped[Method]
    state: Mapped[State] = mapped_column(default=State.RELEASED)
    state_since: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    promise_at: Mapped[datetime]  # "ready by"
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # who picks it
    owned_at: Mapped[datetime | None]
    given_by: Mapped[str] = mapped_column(
        sa.String(60), default="", server_default=""
    )  # by whom it was given to its owner
    last_scan_at: Mapped[datetime | None]
    is_paused: Mapped[bool] = mapped_column(default=False)  # the picker put it down; scans are kept
    passed_at: Mapped[datetime | None]  # put down for the next zone, and nobody has gone on with it yet
    passed_by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    hold: Mapped[str] = mapped_column(sa.String(40), default="")  # payment, fraud: the next scan stops
    ready_at: Mapped[datetime | None]
    hold_until: Mapped[datetime | None]  # how long it waits for the customer
    window_at: Mapped[datetime | None]  # when the hour begins in which the customer means to come
    is_visited: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # has, or had, a visit
    extensions: Mapped[int] = mapped_column(default=0, server_default="0")  # how often that was put off
    collected_at: Mapped[datetime | None]
    first_at: Mapped[datetime | None]  # since when it is put before the others; None: by its promise
    first_by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    first_why: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")  # a reason’s code
    paused_until: Mapped[datetime | None]  # nobody picks it before: a manager said so
    paused_by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    paused_why: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")  # a reason’s code
    order: Mapped[Order] = relationship(lazy="joined")
    store: Mapped[Store] = relationship()
    owner: Mapped[Staff | None] = relationship()
    lines: Mapped[list["FulfillmentLine"]] = relationship(
        order_by="FulfillmentLine.id", back_populates="fulfillment", lazy="selectin"
    )
    bags: Mapped[list["Bag"]] = relationship(order_by="Bag.id", back_populates="fulfillment", lazy="selectin")
    __table_args__ = (
        # not partial: SQLite can't see that states bound as parameters lie within a partial index
        sa.Index("ix_fulfillments_store_state", "store_id", "state", "promise_at", "id"),
        sa.Index("ix_fulfillments_hold", "state", "hold_until", "id"),  # what waits for its customer
        sa.Index("ix_fulfillments_collected", "store_id", "collected_at", "id"),  # what may still be undone
    )

    @property
    def ref(self) -> str:
        return f"fulfillment:{self.id}"

    @property
    def units_wanted(self) -> int:
        return sum(line.wanted for line in self.lines)

    @property
    def units_to_find(self) -> int:
        """Units wanted and not taken off: what picking it comes to."""
        return sum(line.wanted - line.canceled for line in self.lines)

    @property
    def units_picked(self) -> int:
        return sum(line.picked for line in self.lines)

    @property
    def is_settled(self) -> bool:
        """Every unit was found, or is known not to come."""
        return all(line.left == 0 for line in self.lines)

    @property
    def is_instead(self) -> bool:
        """All of it is what another store was short of: where and how it goes was chosen here."""
        return bool(self.lines) and all(line.replaces_id for line in self.lines)

    @property
    def open_bags(self) -> list["Bag"]:
        return [bag for bag in self.bags if bag.gone_at is None]

    @property
    def min_age(self) -> int | None:
        """The age, in years, that handing this over asks for; None when it asks for none."""
        ages = [
            line.variant.product.min_age
            for line in self.lines
            if line.to_hand_over and line.variant.product.min_age
        ]
        return max(ages, default=None)


class FulfillmentLine(Base):
    """Quantities are the truth, the header's state follows from them.

    wanted = picked + short + canceled + left; of what was picked: handed_over + refused + still here.
    """

    __tablename__ = "fulfillment_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    fulfillment_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_lines.id"), index=True)
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"))
    wanted: Mapped[int]
    picked: Mapped[int] = mapped_column(default=0)
    short: Mapped[int] = mapped_column(default=0)
    canceled: Mapped[int] = mapped_column(default=0)  # taken off before it was picked
    handed_over: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)  # picked, and goes back to the shelf
    returned: Mapped[int] = mapped_column(default=0)
    # Of what came instead: the short line whose units these were; so much less, in minor units, all cost
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fulfillment_lines.id"), index=True)
    cheaper_by: Mapped[int] = mapped_column(default=0, server_default="0")
    fulfillment: Mapped[Fulfillment] = relationship(back_populates="lines")
    order_line: Mapped[OrderLine] = relationship(lazy="joined")
    variant: Mapped[Variant] = relationship(lazy="joined")
    reservation: Mapped[Reservation | None] = relationship()
    __table_args__ = (
        sa.CheckConstraint("picked + short + canceled <= wanted", name="no_more_than_wanted"),
        sa.CheckConstraint("handed_over + refused <= picked", name="no_more_than_picked"),
    )

    @property
    def ref(self) -> str:
        return f"line:{self.id}"

    @property
    def left(self) -> int:
        """Units still to be found."""
        return self.wanted - self.picked - self.short - self.canceled

    @property
    def to_hand_over(self) -> int:
        """Units picked and still here for the customer."""
        return self.picked - self.handed_over - self.refused

    @property
    def is_substitute(self) -> bool:
        """Other goods than were ordered."""
        return self.replaces_id is not None and self.variant_id != self.order_line.variant_id


class Scan(Base):
    """One unit scanned into an order. `command` is the id the browser gave the scan: unique."""

    __tablename__ = "scans"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillment_lines.id"), index=True)
    bag_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bags.id"))
    command: Mapped[str] = mapped_column(sa.String(80), unique=True)
    code: Mapped[str] = mapped_column(sa.String(200))
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=now)


class Bag(Base):
    """What waits for the customer, known by a reusable tag. A tag is free again once its bag is gone."""

    __tablename__ = "bags"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    fulfillment_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    tag: Mapped[str] = mapped_column(sa.String(8))
    # The last of the order's bags to be scanned has the highest turn.
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    # Scanned since picking ended: the next place is for it.
    in_hand: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    location_id: Mapped[int | None] = mapped_column(sa.ForeignKey("locations.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    placed_at: Mapped[datetime | None]
    placed_by: Mapped[str | None] = mapped_column(sa.String(60))
    gone_at: Mapped[datetime | None]
    fulfillment: Mapped[Fulfillment] = relationship(back_populates="bags")
    location: Mapped[Location | None] = relationship(lazy="joined")
    __table_args__ = (
        sa.Index(
            "uq_bags_open_tag",
            "store_id",
            "tag",
            unique=True,
            postgresql_where=sa.text("gone_at IS NULL"),
            sqlite_where=sa.text("gone_at IS NULL"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"bag:{self.id}"

    @property
    def is_resting(self) -> bool:
        """Put down between two zones, and not fetched since: its goods are nowhere but there."""
        return self.gone_at is None and self.placed_at is None and self.location_id is not None

    @property
    def order_id(self) -> int:
        return self.fulfillment.order_id


class HandoverState(StrEnum):
    OPEN = "open"
    DONE = "done"
    UNDONE = "undone"
    LEFT = "left"  # begun and not finished


class Handover(Base):
    """One person at the counter: how we know them, which orders, which bags."""

    __tablename__ = "handovers"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    state: Mapped[HandoverState] = mapped_column(default=HandoverState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by: Mapped[str] = mapped_column(sa.String(60))
    pass_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("pickup_passes.id")
    )  # the QR code that was scanned
    verified_by: Mapped[str] = mapped_column(sa.String(20), default="")
    verified_note: Mapped[str] = mapped_column(sa.String(80), default="")  # ID type or last 4, never a number
    age_checked: Mapped[bool] = mapped_column(default=False)
    refusals: Mapped[dict[str, Any]] = mapped_column(default=dict)  # line id → [quantity, reason]
    kept_back: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # bag id that nobody found → {line id: quantity}
    return_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("returns.id")
    )  # what they take instead or beside, settled with it
    signature: Mapped[str] = mapped_column(
        sa.Text, default=""
    )  # the strokes, as SVG path data; erased with the person
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(sa.String(60))
    orders: Mapped[list["HandoverOrder"]] = relationship(
        order_by="HandoverOrder.fulfillment_id", lazy="selectin"
    )
    bags: Mapped[list["HandoverBag"]] = relationship(order_by="HandoverBag.bag_id", lazy="selectin")
    __table_args__ = (
        sa.Index(
            "ix_handovers_open",
            "opened_at",
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"handover:{self.id}"


class HandoverOrder(Base):
    __tablename__ = "handover_orders"
    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("handovers.id"), primary_key=True)
    fulfillment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("fulfillments.id"), primary_key=True, index=True
    )
    state_before: Mapped[State]
    fulfillment: Mapped[Fulfillment] = relationship(lazy="joined")


class HandoverBag(Base):
    """A bag scanned at the counter, or accounted for without one (`how` says why)."""

    __tablename__ = "handover_bags"
    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("handovers.id"), primary_key=True)
    bag_id: Mapped[int] = mapped_column(sa.ForeignKey("bags.id"), primary_key=True)
    how: Mapped[str] = mapped_column(sa.String(20), default="scanned")
    at: Mapped[datetime] = mapped_column(default=now)
    bag: Mapped[Bag] = relationship(lazy="joined")
