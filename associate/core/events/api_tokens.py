"""Who may use the API: keys for machines, what each may do, and what they asked for already."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.events.record import Actor
from associate.db import Base, atomic, db
from associate.words import later

PREFIX = "asc_"  # so that people and secret scanners know one when they see it
SHOWN = 12  # characters of a token that a list shows
USED_EVERY = timedelta(minutes=1)  # how exactly the last use is known

SCOPES: dict[str, Any] = {
    "availability:read": later("Ask which stores have something"),
    "customers:read": later("Read customers, and contact details on orders"),
    "fulfillments:read": later("Read what stores do about orders"),
    "orders:read": later("Read orders"),
    "orders:write": later("Send orders in"),
    "products:read": later("Read products"),
    "reservations:write": later("Reserve for people who pay when they collect"),
    "returns:read": later("Read refunds and returns"),
    "returns:write": later("Send the till’s returns in"),
    "sales:write": later("Send the till’s sales in"),
    "stock:read": later("Read stock"),
    "stock:write": later("Adjust stock"),
    "stores:read": later("Read stores and their hours"),
}
"""What a token may be allowed, and how people call it."""

NEED_CHANNEL = frozenset({"orders:write", "reservations:write", "returns:write", "sales:write"})
"""Whoever sends orders or sales is a channel: its prefix begins their numbers."""


class ApiToken(Base):
    """A key for a machine. Shown once; only its SHA-256 is kept. `start` is what a list shows of it."""

    __tablename__ = "api_tokens"
    stays_read = True  # by a deed: see db.atomic
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    start: Mapped[str] = mapped_column(sa.String(12))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)  # "orders:read", "sales:write", …
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("channels.id"))  # whose sales and orders
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(sa.String(60))
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"api_token:{self.id}"

    @property
    def actor(self) -> Actor:
        return Actor(self.ref)

    def is_good(self) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now())


class ApiAnswer(Base):
    """The answer to a write that carried an Idempotency-Key; without a status it is still being made."""

    __tablename__ = "api_answers"
    token_id: Mapped[int] = mapped_column(sa.ForeignKey("api_tokens.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of method, path and body
    status: Mapped[int | None]
    body: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now, index=True)


def new_token() -> str:
    """256 random bits behind a prefix that is easy to recognize."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(text: str) -> ApiToken | None:
    """The token that reads so, also one that is over: `is_good` tells."""
    if not text.startswith(PREFIX):
        return None
    return db.session.scalar(sa.select(ApiToken).filter_by(token_hash=hash_of(text)))


def note_use(token_id: int) -> None:
    """A transaction of its own, after the answer went out; of many uses in a minute one is written."""
    stale = sa.or_(ApiToken.used_at.is_(None), ApiToken.used_at < now() - USED_EVERY)
    with atomic():
        db.session.execute(sa.update(ApiToken).where(ApiToken.id == token_id, stale).values(used_at=now()))
