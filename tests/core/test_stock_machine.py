"""Anything that can happen to stock and orders, in any order: no invariant is ever broken."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from associate.core.stores.versions import forget_readings
from associate.db import db, is_sqlite
from tests.support.machine_counter import Counter
from tests.support.machine_floor import Floor
from tests.support.machine_orders import Orders
from tests.support.machine_stock import Stock

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
QUICK = (Phase.explicit, Phase.generate, Phase.shrink)  # explaining traces every line, from the first step on
COMMON = settings(deadline=None, database=None, phases=QUICK, suppress_health_check=SLOW, print_blob=False)
EVERYDAY = settings(COMMON, max_examples=30, stateful_step_count=20, derandomize=True)
ON_POSTGRES = settings(EVERYDAY, max_examples=8)  # the same machine; a step costs three times as much there
LONG = settings(COMMON, max_examples=150, stateful_step_count=40)


class StockMachine(Orders, Floor, Counter, Stock):
    pass


@pytest.mark.timeout(600)
@pytest.mark.engine("sqlite", later="postgresql")
def test_no_order_of_deeds_breaks_the_books(engine, app, shop):
    run(engine, EVERYDAY if is_sqlite() else ON_POSTGRES)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_no_long_order_of_deeds_breaks_the_books(engine, app, shop):
    run(engine, LONG)


def run(engine, how: settings) -> None:
    @contextmanager
    def fresh() -> Iterator[None]:
        """Each example begins in a new shop, at the address that the app knows."""
        db.session.remove()
        if is_sqlite():
            db.engine.dispose()
        with engine.database("shop", "current"):
            forget_readings()
            yield
            db.session.remove()
            if is_sqlite():
                db.engine.dispose()

    class Here(StockMachine):
        pass

    Here.fresh = staticmethod(fresh)
    run_state_machine_as_test(Here, settings=how)
