"""The last units, and more buyers than units, in several processes: exactly what is there is sold."""

import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind
from associate.core.orders.models import Order, OrderState
from associate.db import atomic, db
from tests.races.buyers import buy, in_processes

PROCESSES, EACH, UNITS, ROUNDS = 8, 4, 10, 5


def test_32_buyers_of_the_last_10_get_exactly_10_five_times(app, shop):
    sku = shop.jacket.sku
    for round_ in range(ROUNDS):
        leave_free(shop, UNITS)
        before = sold()

        def work(n: int, round_: int = round_) -> None:
            for i in range(EACH):
                buy(sku, f"race-{round_}-{n}-{i}")

        in_processes(app, PROCESSES, work)
        assert sold() - before == UNITS
        on_hand, reserved, _held = shop.level(shop.jacket)
        assert on_hand - reserved == 0
    assert list(mismatches()) == []


def leave_free(shop, units: int) -> None:
    on_hand, reserved, _held = shop.level(shop.jacket)
    with atomic():
        level_id = ledger.level_of(shop.mill_quay.id, shop.jacket.id)
        ledger.adjust(level_id, units - (on_hand - reserved), Kind.COUNTED, cause="race", by=SYSTEM)


def sold() -> int:
    db.session.rollback()
    count = sa.select(sa.func.count()).select_from(Order).where(Order.state == OrderState.OPEN)
    return db.session.scalar(count) or 0
