"""Store credit: a ledger for each customer and currency. Rows never change; an undo writes the opposite."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.customers.persons import profiles_of
from associate.db import Base, db
from associate.errors import Refused
from associate.words import _


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
    reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")  # of a correction
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (
        sa.Index("ix_credit_entries_customer", "customer_id", "currency", "id"),
        sa.Index("ix_credit_entries_day", "store_id", "at"),
    )


def balance(customer_id: int, currency: str) -> int:
    """What the person has to spend, over all their profiles, in minor units of this currency."""
    find = sa.select(sa.func.coalesce(sa.func.sum(CreditEntry.amount), 0))
    mine = CreditEntry.customer_id.in_(profiles_of(customer_id))
    return int(db.session.scalar(find.where(mine, CreditEntry.currency == currency)) or 0)


def add_credit(
    customer_id: int,
    currency: str,
    amount: int,
    *,
    cause: str,
    by: str,
    store_id: int | None,
    reason: str = "",
) -> CreditEntry:
    """Inside atomic(), after lock_person: one entry a cause; the same again is the entry that stands."""
    known = entry_of(cause)
    if known is None:
        said = {"cause": cause, "by": by, "store_id": store_id, "reason": reason}
        known = CreditEntry(customer_id=customer_id, currency=currency, amount=amount, **said)
        db.session.add(known)
        db.session.flush()
    return known


def spend(
    customer_id: int,
    currency: str,
    amount: int,
    *,
    cause: str,
    by: str,
    store_id: int | None,
    reason: str = "",
) -> CreditEntry:
    """Inside atomic(), after lock_person: the entry that takes it. Raises Refused("not_enough_credit")."""
    if (known := entry_of(cause)) is not None:
        return known
    has = balance(customer_id, currency)
    if amount > has:
        raise Refused("not_enough_credit", _("There isn’t that much store credit."), has=has)
    said = {"cause": cause, "by": by, "store_id": store_id, "reason": reason}
    return add_credit(customer_id, currency, -amount, **said)  # type: ignore[arg-type]


def take_back(cause: str, *, by: str) -> None:
    """Inside atomic(), after lock_person: the opposite of what this cause wrote, once. Raises
    Refused("not_enough_credit") where it was spent meanwhile."""
    entry = entry_of(cause)
    if entry is None or entry_of(f"undo:{cause}") is not None:
        return
    if entry.amount > balance(entry.customer_id, entry.currency):
        raise Refused("not_enough_credit", _("That store credit is spent already, so this stays as it is."))
    add_credit(
        entry.customer_id,
        entry.currency,
        -entry.amount,
        cause=f"undo:{cause}",
        by=by,
        store_id=entry.store_id,
    )


def entry_of(cause: str) -> CreditEntry | None:
    return db.session.scalar(sa.select(CreditEntry).where(CreditEntry.cause == cause))
