"""Points and store credit row by row, each in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.customers.loyalty import LoyaltyEntry
from associate.core.customers.models import Customer
from associate.core.orders.models import Order, Refund
from associate.core.payments.credit import CreditEntry, balance
from associate.core.stores import names
from associate.db import db
from associate.words import _

MOST = 50


@dataclass(frozen=True)
class Row:
    """`change`: points, or minor units, signed."""

    at: datetime
    change: int
    what: str
    reason: str
    who: str


@dataclass(frozen=True)
class Credit:
    currency: str
    balance: int
    rows: list[Row]


def points(people: Sequence[Customer]) -> list[Row]:
    find = sa.select(LoyaltyEntry, Order.number).outerjoin(Order, Order.id == LoyaltyEntry.order_id)
    find = find.where(LoyaltyEntry.customer_id.in_([each.id for each in people]))
    rows = db.session.execute(find.order_by(LoyaltyEntry.id.desc()).limit(MOST))
    return [_row(each, each.points, _points_words(each, number or "")) for each, number in rows]


def credit(customer: Customer, people: Sequence[Customer]) -> list[Credit]:
    """By currency, with those that came to nothing."""
    mine = CreditEntry.customer_id.in_([each.id for each in people])
    entries = db.session.scalars(sa.select(CreditEntry).where(mine).order_by(CreditEntry.id.desc())).all()
    numbers = _numbers(entries)
    found: dict[str, list[Row]] = {}
    for each in entries:
        found.setdefault(each.currency, []).append(_row(each, each.amount, _credit_words(each, numbers)))
    return [Credit(code, balance(customer.id, code), rows[:MOST]) for code, rows in sorted(found.items())]


def _row(entry: LoyaltyEntry | CreditEntry, change: int, what: str) -> Row:
    who = names.first_name(entry.by) if entry.by.startswith("staff:") else ""
    return Row(entry.at, change, what, entry.reason, who)


def _points_words(entry: LoyaltyEntry, number: str) -> str:
    if entry.cause.startswith("by_hand:"):
        return str(_("Corrected"))
    if entry.points > 0:
        return str(_("For %(number)s", number=number))
    return str(_("Taken back: money of %(number)s went back", number=number))


def _credit_words(entry: CreditEntry, numbers: dict[int, str]) -> str:
    kind, _colon, rest = entry.cause.partition(":")
    if kind == "undo":
        return str(_("Taken back"))
    if kind == "by_hand":
        return str(_("Corrected"))
    if kind == "parted":
        return str(_("Settled as two profiles parted"))
    if kind == "refund" and rest.isdigit():
        return str(_("Refund of %(number)s", number=numbers.get(int(rest), "")))
    if kind == "goodwill":
        return str(_("To make a complaint good"))
    if kind == "return":
        return str(_("For what came back without a receipt"))
    return str(_("Spent") if entry.amount < 0 else _("Given"))


def _numbers(entries: Sequence[CreditEntry]) -> dict[int, str]:
    """Refund id → the number of its order."""
    causes = (each.cause.removeprefix("refund:") for each in entries if each.cause.startswith("refund:"))
    ids = [int(rest) for rest in causes if rest.isdigit()]
    find = sa.select(Refund.id, Order.number).join(Order, Order.id == Refund.order_id)
    return dict(db.session.execute(find.where(Refund.id.in_(ids))).all()) if ids else {}
