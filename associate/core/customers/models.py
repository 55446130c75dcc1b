"""The person who ordered, one profile per channel identity; several may be one person’s: see persons.py."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.events.record import Actor
from associate.db import Base


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(sa.String(80), default="")
    last_name: Mapped[str] = mapped_column(sa.String(80), default="")
    email: Mapped[str] = mapped_column(sa.String(320), default="", index=True)
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    locale: Mapped[str] = mapped_column(sa.String(10), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    is_email_proven: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # to a channel
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("customers.id"), index=True
    )  # the profile that is kept of this person
    erased_at: Mapped[datetime | None]  # nothing is known of them any more
    __table_args__ = (sa.Index("ix_customers_phone", "phone"),)

    @property
    def ref(self) -> str:
        return f"customer:{self.id}"

    @property
    def actor(self) -> Actor:
        return Actor(self.ref)


class CustomerIdentity(Base):
    """Who this customer is to a channel."""

    __tablename__ = "customer_identities"
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"), primary_key=True)
    external_id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)


class Merge(Base):
    """Somebody said that two profiles are one person, and perhaps that they aren’t after all."""

    __tablename__ = "customer_merges"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)  # the one that went
    into_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(200))
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(sa.String(60), default="")
    undone_why: Mapped[str] = mapped_column(sa.String(200), default="")


class CustomerNote(Base):
    """What colleagues should know. Struck out it stays, until the person is erased."""

    __tablename__ = "customer_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(500))
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=now)
    struck_by: Mapped[str] = mapped_column(sa.String(60), default="")
    struck_at: Mapped[datetime | None]


class Consent(Base):
    """Whether an address may be written to by a medium. It belongs to the address, not to a profile;
    the address itself is not here, only the SHA-256 of its normal form."""

    __tablename__ = "consents"
    address_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    medium: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    is_given: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.String(40))  # "link", "channel", "stop", "staff"
    at: Mapped[datetime] = mapped_column(default=now)


class ConsentChange(Base):
    """One yes or no of an address, and where it was said."""

    __tablename__ = "consent_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(sa.String(64))
    medium: Mapped[str] = mapped_column(sa.String(20))
    is_given: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (sa.Index("ix_consent_changes_address", "address_hash", "medium", "id"),)


class Erasure(Base):
    """Somebody asked to be forgotten. Ids, numbers and times only: a restored backup learns of it."""

    __tablename__ = "erasures"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    asked_by: Mapped[str] = mapped_column(sa.String(60))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    called_off_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    profiles: Mapped[list[Any]] = mapped_column(default=list)  # [[id, since when it was], …]
    orders: Mapped[list[Any]] = mapped_column(default=list)  # [[id, number], …]
    __table_args__ = (
        sa.Index(
            "ix_erasures_waiting",
            "asked_at",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"erasure:{self.id}"
