"""That something happened to a payment, as a signed webhook told: it only rings, and is looked up."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.events.models import InboundState
from associate.db import Base


class PaymentNews(Base):
    """One event, by its own id: told again it is kept once. `told`: the key, ref and payment it is about."""

    __tablename__ = "payment_news"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("payment_accounts.id"))
    event_id: Mapped[str] = mapped_column(sa.String(64))
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)
    received_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[InboundState] = mapped_column(default=InboundState.PENDING)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("account_id", "event_id"),
        sa.Index(
            "ix_payment_news_pending",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        ),
        sa.Index("ix_payment_news_received", "received_at"),
    )
