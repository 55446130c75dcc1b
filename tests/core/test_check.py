"""The books are proved in little memory, however many orders there are."""

import gc

import pytest
import sqlalchemy as sa

from associate.core.acts import check
from associate.core.orders.models import Order, SearchKey
from associate.db import atomic, db
from tests.support.shop import look_again


@pytest.mark.long
def test_orders_are_looked_at_a_few_at_a_time(app, shop, monkeypatch):
    for n in range(12):
        shop.has_order((shop.jacket, 1), number=f"10{n:02}")
    with atomic():
        db.session.execute(sa.delete(SearchKey))
    look_again()
    db.session.remove()
    monkeypatch.setattr(check, "AT_ONCE", 3)
    alive = [in_memory() for _sentence in check._search_keys()]
    assert len(alive) == 12 and max(alive) <= 2 * 3


def in_memory() -> int:
    gc.collect()
    return sum(isinstance(row, Order) for row in db.session)
