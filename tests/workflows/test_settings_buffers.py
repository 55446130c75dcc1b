"""Buffers in the settings: sentences in order, and what a rule touches before it is saved."""

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.inventory.buffers import BufferKind, BufferRule
from associate.core.inventory.models import StockLevel
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.settings import press
from tests.support.shop import look_again

NEW = "/settings/buffers/safety/new"


@pytest.fixture
def rosa(app, shop):
    with atomic():
        shop.kettle.product.category, shop.milk.product.category = "Kitchen", "Food"
        shop.jacket.product.tags = ["rain"]
        shop.castle_row.groups = ["outlet"]
    return Person(app, shop.rosa).posts("/me/store", code="MQ")


def safety(shop, variant, store=None):
    look_again()
    where = {"variant_id": variant.id, "store_id": (store or shop.mill_quay).id}
    return db.session.scalar(sa.select(StockLevel.safety).filter_by(**where))


def adds(rosa, url=NEW, **fields):
    press(rosa.opens(url), **fields)
    return press(rosa)


def test_it_says_what_a_rule_touches_before_it_is_saved(shop, rosa):
    press(rosa.opens(NEW), units="2").sees(
        "It touches 4 products in 2 stores.", "2 units of everything in every store"
    )
    assert safety(shop, shop.kettle) == 0
    press(rosa).sees("Saved", "2 units of everything in every store")
    assert safety(shop, shop.kettle) == 2
    press(rosa.opens(NEW), units="5", category="Kitchen", store_group="outlet").sees(
        "It touches 1 product in 1 store.", "5 units of Kitchen in stores of the group outlet"
    )
    press(rosa)
    assert (safety(shop, shop.kettle), safety(shop, shop.kettle, shop.castle_row)) == (2, 5)
    kinds = list(db.session.scalars(sa.select(Event.kind).where(Event.kind.startswith("buffer_rule"))))
    assert kinds == ["buffer_rule.added", "buffer_rule.added"]


def test_where_a_later_rule_wins_is_said(shop, rosa):
    adds(rosa, units="1")
    adds(rosa, units="5", category="Kitchen")
    with atomic():
        db.session.execute(
            sa.update(StockLevel).where(StockLevel.variant_id == shop.milk.id).values(own_safety=9)
        )
    press(rosa.opens("/settings/buffers/safety/1"), units="3").sees(
        "It touches 4 products in 2 stores.",
        "For 1 of them a later rule wins.",
        "2 figures that somebody set by hand stay.",
    )
    press(rosa)
    assert [safety(shop, each) for each in (shop.jacket, shop.kettle, shop.milk)] == [3, 5, 9]
    event = db.session.scalars(sa.select(Event).where(Event.kind == "buffer_rule.changed")).one()
    assert describe(event.kind, event.facts) == "Settings, Safety stock: Units kept back 1 → 3"


def test_the_order_decides_and_a_removed_rule_lets_go(shop, rosa):
    adds(rosa, units="5", category="Kitchen")
    adds(rosa, units="1")
    assert safety(shop, shop.kettle) == 1
    rosa.posts("/settings/buffers/safety/1/steps", direction="down", seen=seen_of(rosa))
    assert safety(shop, shop.kettle) == 5
    rosa.opens("/settings/buffers/safety/2").taps("Remove it").sees("Removed")
    assert safety(shop, shop.kettle) == 1


def seen_of(rosa):
    return rosa.opens("/settings/buffers").page.select_one("form[action$=steps] input[name=seen]")["value"]


def test_who_comes_second_is_told(app, shop, rosa):
    ada = Person(app, shop.ada).posts("/me/store", code="CR").opens(NEW)
    press(rosa.opens(NEW), units="2")
    press(ada, units="3")
    press(rosa).sees("Saved")
    assert press(ada).code == "changed_since"
    assert press(ada.opens(NEW), units="x").status == 422


def test_a_threshold_names_a_web_shop_and_a_minimum_does_not(shop, rosa):
    adds(rosa, "/settings/buffers/threshold/new", units="3", channel="web").sees("for Web shop")
    adds(rosa, "/settings/buffers/minimum/new", units="2", in_store="CR").sees(
        "2 units of everything in Castle Row"
    )
    rules = db.session.scalars(sa.select(BufferRule).order_by(BufferRule.id)).all()
    assert [(r.kind, r.units, r.channel_id) for r in rules] == [
        (BufferKind.THRESHOLD, 3, shop.web.id),
        (BufferKind.MINIMUM, 2, None),
    ]
    assert safety(shop, shop.kettle) == 0


def test_it_is_for_those_who_route(app, shop):
    assert Person(app, shop.helen).opens("/settings/buffers").status == 403
