"""A store’s day in money: what was asked of whoever holds it, what they confirmed, and store credit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from associate.core.figures.models import FigurePoint
from associate.core.figures.points import Measure
from associate.core.orders.models import Tender
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb
from associate.core.payments.credit import CreditEntry
from associate.core.payments.models import PaymentAccount
from associate.core.stores.models import Store
from associate.db import db

CLOSED = (PaymentState.DONE, PaymentState.REFUSED)


@dataclass
class Sums:
    """Of one deed, tender and holder, in minor units. `asked` = confirmed + refused + open."""

    asked: int = 0
    confirmed: int = 0
    refused: int = 0
    open: int = 0  # nobody knows yet, or the till has still to do it
    n: int = 0

    def add(self, state: PaymentState, amount: int, n: int) -> None:
        self.asked, self.n = self.asked + amount, self.n + n
        name = {PaymentState.DONE: "confirmed", PaymentState.REFUSED: "refused"}.get(state, "open")
        setattr(self, name, getattr(self, name) + amount)


@dataclass
class Close:
    """`calls`: (verb, tender kind, holder or "") → sums. `out`, `back`: goods that left, and came back."""

    currency: str
    calls: dict[tuple[PaymentVerb, str, str], Sums] = field(default_factory=lambda: defaultdict(Sums))
    credit_given: int = 0
    credit_spent: int = 0
    out: int = 0
    back: int = 0

    @property
    def open(self) -> int:
        return sum(each.open for each in self.calls.values())

    def total(self, verb: PaymentVerb) -> Sums:
        found = Sums()
        for (of, _kind, _holder), each in self.calls.items():
            if of == verb:
                found.asked, found.confirmed = found.asked + each.asked, found.confirmed + each.confirmed
                found.refused, found.open, found.n = (
                    found.refused + each.refused,
                    found.open + each.open,
                    found.n + each.n,
                )
        return found


def closes(store: Store, day: date) -> list[Close]:
    """One for each currency, by code: what was asked for on that day of the store, and what became of it."""
    begins, ends = span_of(store, day)
    found: dict[str, Close] = {}
    for row in _calls(store.id, begins, ends):
        close = found.setdefault(row.currency, Close(row.currency))
        close.calls[row.verb, row.kind or "", row.holder or ""].add(row.state, int(row.amount), row.n)
    for currency, given, spent in _credit(store.id, begins, ends):
        close = found.setdefault(currency, Close(currency))
        close.credit_given, close.credit_spent = int(given), int(spent)
    for measure, currency, money in _goods(store.id, day):
        close = found.setdefault(currency, Close(currency))
        setattr(close, "out" if measure == Measure.OUT else "back", int(money))
    return [found[currency] for currency in sorted(found)]


def span_of(store: Store, day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight on its wall, in UTC: 23, 24 or 25 hours."""
    ends = (datetime.combine(each, time(), store.timezone) for each in (day, day + timedelta(days=1)))
    begin, end = (each.astimezone(UTC) for each in ends)
    return begin, end


def _calls(store_id: int, begins: datetime, ends: datetime) -> Iterable[Any]:
    call = PaymentCall
    columns = (call.currency, call.verb, call.state, Tender.kind, PaymentAccount.name.label("holder"))
    added = (sa.func.sum(call.amount).label("amount"), sa.func.count().label("n"))
    find = sa.select(*columns, *added).select_from(call)
    find = find.outerjoin(Tender, Tender.id == call.tender_id)
    find = find.outerjoin(PaymentAccount, PaymentAccount.id == call.account_id)
    find = find.where(call.store_id == store_id, call.created_at >= begins, call.created_at < ends)
    find = find.where(call.state != PaymentState.WITHDRAWN)
    return db.session.execute(find.group_by(*columns)).all()


def _credit(store_id: int, begins: datetime, ends: datetime) -> Iterable[Any]:
    entry = CreditEntry
    given = sa.func.sum(sa.case((entry.amount > 0, entry.amount), else_=0))
    spent = sa.func.sum(sa.case((entry.amount < 0, -entry.amount), else_=0))
    find = sa.select(entry.currency, given, spent).where(entry.store_id == store_id)
    find = find.where(entry.at >= begins, entry.at < ends)
    return db.session.execute(find.group_by(entry.currency)).all()


def _goods(store_id: int, day: date) -> Iterable[Any]:
    point = FigurePoint
    find = sa.select(point.measure, point.detail, sa.func.sum(point.of))
    find = find.where(point.store_id == store_id, point.day == day)
    find = find.where(point.measure.in_((Measure.OUT, Measure.BACK)))
    return db.session.execute(find.group_by(point.measure, point.detail)).all()
