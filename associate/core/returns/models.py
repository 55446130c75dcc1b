"""What comes back over the counter: who brought it, unit by unit, and what it was worth."""

from datetime import date, datetime
from enum import StrEnum
from secrets import choice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.customers.models import Customer
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.orders.models import Order, OrderLine, Refund
from associate.core.stores.models import Store
from associate.db import Base

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read for something else


class ReturnKind(StrEnum):
    RETURN = "return"
    GIFT = "gift"  # the value goes to whoever got it, as credit or exchange; the purchaser isn’t told
    NO_RECEIPT = "no_receipt"  # nobody knows the order: the lowest price of late, as credit
    ADJUSTMENT = "adjustment"  # money without goods: the price fell, or we made good for something
    DESK = "desk"  # opened at pickup: what isn’t kept was never handed over


class ReturnState(StrEnum):
    EXPECTED = "expected"  # the customer said on the link what they bring
    OPEN = "open"  # somebody stands at the counter
    DONE = "done"
    UNDONE = "undone"
    LEFT = "left"  # begun, or announced, and never finished


class Condition(StrEnum):
    """As whoever takes it back grades it."""

    NEW = "a"  # as new
    OPENED = "b"  # opened, complete
    DAMAGED = "c"
    DEFECTIVE = "d"  # doesn’t do what it should
    SPOILED = "e"  # nobody may have it: food, hygiene


class Disposition(StrEnum):
    SHELF = "shelf"
    CROSS_DOCK = "cross_dock"  # to an order that waits for exactly this
    MARKDOWN = "markdown"
    QUARANTINE = "quarantine"
    VENDOR = "vendor"  # goes back to who made it
    DISPOSE = "dispose"


def new_code() -> str:
    return "R" + "".join(choice(LETTERS) for _each in range(7))


class Return(Base):
    """One person bringing things back of one order. `code` is on receipt, slip and QR."""

    __tablename__ = "returns"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True, default=new_code)
    kind: Mapped[ReturnKind] = mapped_column(default=ReturnKind.RETURN)
    state: Mapped[ReturnState] = mapped_column(default=ReturnState.OPEN)
    store_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("stores.id")
    )  # None: expected, and nowhere yet
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("customers.id"), index=True
    )  # gets the credit
    currency: Mapped[str] = mapped_column(sa.String(3))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by: Mapped[str] = mapped_column(sa.String(60))
    verified_by: Mapped[str] = mapped_column(sa.String(20), default="")
    verified_note: Mapped[str] = mapped_column(sa.String(80), default="")  # ID type or last 4, never a number
    to_credit: Mapped[bool] = mapped_column(default=False)  # store credit instead of what was paid with
    suggested: Mapped[int | None]  # minor units, as computed when it closed
    actual: Mapped[int | None]
    why_differs: Mapped[str] = mapped_column(sa.String(300), default="")
    parts: Mapped[list[Any]] = mapped_column(default=list)  # shipping and fees, explained, as closed
    refund_id: Mapped[int | None] = mapped_column(sa.ForeignKey("refunds.id"))
    exchange_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"))  # what they took instead
    send_to: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))  # what isn’t here
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(sa.String(60))
    store: Mapped[Store | None] = relationship()
    order: Mapped[Order | None] = relationship(foreign_keys=[order_id])
    exchange: Mapped[Order | None] = relationship(foreign_keys=[exchange_id])
    customer: Mapped[Customer | None] = relationship()
    refund: Mapped[Refund | None] = relationship()
    lines: Mapped[list["ReturnLine"]] = relationship(
        order_by="ReturnLine.id", back_populates="return_", lazy="selectin", cascade="all, delete-orphan"
    )
    takes: Mapped[list["ReturnTake"]] = relationship(
        order_by="ReturnTake.id", back_populates="return_", cascade="all, delete-orphan"
    )
    __table_args__ = (sa.Index("ix_returns_store_state", "store_id", "state", "id"),)

    @property
    def ref(self) -> str:
        return f"return:{self.id}"


class ReturnLine(Base):
    """One unit that came back. `checks` are the rules that say no: [[name, facts], …]; somebody with the
    right to it may have let it pass (`approval_id`)."""

    __tablename__ = "return_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("returns.id"), index=True)
    order_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_lines.id"), index=True)
    fulfillment_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fulfillment_lines.id"))
    variant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("variants.id"))
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    condition: Mapped[Condition | None]
    disposition: Mapped[Disposition | None]
    here_at: Mapped[datetime | None]  # when it was in somebody’s hands here; None: only announced
    serial: Mapped[str] = mapped_column(sa.String(80), default="")
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_documents.id"))
    price: Mapped[int | None]  # without a receipt: what is given for it, minor units
    checks: Mapped[list[Any]] = mapped_column(default=list)
    approval_id: Mapped[int | None] = mapped_column(sa.ForeignKey("approvals.id"))
    amount: Mapped[int | None]  # what it came to, minor units, as closed
    parts: Mapped[list[Any]] = mapped_column(default=list)  # and why: [[kind, amount, facts], …]
    goes_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fulfillment_lines.id"))  # cross-dock
    return_: Mapped[Return] = relationship(back_populates="lines")
    order_line: Mapped[OrderLine | None] = relationship()
    variant: Mapped[Variant | None] = relationship(lazy="joined")
    fulfillment_line: Mapped[FulfillmentLine | None] = relationship(foreign_keys=[fulfillment_line_id])
    goes_to: Mapped[FulfillmentLine | None] = relationship(foreign_keys=[goes_to_id])

    @property
    def ref(self) -> str:
        return f"return_line:{self.id}"


class ReturnTake(Base):
    """One unit that the customer takes instead: for one that comes back (`swaps_id`), or beside them.

    `total` and `tax` are what it costs, in minor units, as it was settled; of a swap at the same price what
    the other unit was worth. From another store than the return’s it is sent.
    """

    __tablename__ = "return_takes"
    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("returns.id"), index=True)
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"))
    swaps_id: Mapped[int | None] = mapped_column(sa.ForeignKey("return_lines.id"), unique=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    total: Mapped[int] = mapped_column(default=0)
    tax: Mapped[int] = mapped_column(default=0)
    return_: Mapped[Return] = relationship(back_populates="takes")
    variant: Mapped[Variant] = relationship(lazy="joined")
    swaps: Mapped[ReturnLine | None] = relationship()
    store: Mapped[Store] = relationship()

    @property
    def ref(self) -> str:
        return f"return_take:{self.id}"


class ReturnRule(Base):
    """What holds for returns where everything that the rule names fits, from `since` on.

    Rules are read in their order; each adds what it `says` over those before it. Empty means any.
    """

    __tablename__ = "return_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    since: Mapped[date | None]  # orders placed on or after this day
    until: Mapped[date | None]  # the last one
    tag: Mapped[str] = mapped_column(sa.String(80), default="")
    category: Mapped[str] = mapped_column(sa.String(80), default="")
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    store_group: Mapped[str] = mapped_column(sa.String(80), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    says: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def ref(self) -> str:
        return f"return_rule:{self.id}"
