"""Who holds the money that customers paid: one account for a channel’s orders, or the till."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.db import Base

TILL = "till"
"""The platform of money that nobody holds for us: a slip, and somebody at the register."""


class PaymentAccount(Base):
    """What captures and gives back the money of one channel’s orders; with no channel, what charges a
    difference at the counter. `secret` signs what its webhooks tell."""

    __tablename__ = "payment_accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    platform: Mapped[str] = mapped_column(sa.String(20))  # which adapter speaks with it
    name: Mapped[str] = mapped_column(sa.String(80))
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("channels.id"), unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # key, address, options
    secret: Mapped[str] = mapped_column(sa.String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def ref(self) -> str:
        return f"payment_account:{self.id}"
