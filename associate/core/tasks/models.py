"""What waits for a person."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.stores.staff import Staff
from associate.db import Base


class TaskKind(StrEnum):
    MAP_PRODUCT = "map_product"  # a channel's SKU that nobody knows here
    METHOD_UNCLEAR = "method_unclear"  # pickup or shipping: the payload doesn't say
    CHOOSE_STORE = "choose_store"  # pickup, but at no store we know
    NO_STOCK = "no_stock"  # parked: the store has too few
    SHORT = "short"  # the picker could not find it
    REFUND = "refund"  # money owed back
    MONEY_STUCK = "money_stuck"  # a refund, capture or charge that didn’t come through, or nobody knows
    COLLECTED_ALREADY = "collected_already"  # the platform says it left; the bag is here
    MESSAGE_FAILED = "message_failed"
    BAG_MISSING = "bag_missing"
    WRONG_BAG = "wrong_bag"  # somebody left with another’s bag: two orders are frozen
    OUTAGE_CONFLICT = "outage_conflict"  # entered from paper, and otherwise in the books by then
    STOCK_CONFLICT = "stock_conflict"
    INBOUND_FAILED = "inbound_failed"  # a webhook that could not be taken in
    CHANGED_LATE = "changed_late"  # the order was edited after work had begun
    DAMAGED_HELD = "damaged_held"  # damaged units are held: nobody may sell them, nobody has them
    COUNT = "count"  # somebody should count this thing
    PARKED = "parked"  # no store can take it: it waits for stock, a person or its auto-cancel date
    TRANSFER = "transfer"  # goods that another store asks for, or that didn’t arrive as sent
    STOP_SALE = "stop_sale"  # ready bags that hold something recalled
    SYNC_FAILED = "sync_failed"  # a platform didn’t take what we told it
    WEBHOOK_FAILED = "webhook_failed"  # a subscriber of ours was switched off
    SHIP_PREFLIGHT = "ship_preflight"  # something would keep the parcel from leaving: seen when it came in
    LABEL_FAILED = "label_failed"  # no label, and the carrier’s words why
    MANIFEST_OVERDUE = "manifest_overdue"  # closed, and no driver came for it
    PARCEL_TROUBLE = "parcel_trouble"  # on its way and stuck, coming back, or in a pile it must not be in
    PERSONAL = "personal"  # a web shop passes on that somebody asks for their data, or to be forgotten
    UNPAID = "unpaid"  # it waits for its payment longer than payments take
    HELD = "held"  # stopped by its money or by a doubt about it: nobody hands it over
    WORKER_STUCK = "worker_stuck"  # a chore of the worker breaks each time
    BOOKS_DIFFER = "books_differ"  # what must agree doesn’t: the nightly check says so
    GOT_IN_WAY = "got_in_way"  # our own people: this kept me from working
    OFFLINE_CONFLICT = "offline_conflict"  # two people did different things, one of them without a network
    COMPLAINT = "complaint"  # a customer is unhappy and somebody wrote it down


class Task(Base):
    """One thing for one person: an owner, an age, a next step. `key` keeps a cause to one open task.

    `due_at` is when somebody should have seen to it: what the queue is sorted by.
    """

    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind]
    key: Mapped[str] = mapped_column(sa.String(160))
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    about: Mapped[str] = mapped_column(sa.String(60), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now, server_default=sa.func.now())
    snoozed_until: Mapped[datetime | None]
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # who it goes back to
    escalated_at: Mapped[datetime | None]  # when it had been overdue twice
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(sa.String(60))
    outcome: Mapped[str] = mapped_column(sa.String(200), default="")
    owner: Mapped[Staff | None] = relationship(foreign_keys=[owner_id])
    given_by: Mapped[Staff | None] = relationship(foreign_keys=[given_by_id])
    notes: Mapped[list["TaskNote"]] = relationship(order_by="TaskNote.id")
    __table_args__ = (
        sa.Index(
            "uq_tasks_open_key",
            "key",
            unique=True,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        ),
        sa.Index(
            "ix_tasks_open",
            "store_id",
            "due_at",
            "id",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"task:{self.id}"

    @property
    def is_snoozed(self) -> bool:
        return self.snoozed_until is not None and self.snoozed_until > now()


class TaskNote(Base):
    """Why it was given, put off or sent up, in a person’s own words: the journal keeps none."""

    __tablename__ = "task_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"), index=True)
    what: Mapped[str] = mapped_column(sa.String(20))  # "said", "given", "given_back", "put_off", "escalated"
    by: Mapped[str] = mapped_column(sa.String(60))
    to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    until: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(sa.String(200), default="")
    at: Mapped[datetime] = mapped_column(default=now)
    to: Mapped[Staff | None] = relationship()
