"""On my way, I’m here, come inside, not coming: the customer’s side of a visit."""

from collections.abc import Sequence
from datetime import timedelta

from associate.clock import now
from associate.core.acts import arrivals
from associate.core.acts.pings import ping
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.coming import Car, must_be_findable
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import OPEN
from associate.core.fulfillment.visits import Visit
from associate.core.orders.models import Order
from associate.core.stores.models import Location
from associate.db import atomic
from associate.errors import Missing, OutOfDate
from associate.words import _

MINUTES = (5, 10, 20, 40)


def jobs_at(order: Order, number: str, jobs: Sequence[Fulfillment]) -> list[Fulfillment]:
    """What they come for: this part of the order and its others in the same store; without a number the part
    that is furthest. Raises Missing("no_part")."""
    fitting = [job for job in jobs if job.number == number] if number else by_progress(jobs)
    if not fitting:
        raise Missing("no_part", _("There’s no order %(number)s in this store.", number=number))
    first = fitting[0]
    beside = (job for job in jobs if job.store_id == first.store_id and job.state in OPEN)
    return [first, *(job for job in beside if job.id != first.id)]


def by_progress(jobs: Sequence[Fulfillment]) -> list[Fulfillment]:
    return sorted(jobs, key=lambda job: (job.state not in OPEN, job.ready_at is None, job.id))


def announce(jobs: list[Fulfillment], minutes: int, *, to_counter: bool, intent: Intent, by: Actor) -> None:
    with atomic():
        if answered(intent) is None:
            eta = now() + timedelta(minutes=minutes)
            visit = arrivals.announce(jobs, eta_at=eta, to_counter=to_counter, by=by)
            answer(intent, visit=visit.id)


def arrive(jobs: list[Fulfillment], bay: Location | None, car: Car, *, intent: Intent, by: Actor) -> None:
    """Said again it moves the car: to another bay, or another car."""
    with atomic():
        if answered(intent) is None:
            must_be_findable(bay, car)
            visit = arrivals.arrive(jobs, bay=bay, **vars(car), by=by)
            answer(intent, visit=visit.id)


def come_inside(jobs: list[Fulfillment], *, intent: Intent, by: Actor) -> None:
    with atomic():
        if answered(intent) is None:
            if visit := arrivals.visit_of(jobs):
                arrivals.move_inside(visit, by=by)
            answer(intent)


def call_off(jobs: list[Fulfillment], *, intent: Intent, by: Actor) -> None:
    with atomic():
        if answered(intent) is None:
            if visit := arrivals.visit_of(jobs):
                arrivals.call_off(visit, by=by)
            answer(intent)


def say_again(jobs: list[Fulfillment], *, intent: Intent, by: Actor) -> None:
    """Raises OutOfDate("not_here") when nobody waits for them, and what `ping` raises."""
    with atomic():
        if answered(intent) is None:
            ping(_standing(jobs), by=by)
            answer(intent)


def _standing(jobs: list[Fulfillment]) -> Visit:
    visit = arrivals.visit_of(jobs)
    if visit is None:
        raise OutOfDate("not_here", _("There’s nobody to call just now."))
    return visit
