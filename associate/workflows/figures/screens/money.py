"""The day’s close and whose sale it was, with names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from babel.numbers import format_currency

from associate.core.figures.close import Close, Sums, closes
from associate.core.figures.sales import Sale, sales
from associate.core.payments.calls import PaymentVerb
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.csv_out import Cell
from associate.db import db
from associate.money import to_major
from associate.words import _, language, later
from associate.workflows.figures.forms import Filters
from associate.workflows.figures.screens.words import Names, days_words, names

VERBS = {
    PaymentVerb.CAPTURE: later("Captured"),
    PaymentVerb.CHARGE: later("Charged"),
    PaymentVerb.REFUND: later("Refunded"),
    PaymentVerb.RELEASE: later("Let go of"),
}
TENDERS = {
    "card": later("Card"),
    "gift_card": later("Gift card"),
    "cash": later("Cash"),
    "store_credit": later("Store credit"),
    "bank": later("Bank"),
}
CLOSE_HEADER = (
    "day",
    "store",
    "currency",
    "deed",
    "tender",
    "holder",
    "asked",
    "confirmed",
    "open",
    "refused",
    "n",
)
SALES_HEADER = ("from", "to", "currency", "channel", "store", "person", "units", "minor_units")


@dataclass(frozen=True)
class DayClose:
    filters: Filters
    store: Store
    day: date
    closes: list[Close]

    @property
    def open(self) -> list[Close]:
        return [close for close in self.closes if close.open]

    @property
    def has_calls(self) -> bool:
        return any(close.calls for close in self.closes)

    def rows(self, close: Close) -> list[tuple[str, str, str, Sums]]:
        """(deed, tender, holder, sums), in the order of the day."""
        order = list(VERBS)
        keys = sorted(close.calls, key=lambda key: (order.index(key[0]), key[1], key[2]))
        return [
            (str(VERBS[v]), _tender(kind), holder or _("the till"), close.calls[v, kind, holder])
            for v, kind, holder in keys
        ]

    def totals(self, close: Close) -> list[tuple[str, Sums]]:
        return [(str(words), total) for verb, words in VERBS.items() if (total := close.total(verb)).n]


@dataclass(frozen=True)
class SalesView:
    filters: Filters
    names: Names
    days: str
    by_store: list[Sale]
    by_person: list[tuple[str, Sale]]  # by name: nobody is ranked


def day_close(filters: Filters, day: date) -> DayClose:
    store = filters.store or filters.stores[0]
    return DayClose(filters, store, day, closes(store, day))


def close_rows(seen: DayClose) -> Iterator[tuple[Cell, ...]]:
    for close in seen.closes:
        known = (seen.day.isoformat(), seen.store.code, close.currency)
        for (verb, kind, holder), each in sorted(close.calls.items()):
            figures = (each.asked, each.confirmed, each.open, each.refused, each.n)
            yield (*known, verb.value, kind, holder or "till", *figures)
        yield (*known, "credit_given", "store_credit", "", close.credit_given, None, None, None, None)
        yield (*known, "credit_spent", "store_credit", "", close.credit_spent, None, None, None, None)


def sales_view(filters: Filters) -> SalesView:
    people = sales(filters.asked, by_person=True)
    named = _people({sale.person for sale in people})
    by_name = sorted(
        ((named.get(sale.person, sale.person), sale) for sale in people), key=lambda each: each[0]
    )
    days = days_words(filters.since, filters.until)
    return SalesView(filters, names(), days, sales(filters.asked), by_name)


def sales_rows(seen: SalesView) -> Iterator[tuple[Cell, ...]]:
    days = (seen.filters.since.isoformat(), seen.filters.until.isoformat())
    for sale in seen.by_store:
        channel = seen.names.channels.get(sale.channel_id or 0, "")
        yield (*days, sale.currency, channel, seen.names.stores[sale.store_id], "", sale.units, sale.money)
    for name, sale in seen.by_person:
        yield (*days, sale.currency, "", seen.names.stores[sale.store_id], name, sale.units, sale.money)


def money(minor: int, currency: str) -> str:
    return str(format_currency(to_major(minor, currency), currency, locale=language()))


def _tender(kind: str) -> str:
    return str(TENDERS.get(kind) or _("Other"))


def _people(refs: set[str]) -> dict[str, str]:
    ids = [int(ref[6:]) for ref in refs]
    found: Any = db.session.scalars(sa.select(Staff).where(Staff.id.in_(ids)))
    return {person.ref: f"{person.first_name} {person.last_name}" for person in found}
