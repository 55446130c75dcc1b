"""What others are told of what happened here: written in the deed’s own transaction, sent by the worker."""

from datetime import datetime
from enum import StrEnum
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.db import Base


class Outgoing(Base):
    """One fact for the world. `uid` is the webhook-id: the same for every try and every subscriber."""

    __tablename__ = "outgoing"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(40), unique=True, default=lambda: f"msg_{token_hex(16)}")
    kind: Mapped[str] = mapped_column(sa.String(60))  # "order.ready", "stock.changed"
    about: Mapped[str] = mapped_column(sa.String(60))
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now)
    spread_at: Mapped[datetime | None]  # a post for each subscriber and platform exists
    tries: Mapped[int] = mapped_column(default=0, server_default="0")  # to put it into words, that broke
    next_at: Mapped[datetime | None]  # not before this; None: at once
    __table_args__ = (
        sa.Index(
            "ix_outgoing_waiting",
            "id",
            postgresql_where=sa.text("spread_at IS NULL"),
            sqlite_where=sa.text("spread_at IS NULL"),
        ),
        sa.Index("ix_outgoing_at", "at"),
    )


class Subscriber(Base):
    """Somebody’s server that wants to know. Signed by `secret` as Standard Webhooks says."""

    __tablename__ = "subscribers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    url: Mapped[str] = mapped_column(sa.String(500))
    secret: Mapped[str] = mapped_column(sa.String(120))  # whsec_…
    old_secret: Mapped[str] = mapped_column(sa.String(120), default="")  # signs too, for a day after a change
    old_until: Mapped[datetime | None]
    kinds: Mapped[list[Any]] = mapped_column(default=list)  # empty: all
    created_at: Mapped[datetime] = mapped_column(default=now)
    off_at: Mapped[datetime | None]
    off_why: Mapped[str] = mapped_column(sa.String(200), default="")

    @property
    def ref(self) -> str:
        return f"subscriber:{self.id}"


class PostState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"  # given up: a person may send it again


class Post(Base):
    """One fact for one receiver: a subscriber’s server or a channel’s platform."""

    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    outgoing_id: Mapped[int] = mapped_column(sa.ForeignKey("outgoing.id"))
    subscriber_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subscribers.id"))
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("channels.id"))
    state: Mapped[PostState] = mapped_column(default=PostState.PENDING)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    status: Mapped[int | None]  # of the last answer
    result: Mapped[str] = mapped_column(sa.String(500), default="")  # the receiver’s own words
    sent_at: Mapped[datetime | None]
    outgoing: Mapped[Outgoing] = relationship(lazy="joined")
    subscriber: Mapped[Subscriber | None] = relationship(lazy="joined")
    __table_args__ = (
        sa.UniqueConstraint("outgoing_id", "subscriber_id"),
        sa.UniqueConstraint("outgoing_id", "channel_id"),
        sa.CheckConstraint("(subscriber_id IS NULL) <> (channel_id IS NULL)", name="for_one_receiver"),
        sa.Index("ix_posts_subscriber", "subscriber_id", "id"),
        sa.Index("ix_posts_channel", "channel_id", "id"),
        sa.Index(
            "ix_posts_pending",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"post:{self.id}"
