"""Bursts of orders in several processes: what is there is sold, whole orders only, no deadlock."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from associate.core.acts.check import mismatches
from associate.core.acts.intake_many import take_in_new
from associate.core.catalog.channels import Channel
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.incoming import IncomingOrder
from associate.core.orders.models import Order
from associate.db import atomic, db, outage
from associate.errors import Busy
from tests.races.buyers import in_processes
from tests.races.test_last_units import leave_free, sold

PROCESSES, UNITS = 8, 100
ORDERS, LINES, OF_EACH = 400, 3, 120


@pytest.mark.parametrize("size", [pytest.param(1, marks=pytest.mark.long), 25])
def test_10_000_tries_on_100_units_sell_exactly_100(app, shop, size):
    leave_free(shop, UNITS)
    before = sold()
    told = shop.tells((shop.jacket, 1), number="1", customer=None)

    def work(n: int) -> None:
        for first in range(0, 10_000 // PROCESSES, size):
            names = [f"{n}-{first + i}" for i in range(size)]
            try_to_sell([told.model_copy(update={"external_id": name, "number": name}) for name in names])

    in_processes(app, PROCESSES, work)
    on_hand, reserved, _held = shop.level(shop.jacket)
    assert (sold() - before, on_hand - reserved) == (UNITS, 0)
    assert list(mismatches()) == []


@pytest.mark.parametrize("size", [pytest.param(1, marks=pytest.mark.later), 10])
def test_400_orders_of_three_things_in_any_order_are_whole_and_never_deadlock(app, shop, size):
    """Customers are shared too: their profiles are rows that wait for each other as well as the shelves."""
    things = [shop.jacket, shop.kettle, shop.milk, shop.wine]
    for thing in things:
        shop.stocks(thing, OF_EACH - 20)
    tellings = [random_order(shop, things, number) for number in range(ORDERS)]

    def work(n: int) -> None:
        mine = tellings[n::PROCESSES]
        for first in range(0, len(mine), size):
            try_to_sell(mine[first : first + size])

    in_processes(app, PROCESSES, work)
    assert list(mismatches()) == []
    jobs = db.session.scalars(sa.select(Fulfillment)).all()
    assert Counter(len(job.lines) for job in jobs) == {LINES: len(jobs)}
    assert len(jobs) >= OF_EACH and db.session.scalar(sa.select(sa.func.count(Order.id))) == len(jobs)


def random_order(shop, things, number: int) -> IncomingOrder:
    chance = random.Random(number)
    items = [(thing, 1) for thing in chance.sample(things, LINES)]
    who = {"customer": f"c-{chance.randrange(5)}", "first": f"Guest{number}"}
    return shop.tells(*items, number=str(number), **who)


def try_to_sell(tellings: Sequence[IncomingOrder]) -> None:
    """As the worker does it: who came too late, or met somebody making the same customer, comes again. A
    deadlock is nobody's turn: it fails the test."""
    while True:
        try:
            with atomic():
                take_in_new(db.session.scalars(sa.select(Channel)).one(), tellings)
            return
        except (Busy, IntegrityError):
            db.session.rollback()
        except OperationalError as error:
            db.session.rollback()
            if outage(error) != "busy":
                raise
