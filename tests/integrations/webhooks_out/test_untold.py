"""What changes a level and is no movement: a recall, safety stock. Subscribers hear of it at once, once."""

from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.recalls import end_stop, stop_selling
from associate.core.events.outbox import Outgoing
from associate.core.events.record import SYSTEM, Actor
from associate.core.inventory import ledger
from associate.core.inventory.buffers import BufferKind, BufferRule
from associate.core.inventory.models import StockLevel
from associate.core.inventory.safety import keep_safety
from associate.core.inventory.untold import Untold
from associate.db import atomic, db
from associate.jobs import spread_stock as feed
from associate.jobs.spread_stock import spread_stock
from tests.support.listeners import subscribe
from tests.support.shop import look_again

TILL = Actor("channel:1")


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def listens(app, shop):
    subscribe("https://hooks.example/", "stock.changed")
    spread_stock()


def recalls(shop, variant, **marks):
    with atomic(variant.product):
        return stop_selling(variant.product, "It breaks.", by=shop.helen.actor, **marks)


def ends(shop, stop):
    with atomic(stop.product, stop):
        end_stop(stop, "It was tested.", by=shop.helen.actor)


def sells(shop, variant):
    with atomic():
        ledger.sell(ledger.level_of(shop.mill_quay.id, variant.id), 1, cause="test", by=TILL)


def keeps_back(units, **named):
    with atomic():
        last = db.session.scalar(sa.select(sa.func.max(BufferRule.position))) or 0
        db.session.add(BufferRule(kind=BufferKind.SAFETY, position=last + 1, units=units, **named))
        db.session.flush()
        return keep_safety()


def told():
    """What was told since the last look: (store, sku, atp)."""
    look_again()
    found = db.session.scalars(sa.select(Outgoing.facts).filter_by(kind="stock.changed"))
    said = [(facts["store"], facts["sku"], facts["atp"]) for facts in found]
    with atomic():
        db.session.execute(sa.delete(Outgoing))
    return sorted(said)


def both(shop, variant, atp):
    return sorted((store.code, variant.sku, atp) for store in (shop.mill_quay, shop.castle_row))


def test_a_recall_and_its_end_are_told_at_once_in_every_store(shop, listens):
    stop = recalls(shop, shop.kettle)
    assert spread_stock() == 2 and told() == both(shop, shop.kettle, 0)
    assert spread_stock() == 0
    ends(shop, stop)
    assert spread_stock() == 2 and told() == both(shop, shop.kettle, 20)
    assert db.session.scalars(sa.select(Untold)).all() == []


def test_a_recall_within_the_window_of_a_movement_is_told_once(shop, listens, clock):
    sells(shop, shop.kettle)
    assert spread_stock() == 1 and told() == [("MQ", shop.kettle.sku, 19)]
    recalls(shop, shop.kettle)
    assert spread_stock() == 2 and told() == both(shop, shop.kettle, 0)
    sells(shop, shop.milk)
    assert spread_stock() == 1 and told() == [("MQ", shop.milk.sku, 19)]
    for _round in range(20):
        clock.shift(timedelta(seconds=7))
        assert spread_stock() == 0


def test_what_moves_while_it_is_recalled_is_told_as_none(shop, listens):
    recalls(shop, shop.kettle)
    spread_stock()
    told()
    sells(shop, shop.kettle)
    assert spread_stock() == 1 and told() == [("MQ", shop.kettle.sku, 0)]


def test_one_lot_of_it_changes_no_figure(shop, listens):
    stop = recalls(shop, shop.kettle, lot="L7")
    assert spread_stock() == 0
    whole = recalls(shop, shop.kettle)
    assert spread_stock() == 2
    ends(shop, stop)
    assert spread_stock() == 0
    ends(shop, whole)
    assert spread_stock() == 2


def test_safety_stock_is_told_where_it_changed(shop, listens):
    assert keeps_back(3, store_id=shop.castle_row.id) == 4
    assert spread_stock() == 4
    assert {(store, atp) for store, _sku, atp in told()} == {("CR", 17)}
    assert keeps_back(3, store_id=shop.castle_row.id) == 0 and spread_stock() == 0
    assert keeps_back(5) == 8 and keeps_back(3) == 8  # twice before anybody looked: once, the last
    assert spread_stock() == 8
    assert {atp for _store, _sku, atp in told()} == {17}


def test_what_is_taken_back_at_once_is_no_news(shop, listens):
    ends(shop, recalls(shop, shop.kettle))
    spread_stock()
    sells(shop, shop.kettle)
    assert [atp for _store, _sku, atp in told()][-1] == 20 and spread_stock() == 1


def test_many_levels_are_told_in_bites(shop, listens, monkeypatch):
    monkeypatch.setattr(feed, "BITE", 3)
    keeps_back(1)
    assert spread_stock() == 8 and len(told()) == 8 and spread_stock() == 0


def test_a_deed_that_fails_tells_nothing(shop, listens):
    with suppress(RuntimeError), atomic(shop.kettle.product):
        stop_selling(shop.kettle.product, "It breaks.", by=SYSTEM)
        raise RuntimeError
    assert db.session.scalars(sa.select(Untold)).all() == [] and spread_stock() == 0


def test_nobody_listens_and_nothing_is_kept(app, shop):
    recalls(shop, shop.kettle)
    keeps_back(2)
    assert db.session.scalars(sa.select(Untold)).all() == []
    assert db.session.scalar(sa.select(sa.func.sum(StockLevel.safety))) == 16
