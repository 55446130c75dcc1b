"""What a carrier’s webhook told: verified and read, kept until the worker has taken it in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.events.models import InboundState
from associate.db import Base


class CarrierNews(Base):
    """One delivery. Only what it tells of parcels is kept: no name and no street of what was sent along."""

    __tablename__ = "carrier_news"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier_accounts.id"))
    dedupe_key: Mapped[str] = mapped_column(sa.String(64))  # of what it tells: sent again, it is kept once
    told: Mapped[list[Any]] = mapped_column(default=list)
    received_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[InboundState] = mapped_column(default=InboundState.PENDING)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("account_id", "dedupe_key"),
        sa.Index(
            "ix_carrier_news_pending",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        ),
        sa.Index("ix_carrier_news_received", "received_at"),
    )
