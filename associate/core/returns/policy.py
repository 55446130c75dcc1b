"""What holds for returning a product: the shop's rules in their order, each adding what it says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Protocol

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.channels import Platform
from associate.core.catalog.models import Product
from associate.core.orders.models import Order
from associate.core.returns.models import Condition, Disposition, ReturnRule
from associate.core.returns.wanted import Restocking
from associate.core.shipping.borders import EU
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store, Temperature
from associate.db import db

WITHDRAWAL_DAYS = 14
"""Directive 2011/83/EU Art. 9(1); UK S.I. 2013/3134 reg. 30."""

BY_CONDITION: Mapping[Condition, Disposition] = MappingProxyType(
    {
        Condition.NEW: Disposition.SHELF,
        Condition.OPENED: Disposition.MARKDOWN,
        Condition.DAMAGED: Disposition.QUARANTINE,
        Condition.DEFECTIVE: Disposition.VENDOR,
        Condition.SPOILED: Disposition.DISPOSE,
    }
)


@dataclass(frozen=True)
class Terms:
    """Days are days of the store’s calendar. Money is minor units of whatever currency was paid: the same
    figure counts in each."""

    returnable: bool = True
    final_sale: bool = False
    hygiene: bool = False  # once opened nobody may have it
    days: int = 30  # from delivery or pickup
    days_after_shipping: int = 7  # what a delivery takes that nobody told us of
    open_until: date | None = None  # not closed before the end of this day, whatever `days` says
    withdrawal_days: int = 0  # without giving a reason, by law
    needs_reason: bool = True
    needs_note: frozenset[str] = frozenset()  # codes of reasons
    needs_photo: frozenset[str] = frozenset()
    ceiling: int | None = None  # a unit above this needs somebody to agree
    restocking: Restocking = Restocking()
    label_cost: int = 0
    per_customer_units: int | None = None
    per_customer_days: int = 365
    second_person_above: int | None = None  # a refund above this
    no_receipt: bool = False
    no_receipt_ceiling: int | None = None  # a unit
    exchange_same_price: bool = True
    to_credit_kinds: frozenset[str] = frozenset()  # of tenders, whose money becomes store credit
    dispositions: Mapping[Condition, Disposition] = field(default_factory=lambda: BY_CONDITION)


PLAIN = Terms()


class Ruling(Protocol):
    """What a rule is made of: a ReturnRule, or one that is only thought about."""

    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...
    @property
    def tag(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def store_id(self) -> int | None: ...
    @property
    def store_group(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def says(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Case:
    """Of a product, the store that takes it back and the day it was ordered: what rules name."""

    on: date
    category: str = ""
    tags: frozenset[str] = frozenset()
    store_id: int | None = None
    groups: frozenset[str] = frozenset()
    country: str = ""


def fits(rule: Ruling, case: Case) -> bool:
    """Does everything that the rule names fit?"""
    return (
        (rule.since is None or rule.since <= case.on)
        and (rule.until is None or case.on <= rule.until)
        and rule.category in ("", case.category)
        and (not rule.tag or rule.tag in case.tags)
        and rule.store_id in (None, case.store_id)
        and (not rule.store_group or rule.store_group in case.groups)
        and rule.country in ("", case.country)
    )


def terms_by(rules: Sequence[Ruling], case: Case, start: Terms = PLAIN) -> Terms:
    """What all rules that fit come to: a later one has the last word on what it says, and on nothing else."""
    for rule in rules:
        if fits(rule, case):
            start = with_said(start, rule.says)
    return start


def with_said(terms: Terms, says: Mapping[str, Any]) -> Terms:
    """The terms with what a rule says, by the names of Terms; the restocking fee as its two figures."""
    said = {name: _READ[name](terms, value) if name in _READ else value for name, value in _columns(says)}
    return replace(terms, **said)


def _columns(says: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names of Terms and what is said of them."""
    fee = {name: says[key] for key, name in RESTOCKING.items() if key in says}
    plain = [(name, value) for name, value in says.items() if name not in (*RESTOCKING, *PROMOTION)]
    return [*plain, ("restocking", fee)] if fee else plain


RESTOCKING = {"restocking_basis_points": "basis_points", "restocking_per_unit": "per_unit"}
"""A rule's own names for the parts of Terms.restocking."""


PROMOTION = ("promotion", "promotion_size", "promotion_free")
"""What a rule says of a discount that hangs on what stays bought: see deals.py."""


def _set(_terms: Terms, value: Any) -> frozenset[str]:
    return frozenset(map(str, value))


def day_of(text: str) -> date | None:
    """A day as a rule keeps it, by ISO 8601."""
    return date.fromisoformat(text) if text else None


def _day(_terms: Terms, value: Any) -> date | None:
    return day_of(str(value or ""))


def _restocking(terms: Terms, value: Any) -> Restocking:
    return replace(terms.restocking, **value)


def _dispositions(terms: Terms, value: Any) -> Mapping[Condition, Disposition]:
    said = {Condition(condition): Disposition(where) for condition, where in value.items()}
    return {**terms.dispositions, **said}


_READ: Mapping[str, Callable[[Terms, Any], Any]] = {
    "open_until": _day,
    "needs_note": _set,
    "needs_photo": _set,
    "to_credit_kinds": _set,
    "restocking": _restocking,
    "dispositions": _dispositions,
}


def rules() -> list[ReturnRule]:
    """As they stand, in order."""
    return list(db.session.scalars(sa.select(ReturnRule).order_by(ReturnRule.position)))


def terms_for(
    product: Product | None, *, store: Store | None, order: Order | None = None, on: date | None = None
) -> Terms:
    """What holds for this product in this store: by the rules of the day `on` which the order was placed.

    Without a day it is the order's own, on the store's calendar; without an order it is today.
    """
    start = replace(PLAIN, withdrawal_days=_withdrawal_days(order, store))
    on = on or day_in(store, order.placed_at if order else now())
    return terms_by(rules(), case_of(product, store, on), start)


def day_in(store: Store | None, at: datetime) -> date:
    """The day on the store's calendar; where no store is known yet, by UTC."""
    return local_day(store, at) if store else at.astimezone(UTC).date()


def case_of(product: Product | None, store: Store | None, on: date) -> Case:
    return Case(
        on,
        product.category if product else "",
        frozenset(map(str, product.tags)) if product else frozenset(),
        store.id if store else None,
        frozenset(map(str, store.groups)) if store else frozenset(),
        store.country if store else "",
    )


def disposition_of(
    terms: Terms, condition: Condition, *, product: Product | None = None, stopped: bool = False
) -> Disposition:
    """Where a unit goes: what is recalled is kept apart, and what has to stay cold is never sold again."""
    if stopped:
        return Disposition.QUARANTINE
    if product and product.temperature != Temperature.AMBIENT:
        return Disposition.DISPOSE
    return terms.dispositions[condition]


def _withdrawal_days(order: Order | None, store: Store | None) -> int:
    """Bought from afar by somebody in the EU or the UK; not at a till, nor what is paid where it is seen."""
    if order is None or order.channel.platform == Platform.TILL or order.pays_on_pickup:
        return 0
    country = str((order.shipping_address or {}).get("country") or (store.country if store else ""))
    return WITHDRAWAL_DAYS if country in EU or country == "GB" else 0
