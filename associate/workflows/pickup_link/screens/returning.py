"""Bringing something back, as the customer sees it: what may come, the code for it, and what became of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from associate.core.acts.exchanging.paying import slips_of
from associate.core.acts.returning.reckoning import wanted_of
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.qr import draw
from associate.core.orders.models import Order, OrderLine, RefundState
from associate.core.payments.calls import PaymentVerb
from associate.core.returns.check_words import check_sentence
from associate.core.returns.deals import promotions_of
from associate.core.returns.facts import checks_of_all, terms_of
from associate.core.returns.left import left_to_return
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.core.returns.part_words import refund_words
from associate.core.returns.reader import purchase_of
from associate.core.returns.refunds import refund
from associate.core.returns.told import RefundWords
from associate.core.stores.methods import taking_back
from associate.core.stores.models import Store
from associate.core.stores.reasons import Family, Offered, all_reasons, offered
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.pickup_link.rules.returning import (
    FINAL,
    Brings,
    expected_of,
    is_at_counter,
    stands_in_the_way,
    thought_of,
)
from associate.workflows.pickup_link.screens.passes import Pass

SHOWN = (ReturnState.EXPECTED, ReturnState.OPEN, ReturnState.DONE)
SAID = (*FINAL, "ceiling", "per_customer", "photo")
"""What the customer may know before they come."""


@dataclass(frozen=True)
class Choice:
    """One line of the order. `units` are left to come back; `says` is what the rules say of it as it is."""

    line: int
    title: str
    traits: str
    picture: str
    hue: str
    units: int
    chosen: int
    reason: str
    note: str
    says: str
    is_open: bool
    problem: str
    part_of: str = ""  # the set it belongs to


@dataclass(frozen=True)
class Unit:
    """What is brought of one line for one reason."""

    name: str
    units: int
    reason: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class Brought:
    """One return: announced with its code, at a counter, or done with its refund explained."""

    state: str
    code: str
    pickup_pass: Pass | None
    units: tuple[Unit, ...]
    store: str
    closed_at: datetime | None
    refund: RefundWords | None
    money_words: str  # where the money is, as long as it isn’t there


def choices(
    order: Order, by: Actor, typed: Mapping[int, Brings], problems: Mapping[int, str]
) -> list[Choice]:
    """Every line of which something may still come back, as it was typed, announced, or not yet chosen."""
    announced, out = typed or announced_of(order), left_to_return(order)
    left = {line: out[line.id] for line in order.lines if out.get(line.id)}
    says = _says(order, list(left), by)
    return [
        _choice(line, units, announced.get(line.id, Brings(0)), says[line.id], problems.get(line.id, ""))
        for line, units in left.items()
    ]


def announced_of(order: Order) -> dict[int, Brings]:
    """What stands announced, by the id of the line."""
    announced = expected_of(order)
    units = Counter(line.order_line_id for line in announced.lines) if announced else Counter[int | None]()
    lines = {line.order_line_id: line for line in announced.lines} if announced else {}
    return {key: Brings(units[key], line.reason, line.note) for key, line in lines.items() if key}


def may_return(order: Order, jobs: Sequence[Fulfillment]) -> bool:
    """Is anything of it out with the customer, and nothing of it at a counter just now? Asked with every
    look at the page: what the platform gave money for already, the form leaves out."""
    if jobs:
        is_out = any(line.handed_over > line.returned for job in jobs for line in job.lines)
    else:
        is_out = any(left_to_return(order).values())
    return is_out and not is_at_counter(order) and bool(taking_back()[0])


def where_to() -> str:
    """Which counters take it."""
    if names := counters():
        return str(_("Bring it with this code to %(stores)s.", stores=names))
    return str(_("Bring it with this code to any of our stores."))


def counters() -> str:
    """The stores that take things back, by name; empty where that is any of them."""
    names, is_everywhere = taking_back()
    return "" if is_everywhere else ", ".join(names)


def reasons(store: Store | None) -> list[Offered]:
    return offered(store.id if store else None, Family.RETURN)


def all_brought(order: Order) -> tuple[Brought, ...]:
    """The latest first. What a gift’s recipient brought back is nobody else’s to know; what was settled at
    pickup never was brought."""
    others = (ReturnKind.GIFT, ReturnKind.DESK)
    find = sa.select(Return).where(
        Return.order_id == order.id, Return.state.in_(SHOWN), Return.kind.not_in(others)
    )
    return tuple(map(_brought, db.session.scalars(find.order_by(Return.id.desc()))))


def _says(order: Order, lines: list[OrderLine], by: Actor) -> dict[int, tuple[str, bool]]:
    """Of each line, before a reason is given: what the rules say, "" for nothing, and whether it is open."""
    thought = thought_of(order, {line: Brings(1) for line in lines}, by)
    found = {}
    for unit, checks in checks_of_all(thought).items():
        no = [check for check in stands_in_the_way(checks) if check.name not in ("reason", "note")]
        window = [check for check in checks if check.name == "window"]
        sentence = next((check_sentence(check) for check in (*no, *window)), "")
        found[int(unit.order_line_id or 0)] = (sentence, not no)
    return found


def _choice(line: OrderLine, units: int, brings: Brings, says: tuple[str, bool], problem: str) -> Choice:
    variant = line.variant
    return Choice(
        line=line.id,
        title=variant.product.title if variant else line.title,
        traits=variant.traits if variant else line.options,
        picture=variant.product.picture if variant else "",
        hue=variant.hue if variant else "",
        units=units,
        chosen=min(units, brings.units),
        reason=brings.reason,
        note=brings.note,
        says=says[0],
        is_open=says[1],
        problem=problem,
        part_of=line.kit.name if line.kit else "",
    )


def _brought(kept: Return) -> Brought:
    is_expected = kept.state == ReturnState.EXPECTED
    return Brought(
        state=kept.state.value,
        code=kept.code,
        pickup_pass=Pass(draw(kept.code), f"{kept.code[:4]} {kept.code[4:]}") if is_expected else None,
        units=_units(kept),
        store=kept.store.name if kept.store else "",
        closed_at=kept.closed_at,
        refund=_refund(kept),
        money_words=_money_words(kept),
    )


def _money_words(kept: Return) -> str:
    if kept.state != ReturnState.DONE or kept.refund is None or kept.refund.state == RefundState.DONE:
        return ""
    if kept.refund.state == RefundState.FAILED:
        return str(_("It didn’t go through. We’re looking into it."))
    if any(slip.verb == PaymentVerb.REFUND for slip in slips_of(kept)):
        return str(_("The store gives it to you at the till."))
    return str(_("It’s on its way: a few days, as your bank has it."))


def _refund(kept: Return) -> RefundWords | None:
    """As it was settled; before that what it comes to if everything is as they say. None where nobody can
    say yet."""
    if kept.state == ReturnState.DONE:
        return refund_words(kept)
    if kept.state != ReturnState.EXPECTED or kept.order is None:
        return None
    wanted = wanted_of(kept, kept.lines, {line.id: terms_of(line) for line in kept.lines})
    purchase = purchase_of(kept.order, besides=kept.id, promotions=promotions_of(kept.order))
    try:
        return refund_words(refund(purchase, wanted), kept.order)
    except Refused:
        return None


def _units(kept: Return) -> tuple[Unit, ...]:
    """By line and reason, with what will be asked at the counter."""
    words = {each.code: each.label for each in all_reasons(_store_id(kept), Family.RETURN)}
    is_expected = kept.state == ReturnState.EXPECTED
    checks = checks_of_all(kept) if is_expected else {}
    found = []
    for (_line, reason), same in groupby(kept.lines, lambda line: (line.order_line_id, line.reason)):
        units = list(same)
        no = [check for check in checks.get(units[0], ()) if not check.ok]
        says = tuple(check_sentence(check) for check in no if check.name in SAID)
        found.append(Unit(_name(units[0]), len(units), words.get(reason, ""), says))
    return tuple(found)


def _name(unit: ReturnLine) -> str:
    if unit.order_line:
        return unit.order_line.name
    return unit.variant.name if unit.variant else ""


def _store_id(kept: Return) -> int | None:
    return kept.store_id or (kept.order.store_id if kept.order else None)
