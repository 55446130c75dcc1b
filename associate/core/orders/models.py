"""An order as the customer placed it. What a store does about it is a Fulfillment."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.customers.models import Customer
from associate.core.orders.incoming import Method, Payment
from associate.db import Base


class OrderState(StrEnum):
    WAITING = "waiting"  # something keeps it from being released: its open tasks say what
    OPEN = "open"  # released to a store
    EXTERNAL = "external"  # fulfilled by the platform itself or by other means; nothing for the floor
    DONE = "done"
    CANCELED = "canceled"


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"))
    external_id: Mapped[str] = mapped_column(sa.String(80))
    number: Mapped[str] = mapped_column(sa.String(60), unique=True)  # "HW-48213"
    state: Mapped[OrderState] = mapped_column(default=OrderState.WAITING)
    placed_at: Mapped[datetime]
    source_updated_at: Mapped[datetime]  # as the platform dates it: an older telling changes nothing
    source_hash: Mapped[str] = mapped_column(sa.String(64))  # of the last telling, for equal dates
    created_at: Mapped[datetime] = mapped_column(default=now)
    currency: Mapped[str] = mapped_column(sa.String(3))
    tax_included: Mapped[bool]
    payment: Mapped[Payment]
    pays_on_pickup: Mapped[bool] = mapped_column(default=False)
    method: Mapped[Method | None]
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))  # where the customer collects
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    first_name: Mapped[str] = mapped_column(sa.String(80), default="")
    last_name: Mapped[str] = mapped_column(sa.String(80), default="")
    email: Mapped[str] = mapped_column(sa.String(320), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    locale: Mapped[str] = mapped_column(sa.String(10), default="")
    message_by: Mapped[str] = mapped_column(
        sa.String(10), default="", server_default=""
    )  # "" leaves it to us
    pickup_person: Mapped[str] = mapped_column(sa.String(160), default="")
    shipping_address: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    told_address: Mapped[dict[str, Any] | None] = mapped_column(
        sa.JSON(none_as_null=True)
    )  # the channel’s, once corrected
    billing_address: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    shipping: Mapped[int] = mapped_column(default=0)
    shipping_tax: Mapped[int] = mapped_column(default=0)
    fees: Mapped[int] = mapped_column(default=0)
    fees_tax: Mapped[int] = mapped_column(default=0)
    tip: Mapped[int] = mapped_column(default=0)
    duties: Mapped[int] = mapped_column(default=0)
    adjustment: Mapped[int] = mapped_column(default=0)  # what the platform's total holds beyond its parts
    total: Mapped[int]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    is_gift: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # no prices in the box
    gift_note: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    attributes: Mapped[list[Any]] = mapped_column(default=list)
    problems: Mapped[list[Any]] = mapped_column(default=list)  # [{code, message}], as of the last telling
    canceled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]  # whose it was is forgotten, whatever its channel tells from now on
    reserved_until: Mapped[datetime | None]  # unpaid reserve-and-collect: let go of after this
    auto_cancel_at: Mapped[datetime | None]  # parked: canceled when no store could take it by then
    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.position", back_populates="order")
    tenders: Mapped[list["Tender"]] = relationship(order_by="Tender.id", cascade="all, delete-orphan")
    refunds: Mapped[list["Refund"]] = relationship(order_by="Refund.id")
    search_keys: Mapped[list["SearchKey"]] = relationship(cascade="all, delete-orphan")
    channel: Mapped[Channel] = relationship(lazy="joined")
    customer: Mapped[Customer | None] = relationship()
    __table_args__ = (
        sa.UniqueConstraint("channel_id", "external_id"),
        sa.Index("ix_orders_store_placed", "store_id", "placed_at", "id"),
        sa.Index("ix_orders_placed", "placed_at", "id"),
        sa.Index("ix_orders_email", "email"),
        sa.Index(
            "ix_orders_waiting",
            "placed_at",
            "id",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(
            "ix_orders_reserved",
            "reserved_until",
            "id",
            postgresql_where=sa.text("reserved_until IS NOT NULL AND state IN ('waiting', 'open')"),
            sqlite_where=sa.text("reserved_until IS NOT NULL AND state IN ('waiting', 'open')"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"order:{self.id}"

    @property
    def tax(self) -> int:
        return sum(line.tax for line in self.lines) + self.shipping_tax + self.fees_tax


IS_WAITING: sa.ColumnElement[bool] = Order.state == sa.literal_column("'waiting'")
"""As the partial index says it: SQLite can't see that a bound parameter lies within one."""


