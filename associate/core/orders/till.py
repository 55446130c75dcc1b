"""What a till did: a sale or a return, once each, however often it is told."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base


class TillKind(StrEnum):
    SALE = "sale"
    RETURN = "return"


class TillEntry(Base):
    """One receipt of one till. Its lines are an Order of the till’s channel; stock moved by `cause`."""

    __tablename__ = "till_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"))
    kind: Mapped[TillKind]
    receipt: Mapped[str] = mapped_column(sa.String(80))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))  # told again with other content: refused
    at: Mapped[datetime]  # as the till says
    taken_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (sa.UniqueConstraint("channel_id", "kind", "receipt"),)

    @property
    def ref(self) -> str:
        return f"till_entry:{self.id}"


def refund_id_of(receipt: str) -> str:
    """The external id of the Refund that a return of this receipt is kept as."""
    return f"return:{receipt}"
