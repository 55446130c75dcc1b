"""Three buffers: the last rule that fits wins; safety stock stands in the levels."""

import pytest
import sqlalchemy as sa

from associate.core.acts.mapping import take_in_product
from associate.core.inventory import ledger
from associate.core.inventory.buffers import BufferKind, BufferRule, BufferRules, Place, Thing
from associate.core.inventory.kept_back import available_to, available_to_all, minimums_to_route
from associate.core.inventory.models import StockLevel
from associate.core.inventory.safety import keep_safety
from associate.core.orders.incoming import IncomingProduct, IncomingVariant
from associate.db import atomic, db
from tests.support.furnish import variant
from tests.support.shop import look_again

SAFETY, THRESHOLD, MINIMUM = BufferKind.SAFETY, BufferKind.THRESHOLD, BufferKind.MINIMUM
SHOE, MILK = Thing("Shoes", frozenset({"sale", "new"})), Thing("Food")
QUAY, ROW = Place(1, frozenset({"outlet"})), Place(2)


def rule(kind, units, **named):
    return BufferRule(kind=kind, units=units, **{"tag": "", "category": "", "store_group": "", **named})


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, [1, 1, 1, 1]),
        ({"category": "Shoes"}, [1, 1, 0, 0]),
        ({"tag": "sale"}, [1, 1, 0, 0]),
        ({"tag": "sal"}, [0, 0, 0, 0]),
        ({"store_id": 2}, [0, 1, 0, 1]),
        ({"store_group": "outlet"}, [1, 0, 1, 0]),
        ({"category": "Food", "store_group": "outlet"}, [0, 0, 1, 0]),
    ],
)
def test_a_rule_holds_where_everything_it_names_fits(named, expected):
    rules = BufferRules([rule(SAFETY, 1, **named)])
    assert [rules.units(SAFETY, thing, at) for thing in (SHOE, MILK) for at in (QUAY, ROW)] == expected


def test_the_last_that_fits_wins_also_with_less():
    rules = BufferRules([rule(SAFETY, 2), rule(SAFETY, 5, category="Shoes"), rule(SAFETY, 0, store_id=1)])
    assert rules.units(SAFETY, SHOE, ROW) == 5
    assert rules.units(SAFETY, SHOE, QUAY) == 0
    assert rules.units(SAFETY, MILK, ROW) == 2


def test_each_kind_and_each_channel_has_its_own():
    rules = BufferRules([rule(THRESHOLD, 3), rule(THRESHOLD, 1, channel_id=7), rule(MINIMUM, 9)])
    assert [rules.units(THRESHOLD, SHOE, QUAY, channel) for channel in (6, 7)] == [3, 1]
    assert (rules.units(SAFETY, SHOE, QUAY), rules.units(MINIMUM, SHOE, QUAY)) == (0, 9)


def safeties(shop):
    look_again()
    find = sa.select(StockLevel.safety).order_by(StockLevel.store_id, StockLevel.variant_id)
    return list(db.session.scalars(find))


def test_safety_stands_in_the_levels(shop):
    with atomic():
        shop.kettle.product.category, shop.jacket.product.tags = "Kitchen", ["rain", "new"]
        db.session.add(rule(SAFETY, 1, position=1))
        db.session.add(rule(SAFETY, 4, position=2, tag="new"))
        db.session.add(rule(SAFETY, 3, position=3, category="Kitchen", store_id=shop.castle_row.id))
        db.session.flush()
        assert keep_safety() == 8
        assert keep_safety() == 0
    assert safeties(shop) == [4, 1, 1, 1, 4, 3, 1, 1]


def test_what_a_person_set_for_one_thing_stays(shop):
    with atomic():
        db.session.execute(
            sa.update(StockLevel).where(StockLevel.variant_id == shop.milk.id).values(own_safety=7)
        )
        db.session.add(rule(SAFETY, 2, position=1))
        db.session.flush()
        keep_safety()
    assert safeties(shop) == [2, 2, 7, 2] * 2


def test_a_new_level_and_a_retagged_product_follow_the_rules(shop):
    with atomic():
        db.session.add(rule(SAFETY, 2, position=1, tag="fragile"))
        db.session.flush()
        vase = variant("HW-VA-1", "5012345678900", "Vase", 2500)
        vase.product.tags = ["fragile"]
        db.session.flush()
        level_id = ledger.level_of(shop.mill_quay.id, vase.id)
    assert db.session.get_one(StockLevel, level_id).safety == 2
    told = IncomingProduct(
        external_id="p1",
        title="Kettle",
        tags=("fragile",),
        variants=(IncomingVariant(external_id="v1", sku="HW-EK-15"),),
    )
    take_in_product(shop.web, told)
    assert safeties(shop)[1] == 2


def test_a_store_group_reaches_its_stores(shop):
    with atomic():
        shop.castle_row.groups = ["outlet"]
        db.session.add(rule(SAFETY, 5, position=1, store_group="outlet"))
        db.session.flush()
        keep_safety()
    assert safeties(shop) == [0] * 4 + [5] * 4


def test_a_channel_sees_less_and_routing_wants_more(shop):
    with atomic():
        db.session.add(rule(THRESHOLD, 3, position=1))
        db.session.add(rule(THRESHOLD, 25, position=2, channel_id=shop.web.id, store_id=shop.castle_row.id))
        db.session.add(rule(MINIMUM, 2, position=1, store_id=shop.mill_quay.id))
    quay, row = db.session.scalars(
        sa.select(StockLevel).filter_by(variant_id=shop.milk.id).order_by(StockLevel.store_id)
    )
    assert available_to(shop.web, quay) == 17
    assert available_to_all(shop.web, [quay, row]) == {quay.id: 17, row.id: 0}
    wanted = minimums_to_route([shop.milk.id], [shop.mill_quay, shop.castle_row])
    assert wanted == {(shop.mill_quay.id, shop.milk.id): 2}
