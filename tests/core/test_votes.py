"""How long a customer may choose, what stands in for their answer, and what a substitute costs less."""

from datetime import UTC, datetime, timedelta

import pytest

from associate.core.acts.substitutes import cheaper_by
from associate.core.fulfillment.votes import time_to_answer
from associate.core.orders.models import Order, OrderLine
from associate.core.orders.wishes import Otherwise, wish_of
from associate.core.stores.models import OpeningHours, Store

TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, in Dublin's winter
AFTERNOON = TEN + timedelta(hours=5)


@pytest.fixture
def store():
    hours = [
        OpeningHours(weekday=day, opens=datetime.min.time().replace(hour=9), closes=CLOSES)
        for day in range(7)
    ]
    return Store(zone="Europe/Dublin", hours=hours, exceptions=[], vote_minutes=15)


CLOSES = datetime.min.time().replace(hour=18)


@pytest.mark.parametrize(
    ("promise", "asked", "until"),
    [
        (AFTERNOON, TEN, TEN + timedelta(minutes=15)),  # the store's minutes
        (TEN + timedelta(minutes=30), TEN, TEN + timedelta(minutes=10)),  # 20 min before the promise
        (TEN, TEN, TEN + timedelta(minutes=5)),  # late already: never without a chance
        (  # 5 minutes before close, the other 10 the next morning
            TEN + timedelta(days=1, hours=3),
            TEN.replace(hour=17, minute=55),
            TEN + timedelta(days=1) - timedelta(minutes=50),
        ),
    ],
)
def test_the_time_to_choose_is_the_lesser_and_only_open_time(store, promise, asked, until):
    assert time_to_answer(store, promise, asked) == until


def test_a_closed_store_does_not_count_its_minutes(store):
    store.closed_until, store.closed_why = TEN + timedelta(hours=2), "weather"
    assert time_to_answer(store, AFTERNOON, TEN) == TEN + timedelta(hours=2, minutes=15)


@pytest.mark.parametrize(
    ("attributes", "notes", "meant"),
    [
        ([], [], None),
        ([["Substitutes", "yes"]], [], Otherwise.BEST),
        ([["If missing", "Refund"]], [], Otherwise.CANCEL),
        ([["substitutions", "call me"]], [], Otherwise.ASK),
        ([["substitutes", "yes"]], [["If missing", "No"]], Otherwise.CANCEL),  # its own line counts more
        ([["color", "yes"]], [["substitutes", "blue"]], None),
    ],
)
def test_what_they_said_when_they_ordered(attributes, notes, meant):
    line = OrderLine(notes=notes, order=Order(attributes=attributes))
    assert wish_of(line) == meant


@pytest.mark.parametrize(
    ("bought", "price", "units", "less"),
    [
        ((1, 6400, 6400), 4900, 1, 1500),
        ((1, 6400, 6400), 7900, 1, 0),  # never charged
        ((2, 6400, 12800), 4900, 1, 1500),  # of one of two
        ((1, 6400, 5760), 4900, 1, 1350),  # with 10 % off, so is the other one
        ((1, 1000, 1200), 500, 1, 600),  # tax on top goes with it
        ((1, 0, 0), 500, 1, 0),
        ((3, 333, 999), 100, 2, 466),
    ],
)
def test_what_a_substitute_costs_less(bought, price, units, less):
    quantity, unit_price, total = bought
    line = OrderLine(quantity=quantity, unit_price=unit_price, total=total)
    assert cheaper_by(line, price, units) == less
