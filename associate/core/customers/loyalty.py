"""Loyalty points: a ledger for each customer. Rows never change; what comes back takes its part back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.customers.persons import profiles_of
from associate.db import Base, db


class LoyaltyEntry(Base):
    """One change of a customer’s points. A cause is written once."""

    __tablename__ = "loyalty_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    points: Mapped[int]  # signed
    worth: Mapped[int] = mapped_column(default=0, server_default="0")  # minor units that they are for
    cause: Mapped[str] = mapped_column(sa.String(60), unique=True)  # "order:7:1", the nth of its order
    reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")  # of a correction
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=now)


def points_of(customer_id: int) -> int:
    """What the person has, over all their profiles."""
    find = sa.select(sa.func.coalesce(sa.func.sum(LoyaltyEntry.points), 0))
    return int(db.session.scalar(find.where(LoyaltyEntry.customer_id.in_(profiles_of(customer_id)))) or 0)
