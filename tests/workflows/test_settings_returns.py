"""Rules for returns in the settings: what each touches is said before it is saved, and who may say what."""

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.returns.models import ReturnRule
from associate.core.returns.policy import terms_for
from associate.core.returns.wanted import Restocking
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.settings import press
from tests.support.shop import look_again

NEW = "/settings/returns/new"


@pytest.fixture
def rosa(app, shop):
    with atomic():
        shop.kettle.product.category, shop.milk.product.category = "Kitchen", "Food"
        shop.jacket.product.tags = ["rain"]
        shop.castle_row.groups = ["outlet"]
    return Person(app, shop.rosa).posts("/me/store", code="MQ")


def adds(person, **fields):
    press(person.opens(NEW), **fields)
    return press(person)


def terms(shop, variant, store=None):
    look_again()
    return terms_for(variant.product, store=store or shop.mill_quay)


def test_it_says_what_a_rule_touches_before_it_is_saved(shop, rosa):
    press(rosa.opens(NEW), name="All", days="14", ceiling="250", in_store="").sees(
        "It touches 4 products in 2 stores.",
        "It also holds for what was ordered before today.",
        "Everything: Days to bring it back: 14; A unit above this needs somebody to agree: 250.00",
    )
    assert terms(shop, shop.kettle).days == 30
    press(rosa).sees("Saved", "All", "Days to bring it back: 14")
    press(
        rosa.opens(NEW),
        name="Outlet kitchen",
        category="Kitchen",
        store_group="outlet",
        final_sale="yes",
        restocking_percent="12,5",
        restocking_per_unit="2",
        needs_note=["defective", "damaged"],
        goes_b="vendor",
        since="2026-01-01",
    ).sees("It touches 1 product in 1 store.", "Orders from: 2026-01-01")
    press(rosa)
    there, here = terms(shop, shop.kettle, shop.castle_row), terms(shop, shop.kettle)
    assert (there.days, there.ceiling, there.final_sale) == (14, 25000, True)
    assert there.restocking == Restocking(1250, 200)
    assert (there.needs_note, there.dispositions["b"]) == ({"defective", "damaged"}, "vendor")
    assert (here.final_sale, here.ceiling) == (False, 25000)


def test_a_rule_is_changed_moved_and_removed_and_all_of_it_is_kept(shop, rosa):
    adds(rosa, name="All", days="60")
    adds(rosa, name="Kitchen", category="Kitchen", days="14")
    press(rosa.opens("/settings/returns/1"), days="45").sees("For 1 of them a later rule says otherwise.")
    press(rosa)
    assert (terms(shop, shop.jacket).days, terms(shop, shop.kettle).days) == (45, 14)
    seen = rosa.opens("/settings/returns").page.select_one("form[action$=steps] input[name=seen]")["value"]
    rosa.posts("/settings/returns/2/steps", direction="up", seen=seen)
    assert terms(shop, shop.kettle).days == 45
    rosa.opens("/settings/returns/1").taps("Remove it").sees("Removed")
    assert [rule.name for rule in db.session.scalars(sa.select(ReturnRule))] == ["All"]
    events = db.session.scalars(
        sa.select(Event).where(Event.kind.startswith("return_rule")).order_by(Event.id)
    )
    assert [describe(event.kind, event.facts) for event in events] == [
        "Rule for returns added: All",
        "Rule for returns added: Kitchen",
        "Settings, All: Days to bring it back 60 → 45",
        "Rule for returns Kitchen is number 1 now",
        "Rule for returns removed: Kitchen",
    ]


def test_a_manager_speaks_for_their_own_store(app, shop, rosa):
    adds(rosa, name="All", days="60")
    helen = Person(app, shop.helen)
    assert helen.opens("/settings/returns").page.find("a", string="All") is None
    assert helen.opens("/settings/returns/1").status == 404
    assert press(helen.opens(NEW), name="Ours", days="7", in_store="").status == 422
    assert press(helen.opens(NEW), name="Ours", days="7", in_store="CR").status == 422
    adds(helen, name="Ours", days="7").sees("in Mill Quay")
    assert [terms(shop, shop.jacket, each).days for each in (shop.mill_quay, shop.castle_row)] == [7, 60]
    press(rosa.opens("/settings/returns/2"), days="8")
    press(helen.opens("/settings/returns/2"), days="9")
    press(rosa)
    assert press(helen).code == "changed_since"
    assert Person(app, shop.marcus).opens("/settings/returns").status == 403


def test_what_cannot_be_a_rule_is_said_beside_its_field(shop, rosa):
    page = press(
        rosa.opens(NEW), name="", days="-1", restocking_percent="101", ceiling="x", since="2026-02-30"
    )
    assert page.status == 422
    page.sees("A whole number from 0 to 3650.", "A percentage from 0 to 100", "An amount like 50 or 49.90.")
    assert press(rosa.opens(NEW), name="Nothing").sees("The rule says nothing yet.").status == 422
    turned = {"since": "2026-02-02", "until": "2026-02-01"}
    press(rosa.opens(NEW), name="Turned", days="1", **turned).sees("It ends before it begins.")


def test_a_promotion_is_named_with_its_numbers_or_not_at_all(shop, rosa):
    press(rosa.opens(NEW), name="3 for 2", tag="rain", promotion="cheapest_free").sees("Say of how many")
    press(rosa.opens(NEW), name="3 for 2", tag="rain", promotion_size="3").sees("Say which promotion")
    wrong = {"promotion": "cheapest_free", "promotion_size": "3", "promotion_free": "3"}
    press(rosa.opens(NEW), name="3 for 2", tag="rain", **wrong).sees("That would make all of them free.")
    adds(rosa, name="3 for 2", tag="rain", **{**wrong, "promotion_free": "1"})
    rosa.sees("A promotion that has to hold: the cheapest are free")
    (rule,) = db.session.scalars(sa.select(ReturnRule))
    assert rule.says == {"promotion": "cheapest_free", "promotion_size": 3, "promotion_free": 1}
    assert terms(shop, shop.jacket).days == 30
