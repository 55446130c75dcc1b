"""May this unit come back? Named checks, each with the facts that explain it. Pure: no database, no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from associate.core.returns.models import Condition, ReturnKind
from associate.core.returns.policy import Terms
from associate.core.stores.reasons import OUR_FAULT

FAULTY = OUR_FAULT - {"too_late"}
"""Reasons that lie in the goods themselves."""


@dataclass(frozen=True)
class Check:
    """One rule on one unit. What isn’t `ok` may be let pass by somebody with the right to it, or never."""

    name: str
    ok: bool
    facts: Mapping[str, Any] = field(default_factory=dict)
    may_be_let: bool = True

    @property
    def row(self) -> list[Any]:
        """As it is kept with a unit: [name, facts]."""
        return [self.name, dict(self.facts)]


@dataclass(frozen=True)
class Facts:
    """What is known of one unit. Days are days of the store's calendar, money is minor units."""

    today: date
    kind: ReturnKind = ReturnKind.RETURN
    is_goods: bool = True  # a gift card or a service is none
    had_on: date | None = None  # the customer has had it since
    had_by: str = "delivered"  # or collected, bought: what had_on is
    sent_on: date | None = None  # it left, and nobody told us that it arrived
    is_here: bool = False  # it never left us
    withdraws_from: date | None = None  # the last of the order came; None: something of it is still to come
    bought: int = 1
    left: int = 1  # units that may come back, this one among them
    price: int | None = None
    currency: str = ""
    reason: str = ""
    note: str = ""
    condition: Condition | None = None
    has_photo: bool = False
    asks_serial: bool = False
    serial: str = ""
    serials: frozenset[str] | None = None  # those that left with the line and are out; None: nobody read any
    recent: int = 0  # units that came back from this customer before this one, over all channels
    is_own: bool = False  # of whoever takes it back, or of their household
    stopped: str | None = None  # why it is recalled


def judge(facts: Facts, terms: Terms) -> tuple[Check, ...]:
    """Every check that applies to this unit, those that pass too.

    Faulty and recalled goods are never barred by window, final sale or hygiene. In the days of withdrawal
    neither window nor final sale counts, nor does a reason have to be given (2011/83/EU Art. 9(1) and 16).
    """
    return tuple(check for check in _checks(facts, terms) if check is not None)


def is_faulty(facts: Facts) -> bool:
    """By what the customer says, or by what whoever looked at it found."""
    return facts.reason in FAULTY or facts.condition == Condition.DEFECTIVE


def is_withdrawal(facts: Facts, terms: Terms) -> bool:
    """Is it within the days of withdrawal? The day of receipt isn’t one (Regulation 1182/71 Art. 3(1))."""
    if not terms.withdrawal_days or facts.kind != ReturnKind.RETURN:
        return False
    begins = facts.withdraws_from
    return begins is None or (facts.today - begins).days <= terms.withdrawal_days


def closes_on(facts: Facts, terms: Terms) -> date | None:
    """The last day on which it comes back by the shop's own window; None while it hasn't begun."""
    if facts.had_on:
        last = facts.had_on + timedelta(days=terms.days)
    elif facts.sent_on:
        last = facts.sent_on + timedelta(days=terms.days + terms.days_after_shipping)
    else:
        return None
    return max(last, terms.open_until) if terms.open_until else last


def _checks(facts: Facts, terms: Terms) -> Iterator[Check | None]:
    yield Check("own_order", not facts.is_own, may_be_let=False)
    if facts.kind == ReturnKind.NO_RECEIPT:
        yield _no_receipt(facts, terms)
        yield _no_receipt_ceiling(facts, terms)
    elif facts.kind != ReturnKind.DESK:
        yield from _of_the_order(facts, terms)
    yield _stopped(facts)
    if facts.kind != ReturnKind.DESK:
        yield from _of_the_product(facts, terms)
        yield _ceiling(facts, terms)
        yield _per_customer(facts, terms)
        yield _serial(facts)
    yield from _said(facts, terms)


def _of_the_order(facts: Facts, terms: Terms) -> Iterator[Check | None]:
    has_left = not facts.is_here and (facts.had_on or facts.sent_on)
    yield Check("not_delivered", bool(has_left), {"is_here": facts.is_here}, may_be_let=not facts.is_here)
    if has_left:
        yield Check("quantity", facts.left > 0, {"bought": facts.bought, "left": max(0, facts.left)}, False)
        yield _window(facts, terms)


def _window(facts: Facts, terms: Terms) -> Check:
    begun, last = facts.had_on or facts.sent_on, closes_on(facts, terms)
    assert begun and last
    is_open = _is_never_barred(facts) or is_withdrawal(facts, terms) or facts.today <= last
    told = {
        "days": (facts.today - begun).days,
        "limit": (last - begun).days,
        "closes": last.isoformat(),
        "since": facts.had_by if facts.had_on else "sent",
    }
    return Check("window", is_open, told)


def _of_the_product(facts: Facts, terms: Terms) -> Iterator[Check | None]:
    excused = _is_never_barred(facts)
    yield Check("not_returnable", excused or (terms.returnable and facts.is_goods))
    yield Check("final_sale", not terms.final_sale or excused or is_withdrawal(facts, terms))
    is_open = facts.condition not in (None, Condition.NEW)
    yield Check("hygiene", not (terms.hygiene and is_open) or excused)


def _stopped(facts: Facts) -> Check | None:
    """Recalled goods are taken back from anybody: nothing to let, but to be said."""
    return None if facts.stopped is None else Check("stopped", True, {"reason": facts.stopped})


def _ceiling(facts: Facts, terms: Terms) -> Check | None:
    if terms.ceiling is None or facts.price is None:
        return None
    told = {"price": facts.price, "ceiling": terms.ceiling, "currency": facts.currency}
    return Check("ceiling", facts.price <= terms.ceiling, told)


def _no_receipt(_facts: Facts, terms: Terms) -> Check:
    return Check("no_receipt", terms.no_receipt)


def _no_receipt_ceiling(facts: Facts, terms: Terms) -> Check | None:
    if terms.no_receipt_ceiling is None or facts.price is None:
        return None
    told = {"price": facts.price, "ceiling": terms.no_receipt_ceiling, "currency": facts.currency}
    return Check("no_receipt_ceiling", facts.price <= terms.no_receipt_ceiling, told)


def _per_customer(facts: Facts, terms: Terms) -> Check | None:
    if terms.per_customer_units is None:
        return None
    told = {
        "units": facts.recent + 1,
        "limit": terms.per_customer_units,
        "days": terms.per_customer_days,
    }
    return Check("per_customer", facts.recent < terms.per_customer_units, told)


def _serial(facts: Facts) -> Check | None:
    if not facts.asks_serial:
        return None
    if not facts.serial:
        return Check("serial", False, {"why": "missing"})
    is_known = facts.serials is None or facts.serial in facts.serials
    return Check("serial", is_known, {"why": "" if is_known else "other", "serial": facts.serial})


def _said(facts: Facts, terms: Terms) -> Iterator[Check | None]:
    """What whoever stands at the counter has only to say or to take: nobody lets that pass."""
    if terms.needs_reason:
        is_said = bool(facts.reason) or is_withdrawal(facts, terms)
        yield Check("reason", is_said, may_be_let=False)
    if facts.reason in terms.needs_note:
        yield Check("note", bool(facts.note.strip()), may_be_let=False)
    if facts.reason in terms.needs_photo:
        yield Check("photo", facts.has_photo)


def _is_never_barred(facts: Facts) -> bool:
    return is_faulty(facts) or facts.stopped is not None
