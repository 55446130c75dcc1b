"""Who holds the money that customers paid: one account for a channel’s orders, or the till."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.core.catalog.channels import Channel
from associate.db import Base, db

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
    channel: Mapped[Channel | None] = relationship()

    @property
    def ref(self) -> str:
        return f"payment_account:{self.id}"

    def can(self, *verbs: str) -> bool:
        """Does whoever holds this money do these? Of a platform nobody knows here: yes, all."""
        return set(verbs) <= CAN.get(self.platform, ALL)


ALL = frozenset({"capture", "release", "charge", "refund"})
CAN: Mapping[str, frozenset[str]] = {
    "stripe": ALL,
    "pretend": ALL,
    "shopify": ALL - {"charge"},
    "woocommerce": frozenset({"refund"}),
    TILL: frozenset({"charge", "refund"}),
}
"""What each platform’s adapter offers of the port; a test holds them together."""


def account_of(channel_id: int, *verbs: str) -> PaymentAccount | None:
    """Who holds the money of this channel’s orders, where they can do that; None where a person has to."""
    find = sa.select(PaymentAccount).filter_by(channel_id=channel_id, is_active=True)
    account = db.session.scalar(find)
    return account if account is not None and account.can(*verbs) else None


def counter_account() -> PaymentAccount | None:
    """Who charges a difference at the counter; None: the till does."""
    find = sa.select(PaymentAccount).filter_by(channel_id=None, is_active=True).order_by(PaymentAccount.id)
    return next(
        (each for each in db.session.scalars(find) if each.can("charge") and each.platform != TILL), None
    )
