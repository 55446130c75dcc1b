"""What Shopify’s books say of one order’s money.

https://shopify.dev/docs/api/admin-graphql/2026-01/objects/OrderTransaction; amounts as the customer saw them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from associate.money import to_minor
from associate.outside.fields import Json, ident, is_true, listed, mapped, moment, plain

TOOK, GAVE_BACK, AUTHORIZED, CAPTURED, VOIDED = (
    {"SALE", "CAPTURE"},
    "REFUND",
    "AUTHORIZATION",
    "CAPTURE",
    "VOID",
)
DONE, FAILED = "SUCCESS", {"FAILURE", "ERROR"}
"""Of a transaction’s status; all others are still open."""


@dataclass(frozen=True)
class Entry:
    """One transaction. `parent`: what it captures, voids or refunds."""

    ref: str
    kind: str
    status: str
    gateway: str
    amount: int
    parent: str
    at: datetime | None
    captures_often: bool
    is_test: bool

    @property
    def is_done(self) -> bool:
        return self.status == DONE

    @property
    def has_failed(self) -> bool:
        return self.status in FAILED


@dataclass(frozen=True)
class Books:
    """`currency`: what the customer paid in."""

    currency: str
    entries: tuple[Entry, ...]
    refunds: tuple[Json, ...]

    def knows(self, payment: str) -> bool:
        return bool(self._about(payment))

    def payments(self, payment: str) -> list[Entry]:
        """Where the money of this payment was taken, of all where none is named; the oldest first."""
        return [e for e in self._about(payment) if e.kind in TOOK and e.is_done]

    def authorizations(self, payment: str) -> list[Entry]:
        return [e for e in self._about(payment) if e.kind == AUTHORIZED and e.is_done]

    def captures(self, authorizations: Iterable[Entry]) -> list[Entry]:
        return [e for each in authorizations for e in self._children(each, CAPTURED)]

    def capturable(self, authorization: Entry) -> int:
        made = [e for e in self._children(authorization, CAPTURED) if not e.has_failed]
        if self.is_let_go(authorization) or (made and not authorization.captures_often):
            return 0
        return authorization.amount - _sum(made)

    def is_let_go(self, authorization: Entry) -> bool:
        return any(each.is_done for each in self._children(authorization, VOIDED))

    def shares(self, payment: str, amount: int) -> list[tuple[Entry, int]]:
        """Whose money goes back, and how much of each; less than `amount` where no more is left."""
        shares: list[tuple[Entry, int]] = []
        for entry in self.payments(payment):
            left = entry.amount - _sum(self._children(entry, GAVE_BACK))
            share = max(0, min(left, amount))
            shares += [(entry, share)] * bool(share)
            amount -= share
        return shares

    def refund_with(self, mark: str) -> Json | None:
        return next((each for each in self.refunds if mark in plain(each.get("note"))), None)

    def parts_of(self, refund: Json) -> list[Entry]:
        """The transactions by which it was paid."""
        names = {ident(each.get("id")) for each in nodes_of(refund)}
        return [e for e in self.entries if e.ref in names]

    def _about(self, payment: str) -> list[Entry]:
        return [e for e in self.entries if not payment or payment in (e.ref, e.parent)]

    def _children(self, of: Entry, kind: str) -> list[Entry]:
        return [e for e in self.entries if e.parent == of.ref and e.kind == kind]


def books(order: Json) -> Books:
    currency = plain(order.get("presentmentCurrencyCode")) or plain(order.get("currencyCode"))
    entries = tuple(entry(each, currency) for each in listed(order.get("transactions")))
    return Books(currency, entries, tuple(listed(order.get("refunds"))))


def nodes_of(refund: Json) -> list[Json]:
    return listed(mapped(refund.get("transactions")).get("nodes"))


def entry(told: Json, currency: str) -> Entry:
    return Entry(
        ref=ident(told.get("id")),
        kind=plain(told.get("kind")),
        status=plain(told.get("status")),
        gateway=plain(told.get("gateway")),
        amount=_minor(mapped(mapped(told.get("amountSet")).get("presentmentMoney")).get("amount"), currency),
        parent=ident(mapped(told.get("parentTransaction")).get("id")),
        at=moment(told.get("createdAt")),
        captures_often=is_true(told.get("multiCapturable")),
        is_test=is_true(told.get("test")),
    )


def _sum(entries: Iterable[Entry]) -> int:
    return sum(each.amount for each in entries if not each.has_failed)


def _minor(amount: object, currency: str) -> int:
    try:
        return to_minor(plain(amount), currency)
    except ValueError:
        return 0
