"""The person who ordered, one profile per channel identity."""

from datetime import datetime

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


class Consent(Base):
    """Whether an address may be written to by a medium. It belongs to the address, not to a profile;
    the address itself is not here, only the SHA-256 of its normal form."""

    __tablename__ = "consents"
    address_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    medium: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    is_given: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.String(40))  # "link", "channel", "stop", "staff"
    at: Mapped[datetime] = mapped_column(default=now)
