"""Where an order goes and why, and where else a manager may send it."""

from dataclasses import dataclass
from datetime import datetime

from associate.core.acts.route import MOVABLE, is_parked, left_to_send
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderLine
from associate.core.routing.assign import candidates
from associate.core.routing.choose import BY_HAND
from associate.core.routing.decisions import Reason, Told, facts_of, reason_of, store_names, told
from associate.errors import Missing, Refused
from associate.words import _


@dataclass(frozen=True)
class Choice:
    """One store for a job, or for what is parked. `can`: it has all of it."""

    code: str
    reason: Reason
    can: bool


@dataclass(frozen=True)
class Routing:
    """`job` is the one to be sent on; None where the order is parked, until `until` if there is a date."""

    order: Order
    told: Told | None
    job: Fulfillment | None
    choices: list[Choice]
    until: datetime | None


def decision_of(order: Order) -> Told | None:
    """The latest decision, for the order's page."""
    return told(order.id)


def rule_words(decision: Told) -> str:
    return _("A person chose the store") if decision.rule == BY_HAND else decision.rule


def headline(decision: Told) -> str:
    """ "Mill Quay sends it", "Mill Quay, Castle Row share it", "No store can send it"."""
    stores = ", ".join(decision.stores)
    if not stores:
        return _("No store can send it yet")
    if len(decision.stores) > 1:
        return _("%(stores)s share it", stores=stores)
    return _("%(store)s sends it", store=stores)


def movable(order: Order) -> list[Fulfillment]:
    """Its jobs that may still be sent on."""
    jobs = fulfillments_of(order.id)
    return [job for job in jobs if job.method == Method.SHIP and job.state in MOVABLE]


def job_of(order: Order, number: str) -> Fulfillment:
    """Raises Missing for a job that isn't this order's."""
    for job in fulfillments_of(order.id):
        if job.number == number:
            return job
    raise Missing("no_job", _("%(order)s has no part %(number)s.", order=order.number, number=number[:40]))


def routing_of(order: Order, number: str = "") -> Routing:
    """For a part of the order, by its number, or for what is parked. Raises Refused("not_movable")."""
    jobs = movable(order)
    job = job_of(order, number) if number else None
    if job is None and not is_parked(order):
        job = next(iter(jobs), None)
    if (job is None and not is_parked(order)) or (job is not None and job not in jobs):
        raise Refused("not_movable", _("Nothing of %(number)s can be sent on now.", number=order.number))
    names, here = store_names(), job.store.code if job else ""
    choices = [
        Choice(verdict.store, reason_of(facts_of(verdict), names), verdict.has == verdict.wants)
        for verdict in candidates(order, _units(order, job))
        if verdict.store != here
    ]
    return Routing(order, told(order.id), job, choices, None if job else order.auto_cancel_at)


def _units(order: Order, job: Fulfillment | None) -> list[tuple[OrderLine, int]]:
    if job is None:
        return left_to_send(order)
    return [(line.order_line, line.wanted - line.canceled) for line in job.lines]