MAY_EXPIRE: sa.ColumnElement[bool] = sa.and_(
    Order.reserved_until.is_not(None),
    Order.state.in_((sa.literal_column("'waiting'"), sa.literal_column("'open'"))),
)
"""An unpaid reservation that still stands, as its partial index says it."""


class SearchKey(Base):
    """One way people ask for an order, folded: kept by core/orders/search_keys.py, read by search.py.

    A row for each store that may ask. Collation "C" is by bytes, as SQLite's own: what begins with a text is
    then a range of the index, and within one key the orders of one store come by their number.
    """

    __tablename__ = "order_keys"
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), primary_key=True)
    key: Mapped[str] = mapped_column(
        sa.String(330).with_variant(sa.String(330, collation="C"), "postgresql"), primary_key=True
    )
    store_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # NO_STORE: nobody's yet
    __table_args__ = (sa.Index("ix_order_keys_found", "store_id", "key", "order_id"),)


NO_STORE = 0
"""Where the keys of an order are kept that has no store."""


class OrderLine(Base):
    """One line as bought, in minor units: total = quantity × unit_price − discount (+ tax on top)."""

    __tablename__ = "order_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    position: Mapped[int]
    external_id: Mapped[str] = mapped_column(sa.String(80))
    external_variant: Mapped[str | None] = mapped_column(sa.String(80))
    variant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("variants.id"), index=True)
    sku: Mapped[str] = mapped_column(sa.String(80), default="")
    gtin: Mapped[str] = mapped_column(sa.String(20), default="")
    title: Mapped[str] = mapped_column(sa.String(300))
    options: Mapped[str] = mapped_column(sa.String(200), default="")
    quantity: Mapped[int]
    to_fulfill: Mapped[int]  # what the platform says nobody has handed out yet
    unit_price: Mapped[int]
    discount: Mapped[int] = mapped_column(default=0)
    tax: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    is_physical: Mapped[bool] = mapped_column(default=True)
    is_gift_card: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[list[Any]] = mapped_column(default=list)
    # Part of a kit: which, the channel's id of its line, units of it in one, its weight in the kit's price
    kit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("variants.id"))
    kit_key: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    kit_units: Mapped[int] = mapped_column(default=0, server_default="0")
    kit_share: Mapped[int] = mapped_column(default=0, server_default="0")
    order: Mapped[Order] = relationship(back_populates="lines")
    variant: Mapped[Variant | None] = relationship(foreign_keys=variant_id, lazy="joined")
    kit: Mapped[Variant | None] = relationship(foreign_keys=kit_id)
    __table_args__ = (sa.UniqueConstraint("order_id", "external_id"),)

    @property
    def name(self) -> str:
        return self.variant.name if self.variant else " ".join(filter(None, (self.title, self.options)))


class Tender(Base):
    """One way the order was paid. No card number is ever kept, only its last four digits."""

    __tablename__ = "tenders"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    external_id: Mapped[str] = mapped_column(sa.String(80), default="")
    kind: Mapped[str] = mapped_column(sa.String(20))
    gateway: Mapped[str] = mapped_column(sa.String(80), default="")
    amount: Mapped[int]
    is_captured: Mapped[bool]
    last4: Mapped[str] = mapped_column(sa.String(4), default="")
    of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tenders.id"))  # exchanged: whose money this is
    authorized_until: Mapped[datetime | None]  # after this it can’t be captured; None: nobody says
    __table_args__ = (sa.Index("ix_tenders_last4", "last4", "order_id"),)

    @property
    def ref(self) -> str:
        return f"tender:{self.id}"


class RefundState(StrEnum):
    ASKED = "asked"  # ours, and not all of it is there yet
    DONE = "done"  # there; or told by the platform
    FAILED = "failed"  # none of it went: it counts for nothing


class Refund(Base):
    """Money that goes back: by us, or as the platform tells it. Ours has an `external_id` of our making, and
    the platform’s telling of it adds no other. `at`: ours goes no sooner than this."""

    __tablename__ = "refunds"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"))
    external_id: Mapped[str] = mapped_column(sa.String(80))
    amount: Mapped[int]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    lines: Mapped[list[Any]] = mapped_column(default=list)  # [[line external id, quantity], …]
    state: Mapped[RefundState] = mapped_column(default=RefundState.DONE, server_default="done")
    why: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")  # ours: return, canceled…
    is_ours: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))  # ours: where
    by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    to_credit: Mapped[int] = mapped_column(default=0, server_default="0")  # of it, as store credit
    __table_args__ = (
        sa.UniqueConstraint("order_id", "external_id"),
        sa.Index(
            "ix_refunds_asked",
            "at",
            postgresql_where=sa.text("state = 'asked'"),
            sqlite_where=sa.text("state = 'asked'"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"refund:{self.id}"
