"""Decisions as they are kept, and as the order's page reads them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.orders.models import Order
from associate.core.routing.choose import Decision, Verdict
from associate.core.routing.rules import RoutingDecision
from associate.core.routing.words import reason_words
from associate.core.stores.models import Store
from associate.db import db


@dataclass(frozen=True)
class Reason:
    """One store in a decision: "Mill Quay", "4 km, all items, 12 of 40 orders today"."""

    store: str
    words: str
    passed: bool
    chosen: bool


@dataclass(frozen=True)
class Told:
    """A kept decision as people read it."""

    at: datetime
    rule: str
    outcome: str
    stores: list[str]
    reasons: list[Reason]


def keep(order: Order, decision: Decision, parts: list[dict[str, Any]]) -> RoutingDecision:
    """Write it down. `parts` are as RoutingDecision holds them, with each job's number and parcel group."""
    kept = RoutingDecision(
        order_id=order.id,
        rule=decision.rule,
        outcome=decision.outcome,
        parts=parts,
        reasons=[facts_of(verdict) for verdict in decision.verdicts],
    )
    db.session.add(kept)
    return kept


def keep_parked(order: Order, decision: Decision) -> None:
    """A parked order is tried every few seconds: one decision for all tries that came out the same."""
    last = last_decision(order.id)
    if last is None or last.outcome != "parked":
        keep(order, decision, [])
    elif _short(last.reasons) != _short([facts_of(verdict) for verdict in decision.verdicts]):
        last.reasons = [facts_of(verdict) for verdict in decision.verdicts]


def last_decision(order_id: int) -> RoutingDecision | None:
    find = sa.select(RoutingDecision).where(RoutingDecision.order_id == order_id)
    return db.session.scalar(find.order_by(RoutingDecision.id.desc()).limit(1))


def told(order_id: int) -> Told | None:
    """The latest decision about an order; None where it was never routed."""
    kept = last_decision(order_id)
    if kept is None:
        return None
    names = store_names()
    return Told(
        kept.at,
        kept.rule,
        kept.outcome,
        [names.get(part["store"], part["store"]) for part in kept.parts],
        [reason_of(facts, names) for facts in kept.reasons],
    )


def reason_of(facts: Mapping[str, Any], names: Mapping[str, str]) -> Reason:
    code = str(facts.get("store", ""))
    words = reason_words(facts)
    return Reason(names.get(code, code), words, bool(facts.get("passed")), bool(facts.get("chosen")))


def store_names() -> dict[str, str]:
    return {code: str(name) for code, name in db.session.execute(sa.select(Store.code, Store.name))}


def facts_of(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON; `until` with the store's own offset, so that its day can be named later."""
    return {
        "store": verdict.store,
        "passed": verdict.passed,
        "because": verdict.because,
        "km": verdict.km,
        "has": verdict.has,
        "wants": verdict.wants,
        "today": verdict.today,
        "a_day": verdict.a_day,
        "until": verdict.until.isoformat() if verdict.until else None,
        "chosen": verdict.chosen,
    }


def _short(reasons: list[Any]) -> list[tuple[Any, ...]]:
    return sorted((facts.get("store"), facts.get("because"), facts.get("has")) for facts in reasons)
