"""Decide where an order goes and set its stock aside there, in the caller's one transaction."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.inventory import ledger
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderLine
from associate.core.routing.book import the_rules
from associate.core.routing.choose import HAND, Decision, Part, Verdict, by_hand, choose, consider
from associate.core.routing.decisions import keep, keep_parked
from associate.core.routing.facts import Facts, gather, want_of
from associate.core.routing.groups import group_of
from associate.core.routing.promise import ready_by
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.words import _

TRIES = 3  # at stores that somebody else was faster to empty

Units = list[tuple[OrderLine, int]]
"""What is to be sent: lines of one order that know their variant, with units of each."""


def decide(
    order: Order, units: Units, *, without: Collection[str] = (), store: str = ""
) -> tuple[Decision, Facts]:
    """What the rules say now, or what comes of the `store` that a person named, and the facts it was said on.

    Changes nothing.
    """
    want = want_of(order, units)
    facts = gather(set(want.by_variant), at=now())
    offers = facts.offers(order.shipping_address, set(want.by_variant))
    if store:
        return by_hand(want, offers, store), facts
    return choose(want, offers, the_rules(), without=without), facts


def candidates(order: Order, units: Units) -> tuple[Verdict, ...]:
    """Every store with what it could send of this now, the nearest first, for a person to choose from."""
    want = want_of(order, units)
    offers = gather(set(want.by_variant), at=now()).offers(order.shipping_address, set(want.by_variant))
    verdicts, _whoever = consider(want, offers, HAND)
    return verdicts


def route(
    order: Order, units: Units, *, by: Actor, without: Collection[str] = (), store: str = ""
) -> tuple[Decision, list[Fulfillment]]:
    """Inside atomic(order): the jobs of the order with their stock set aside, or none where it is parked.

    Where somebody was faster to the last unit it is decided again on fresh facts, TRIES times.
    Raises Refused("no_stock") for a store that a person named and that hasn't all of it.
    """
    for _attempt in range(TRIES):
        decision, facts = decide(order, units, without=without, store=store)
        if not decision.parts:
            break
        try:
            with db.session.begin_nested():  # all parts or none
                return decision, _carry_out(order, units, decision, facts, by)
        except Refused:
            decision = Decision(decision.rule, "parked", (), decision.verdicts)
    if store:
        raise Refused("no_stock", _("That store hasn’t got all of it any more. Choose another one."))
    keep_parked(order, decision)
    return decision, []


def _carry_out(order: Order, units: Units, decision: Decision, facts: Facts, by: Actor) -> list[Fulfillment]:
    stores, lines = {store.code: store for store in facts.stores}, {line.id: line for line, _n in units}
    numbers = free_job_numbers(order, len(decision.parts))
    jobs = [
        _job(order, stores[part.store], part, lines, number)
        for part, number in zip(decision.parts, numbers, strict=True)
    ]
    db.session.add_all(jobs)
    db.session.flush()
    _set_aside(jobs, by)
    keep(order, decision, [_kept(part, job, order) for part, job in zip(decision.parts, jobs, strict=True)])
    db.session.flush()
    return jobs


def _job(order: Order, store: Store, part: Part, lines: dict[int, OrderLine], number: str) -> Fulfillment:
    return Fulfillment(
        number=number,
        order_id=order.id,
        store_id=store.id,
        method=Method.SHIP,
        promise_at=ready_by(store, now(), Method.SHIP),
        lines=[
            FulfillmentLine(order_line_id=line, variant_id=lines[line].variant_id, wanted=units)
            for line, units in part.lines.items()
        ],
    )


def _set_aside(jobs: list[Fulfillment], by: Actor) -> None:
    """In the one order of stock locks: by rising variant, then level."""
    places = {line: (job.store_id, line.variant_id) for job in jobs for line in job.lines}
    levels = ledger.levels_for(set(places.values()))
    for line in sorted(places, key=lambda line: (line.variant_id, levels[places[line]])):
        ledger.reserve(levels[places[line]], line.wanted, line_id=line.id, by=by)


def _kept(part: Part, job: Fulfillment, order: Order) -> dict[str, Any]:
    return {
        "store": part.store,
        "lines": [[line, units] for line, units in part.lines.items()],
        "number": job.number,
        "group": group_of(job, order),
    }


def free_job_numbers(order: Order, many: int) -> list[str]:
    """ "HW-1001", "HW-1001-2": going on from the jobs that the order had before."""
    find = sa.select(sa.func.count()).where(Fulfillment.order_id == order.id)
    before = db.session.scalar(find) or 0
    return [f"{order.number}-{n}" if n > 1 else order.number for n in range(before + 1, before + many + 1)]
