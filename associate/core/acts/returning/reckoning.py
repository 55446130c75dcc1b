"""What a return comes to as it stands, and what keeps it from being settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from associate.core.acts.exchanging.paying import without_paid
from associate.core.acts.exchanging.reckoning import settle_up
from associate.core.acts.returning.grading import is_graded
from associate.core.acts.returning.letting import bars
from associate.core.acts.returning.units import here
from associate.core.events.record import Actor
from associate.core.returns.answer import Kind, LineRefund, Part, Payout, Refund, Way
from associate.core.returns.deals import promotions_of
from associate.core.returns.eligibility import Check
from associate.core.returns.facts import checks_of_all, is_in_withdrawal, terms_of
from associate.core.returns.models import Condition, Return, ReturnKind, ReturnLine
from associate.core.returns.new_goods import Cost
from associate.core.returns.policy import Terms
from associate.core.returns.reader import purchase_of
from associate.core.returns.wanted import ShippingBack, TenderRule, Units, Wanted, Why
from associate.core.stores.reasons import OUR_FAULT
from associate.errors import Refused
from associate.words import _


@dataclass(frozen=True)
class Bill:
    """`refund` is None where nothing is here yet, or where `problem` says why it can’t be reckoned. Its lines
    stand beside `units`, one for each."""

    units: list[ReturnLine]
    checks: dict[ReturnLine, tuple[Check, ...]]
    refund: Refund | None = None
    problem: Refused | None = None
    limit: int | None = None  # above this it takes two people
    terms: dict[int, Terms] = field(default_factory=dict)  # by the unit's id
    costs: Mapping[int, Cost] = field(default_factory=dict)  # of what is taken instead, by the take's id

    @property
    def total(self) -> int:
        return self.refund.total if self.refund else 0

    @property
    def to_pay(self) -> int:
        """What the customer adds for what they take, in minor units."""
        return self.refund.to_pay if self.refund else 0

    @property
    def barred(self) -> list[tuple[ReturnLine, Check]]:
        return [(unit, check) for unit in self.units for check in bars(unit, self.checks[unit])]

    @property
    def ungraded(self) -> list[ReturnLine]:
        return [unit for unit in self.units if not is_graded(unit)]

    @property
    def takes_two(self) -> bool:
        return self.limit is not None and self.total > self.limit


def bill_of(return_: Return, *, by: Actor, actual: int | None = None, reason: str = "") -> Bill:
    """As the units and rules stand now. `actual`: what somebody gives instead, with the `reason`."""
    units = here(return_)
    checks = checks_of_all(return_, by=by) if units else {}
    terms = {unit.id: terms_of(unit) for unit in units}
    limits = [each.second_person_above for each in terms.values() if each.second_person_above is not None]
    bill = Bill(units, checks, limit=min(limits, default=None), terms=terms)
    if not units and not (return_.kind == ReturnKind.DESK and return_.takes):
        return bill
    if return_.order is None:
        return replace(bill, refund=_as_credit(return_, units))
    wanted = wanted_of(return_, units, terms, actual=actual, reason=reason)
    promotions = promotions_of(return_.order)
    purchase = purchase_of(return_.order, besides=return_.id, promotions=promotions)
    purchase = without_paid(purchase, return_)
    same_price = {unit.id for unit in units if terms[unit.id].exchange_same_price}
    try:
        settled = settle_up(return_, purchase, wanted, units, same_price=same_price)
    except Refused as problem:
        return replace(bill, problem=_set_aside() if problem.code == "not_charged" else problem)
    return replace(bill, refund=settled.refund, costs=settled.costs)


def _set_aside() -> Refused:
    words = _("The money is only set aside so far, so it can’t go back or pay for something else.")
    return Refused("not_charged", words)


def _as_credit(return_: Return, units: list[ReturnLine]) -> Refund:
    """Without a receipt: each unit for what it is taken back at, as store credit, of no order’s money."""
    lines = []
    for unit in units:
        price = unit.price or 0
        lines.append(LineRefund(unit.id, 1, price, (Part(Kind.PRICE, price, units=1, of=price),)))
    total = sum(line.amount for line in lines)
    payouts = (Payout("", "store_credit", Way.CREDIT, total),) if total else ()
    return Refund(return_.currency, tuple(lines), (), total, total, payouts)


def wanted_of(
    return_: Return,
    units: list[ReturnLine],
    terms: dict[int, Terms],
    *,
    actual: int | None = None,
    reason: str = "",
) -> Wanted:
    """Each unit by itself, so that each has its own explanation. At a counter nobody pays for a label."""
    return Wanted(
        units=tuple(
            Units(
                unit.order_line_id or 0,
                1,
                faulty=is_our_fault(unit),
                restocking=None if return_.kind == ReturnKind.DESK else terms[unit.id].restocking,
            )
            for unit in units
        ),
        shipping=ShippingBack(_why_shipping(units)),
        actual=actual,
        reason=reason,
        rule=_tender_rule(return_, terms),
    )


def is_our_fault(unit: ReturnLine) -> bool:
    return unit.reason in OUR_FAULT or unit.condition == Condition.DEFECTIVE


def _why_shipping(units: list[ReturnLine]) -> Why:
    if any(is_our_fault(unit) for unit in units):
        return Why.FAULT
    return Why.WITHDRAWAL if any(map(is_in_withdrawal, units)) else Why.CHOICE


def _tender_rule(return_: Return, terms: dict[int, Terms]) -> TenderRule:
    if return_.kind == ReturnKind.DESK:  # it never left: the money goes where it came from
        return TenderRule()
    kinds = frozenset[str]().union(*(each.to_credit_kinds for each in terms.values()))
    if return_.to_credit and return_.order:
        kinds |= {tender.kind for tender in return_.order.tenders} | {"other"}
    return TenderRule(as_credit=kinds, is_gift=return_.kind == ReturnKind.GIFT)
