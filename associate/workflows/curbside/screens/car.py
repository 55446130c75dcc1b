"""One car: who, where, what is taken to it, and what is in the way."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from associate.clock import now
from associate.core.fulfillment.at_car import bay_sign
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.states import ON_THE_FLOOR, WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.visits import Visit, VisitState, ready_jobs
from associate.core.orders.models import Order
from associate.core.stores.models import Temperature
from associate.words import _


@dataclass(frozen=True)
class Waiting:
    """A part of it that isn’t ready, and the sentence that says what is missing."""

    job: Fulfillment
    why: str


@dataclass
class Car:
    """`beside`: the other open visits of the store, so that two in one bay or for one order are seen."""

    visit: Visit
    beside: list[Visit] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Who comes, as staff call out to them; the customer’s initial tells two Mayas apart."""
        order = self._customer
        if self.visit.pass_id or not order.first_name:
            return self.visit.name or self.visit.jobs[0].number
        last = order.last_name.strip()
        return f"{order.first_name} {last[0].upper()}." if last else order.first_name

    @property
    def first_name(self) -> str:
        return self.visit.name or self.name

    @property
    def sent_by(self) -> str:
        """The first names of those that whoever comes was sent by."""
        sent = [entry.fulfillment.order for entry in self.visit.orders if entry.pass_id]
        names = dict.fromkeys(order.first_name for order in sent if order.first_name)
        return ", ".join(names) if self.visit.pass_id else ""

    @property
    def _customer(self) -> Order:
        """Of those in it, whoever said first that they’re here."""
        orders = [job.order for job in self.visit.jobs]
        return next((order for order in orders if order.first_name == self.visit.name), orders[0])

    @property
    def bay(self) -> str:
        return bay_sign(self.visit.bay) if self.visit.bay else ""

    @property
    def numbers(self) -> str:
        return ", ".join(job.number for job in self.visit.jobs)

    @property
    def looks(self) -> str:
        """ "Blue Skoda Octavia"."""
        words = f"{self.visit.color} {self.visit.make}".strip()
        return words[:1].upper() + words[1:]

    @cached_property
    def ready(self) -> list[Fulfillment]:
        """What can be taken to it now."""
        return [job for job in ready_jobs(self.visit) if job.open_bags]

    @cached_property
    def bags(self) -> list[Bag]:
        """To be taken, by place, as one walks."""
        bags = [bag for job in self.ready for bag in job.open_bags]
        return sorted(bags, key=lambda bag: (bag.location.sequence if bag.location else 0, bag.id))

    @property
    def places(self) -> list[tuple[str, bool]]:
        """Where its bags are: (label, is it cold), each once."""
        found = {bag.location.label: is_cold(bag) for bag in self.bags if bag.location}
        return list(found.items())

    @cached_property
    def not_ready(self) -> list[Waiting]:
        return [Waiting(job, why_not(job)) for job in self.visit.jobs if is_missing(job)]

    @property
    def is_heavy(self) -> bool:
        lines = [line for job in self.ready for line in job.lines if line.to_hand_over]
        return any(line.variant.product.is_heavy for line in lines)

    @property
    def min_age(self) -> int | None:
        return max((job.min_age for job in self.ready if job.min_age), default=None)

    @property
    def wait(self) -> timedelta | None:
        return self.visit.wait()

    @property
    def waits_since(self) -> datetime | None:
        """When the wait began, while it goes on."""
        wait = self.wait
        is_over = wait is None or self.visit.state == VisitState.AT_CAR
        return None if is_over or wait is None else now() - wait

    @property
    def goal(self) -> int:
        """Minutes."""
        return self.visit.goal

    @property
    def is_late(self) -> bool:
        return self.wait is not None and self.wait > timedelta(minutes=self.goal)

    @property
    def is_free(self) -> bool:
        """Does nobody have it?"""
        return self.visit.state == VisitState.ARRIVED

    @property
    def runner(self) -> str:
        return self.visit.runner.first_name if self.visit.runner else ""

    @property
    def in_same_bay(self) -> list["Car"]:
        """Others that say they stand in the same bay."""
        mine = self.visit.bay_id if self.visit.is_here else None
        return [Car(other) for other in self.beside if mine and other.bay_id == mine and other.is_here]

    @property
    def for_same_order(self) -> list["Car"]:
        """Others that come for one of the same orders."""
        mine = {job.id for job in self.visit.jobs}
        return [Car(other) for other in self.beside if mine & {job.id for job in other.jobs}]


def car(visit: Visit, others: list[Visit]) -> Car:
    return Car(visit, [other for other in others if other.id != visit.id])


def is_missing(job: Fulfillment) -> bool:
    """Still to come: on the floor, or partly collected with nothing of it in a bag."""
    return job.state in ON_THE_FLOOR or (job.state in WITH_CUSTOMER_TO_COME and not job.open_bags)


def why_not(job: Fulfillment) -> str:
    """ "2 items to pick", "4 of 6 picked", "picked, not in its place yet"."""
    if job.state in WITH_CUSTOMER_TO_COME:
        return _("the rest of it isn’t here")
    if job.state == State.PICKED:
        return _("picked, its bags aren’t in their place yet")
    if job.state == State.WAITING:
        return _("waits for a decision")
    if job.units_picked:
        return _("%(done)d of %(all)d picked", done=job.units_picked, all=job.units_to_find)
    return _("%(n)d to pick", n=job.units_to_find)


def is_cold(bag: Bag) -> bool:
    return bag.location is not None and bag.location.temperature != Temperature.AMBIENT
