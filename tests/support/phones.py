"""Customers' phones: with the link of an order, or with nothing but a sign in front of them."""

from typing import Self

from flask import Flask

from associate.clock import now
from associate.core.acts.collect import collect
from associate.core.acts.running import ended
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.links import current_pass, make_link, spoken_code, use_pass
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visits import Visit, visits_for
from associate.core.orders.models import Order
from associate.db import atomic
from tests.support.people import Person
from tests.support.pickups import KEY
from tests.support.shop import look_again

OCTAVIA = {"make": "Skoda Octavia", "color": "Blue", "plate": "12-D-34482"}


class Phone(Person):
    """Somebody without a login. `link` is the page of the order they opened."""

    link = ""

    def __init__(self, app: Flask, order: Order | None = None) -> None:
        super().__init__(app)
        if order:
            self.link = a_link(order)
            self.opens(self.link)

    def at_home(self) -> Self:
        return self.opens(self.link)

    def is_on_the_way(self, minutes: int = 10, where: str = "car") -> Self:
        self.opens(f"{self.link}/coming")
        return self.taps("I’m on my way", eta=str(minutes), where=where)

    def is_here(self, bay: str = "4", **car: str) -> Self:
        self.opens(f"{self.link}/here")
        return self.taps("I’m here", bay=bay, **(car or OCTAVIA))


def a_link(order: Order) -> str:
    with atomic():
        return f"/p/{make_link(order)}"


def visit_for(job: Fulfillment) -> Visit:
    """The one open visit for it."""
    look_again()
    [visit] = visits_for([job.id])
    return visit


def hand_over(job: Fulfillment) -> None:
    """Everything that waits of it is theirs now."""
    with atomic(job.order, job):
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause="handover:1", by=SYSTEM)
        for bag in job.open_bags:
            bag.gone_at = now()
        use_pass(job)
        ended([job], by=SYSTEM)


def code_of(job: Fulfillment) -> str:
    found = current_pass(job)
    assert found
    return spoken_code(found.nonce, key=KEY)
