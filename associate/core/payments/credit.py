"""Store credit: a ledger for each customer and currency. Rows never change; an undo writes the opposite."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base


class CreditEntry(Base):
    """One change of a customer’s store credit. A cause is written once."""

    __tablename__ = "credit_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"))
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount: Mapped[int]  # minor units, signed
    cause: Mapped[str] = mapped_column(
        sa.String(60), unique=True
    )  # "return:7", "exchange:9", "undo:return:7"
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (sa.Index("ix_credit_entries_customer", "customer_id", "currency", "id"),)
