"""Two profiles, one person: suggested with its reasons, merged, counted together and parted again."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.customers.alike import Known, Why, why_alike
from associate.core.customers.keys import card_key
from associate.core.customers.loyalty import LoyaltyEntry, points_of
from associate.core.customers.models import Customer, Merge
from associate.core.payments.credit import add_credit, balance, spend
from associate.db import atomic, db
from tests.support.machines import Machine
from tests.support.people import Person
from tests.support.shop import look_again

ADDRESS = "maya@mail.example"


@pytest.fixture
def two(shop):
    """Maya, twice in the web shop: with and without a second surname."""
    shop.has_order((shop.jacket, 1))
    shop.has_order((shop.milk, 1), number="1002", customer="c-maya-2", last="Rosen Vidal")
    return tuple(db.session.scalars(sa.select(Customer).order_by(Customer.id)))


@pytest.fixture
def helen(app, shop, two):
    return Person(app, shop.helen)


def card_of(app, customer):
    return f"/customers/{card_key(customer.id, app.config['SECRET_KEY'])}"


def merged(app, helen, one, other, why="Showed her ID"):
    helen.opens(card_of(app, one)).taps("Compare").taps("They are one person", reason=why)
    look_again()


def test_reasons_the_strongest_first():
    one = Known(frozenset({"a@b.example"}), frozenset({"+1"}), frozenset({"a@b.example"}))
    assert why_alike(one, one) == (Why.PROVEN_EMAIL, Why.PHONE)
    typed = Known(frozenset({"a@b.example"}), proven=frozenset())
    assert why_alike(one, typed) == (Why.EMAIL,)
    assert why_alike(one, Known()) == ()
    shop = Known(ids=frozenset({("shopify", "hw", "7")}))
    assert why_alike(shop, shop) == (Why.CHANNEL_ID,)
    assert why_alike(shop, Known(ids=frozenset({("shopify", "other", "7")}))) == ()


def test_two_that_were_merged_are_one_everywhere(app, shop, two, helen):
    one, other = two
    helen.opens(card_of(app, one)).sees("Might be", "The same email", "Weak")
    merged(app, helen, one, other)
    helen.opens(card_of(app, one)).sees("HW-1001", "HW-1002", "Showed her ID", "Another profile was merged")
    for text in (ADDRESS, "HW-1002"):
        assert helen.opens("/customers", q=text).url == card_of(app, one)
    assert helen.opens(card_of(app, other)).url == card_of(app, one)
    assert shop.diary(one)[-1] == "customer.merged" and shop.diary(other)[-1] == "customer.went_into"
    feed = Machine(app, "customers:read")
    (listed,) = feed.gets("/customers", email=ADDRESS)["items"]
    assert listed["id"] == one.id and len(listed["identities"]) == 2
    assert feed.gets("/customers")["items"] == [listed] == [feed.gets(f"/customers/{other.id}")]


def test_points_and_credit_count_together_and_part_again(app, shop, two, helen):
    one, other = two
    with atomic():
        for each, points, cents in ((one, 30, 1000), (other, 12, 500)):
            entry = {"cause": f"by_hand:{each.id}", "by": "system"}
            db.session.add(LoyaltyEntry(customer_id=each.id, points=points, **entry))
            add_credit(each.id, "EUR", cents, store_id=None, **entry)
    merged(app, helen, one, other)
    assert points_of(one.id) == points_of(other.id) == 42 and balance(other.id, "EUR") == 1500
    with atomic():
        spend(other.id, "EUR", 1200, cause="exchange:1", by="system", store_id=None)
    assert list(mismatches()) == []
    helen.opens(card_of(app, one)).taps("Part them").taps("Part them", reason="Two sisters")
    look_again()
    assert (points_of(one.id), points_of(other.id)) == (30, 12)
    assert (balance(one.id, "EUR"), balance(other.id, "EUR")) == (300, 0) and list(mismatches()) == []
    helen.opens(card_of(app, other)).sees("HW-1002", "Its own profile again").does_not_see("HW-1001")
    assert db.session.scalars(sa.select(Merge)).one().undone_why == "Two sisters"
    merged(app, helen, other, one)  # the other way round, and what parted them is no hindrance
    assert points_of(one.id) == 42


def test_what_stands_in_the_way_of_a_merge(app, shop, two, helen):
    one, other = two
    for into, gone, why, code in (
        (one, other, " ", "no_reason"),
        (one, one, "Twice", "same_person"),
    ):
        helen.opens(f"{card_of(app, into)}/merge", other=card_of(app, gone).rpartition("/")[2])
        assert helen.taps("They are one person", reason=why).code == code
    with atomic():
        db.session.execute(sa.update(Customer).where(Customer.id == other.id).values(email=shop.helen.email))
    helen.opens(f"{card_of(app, one)}/merge", other=card_of(app, other).rpartition("/")[2])
    assert helen.taps("They are one person", reason="It’s me").code == "own_profile"
    ana = Person(app, shop.ana).opens(f"{card_of(app, one)}/merge", other="x")
    assert ana.status == 403 and db.session.scalar(sa.select(sa.func.count()).select_from(Merge)) == 0


def test_a_channel_s_own_telling_stays_with_its_profile(app, shop, two, helen):
    one, other = two
    merged(app, helen, one, other)
    shop.has_order((shop.milk, 1), number="1003", customer="c-maya-2", last="Rosen Vidal")
    look_again()
    assert db.session.scalar(sa.select(sa.func.count()).where(Customer.merged_into_id.is_(None))) == 1
    helen.opens(card_of(app, one)).sees("HW-1003")
