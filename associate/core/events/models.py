"""The journal, the commands that were answered, and what came in and went out."""

from datetime import datetime
from enum import StrEnum
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base


class Event(Base):
    """One thing that happened. Rows are never changed or deleted: triggers refuse it."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(sa.String(60))
    about: Mapped[str] = mapped_column(sa.String(60))
    order_id: Mapped[int | None] = mapped_column(index=True)
    store_id: Mapped[int | None]
    by: Mapped[str] = mapped_column(sa.String(60))
    device_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
    __table_args__ = (
        sa.Index("ix_events_store_at", "store_id", "id"),
        sa.Index("ix_events_about", "about", "id"),
    )


class CommandRow(Base):
    """An intent that was carried out, and its answer, for whoever sends it again."""

    __tablename__ = "commands"
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    by: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(60))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    result: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class InboundState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    IGNORED = "ignored"
    FAILED = "failed"


class Inbound(Base):
    """A webhook as received: verified, stored, answered; taken in by the worker."""

    __tablename__ = "inbound"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"))
    topic: Mapped[str] = mapped_column(sa.String(40))
    dedupe_key: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    received_at: Mapped[datetime] = mapped_column(default=now)
    triggered_at: Mapped[datetime | None]
    state: Mapped[InboundState] = mapped_column(default=InboundState.PENDING)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)  # when it may be claimed; a claim pushes it ahead
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    done_at: Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("channel_id", "dedupe_key"),
        sa.Index(
            "ix_inbound_pending",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        ),
        sa.Index(
            "ix_inbound_kept",
            "received_at",
            postgresql_where=sa.text("body <> ''"),
            sqlite_where=sa.text("body <> ''"),
        ),
    )


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # its cause was undone before it went out


class Delivery(Base):
    """One message on its way out. `cause` is unique: the same cause never sends twice.

    The text is made when it is sent, so that no customer link lies in the database. `nonce` makes every try
    carry the same link: that is how a try whose answer got lost is found again at a provider.
    """

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(sa.String(120), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))  # which message: "ready", "canceled", …
    medium: Mapped[str] = mapped_column(sa.String(20))  # "email", "sms", "push"
    recipient: Mapped[str] = mapped_column(sa.String(320))  # address, number, or "push:7" (a subscription)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    fulfillment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.PENDING)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    nonce: Mapped[str] = mapped_column(sa.String(32), default=lambda: token_hex(16), server_default="")
    result: Mapped[str] = mapped_column(sa.Text, default="")  # the provider's own words
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    __table_args__ = (
        sa.Index(
            "ix_deliveries_pending",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        ),
    )


class MessageText(Base):
    """A store's own words for one message in one language, instead of the built-in ones."""

    __tablename__ = "message_texts"
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    medium: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    locale: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(200), default="")
    body: Mapped[str] = mapped_column(sa.Text)


class Beat(Base):
    """When something last worked that nobody watches: the worker, a backup, a check."""

    __tablename__ = "beats"
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
