"""The returns counter against whoever wants more than their due: twice, or for themselves."""

# ruff: noqa: F811  a fixture has the name of what it gives

import pytest
import sqlalchemy as sa

from associate import create_app
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import PutBack
from associate.core.orders.models import Order, RefundState
from associate.core.returns.models import ReturnRule
from associate.db import atomic, db
from associate.web.limits import limiter
from tests.support.brought import at_home, newest
from tests.support.counter import ana, books_agree, handover, job, qr  # noqa: F401  fixtures
from tests.support.devices import PIN, give_pins, tablet
from tests.support.people import Person
from tests.support.shop import look_again

JACKET, KETTLE, WINE = "96385074", "4006381333931", "5901234123457"


@pytest.fixture
def large(shop):
    """The jacket in L, five here, for as much."""
    with atomic():
        product = shop.jacket.product
        made = Variant(product=product, sku="HW-RJ-204-L", size="L", price=8900, currency="EUR")
        db.session.add(made)
        db.session.flush()
        row = {"store_id": shop.mill_quay.id, "variant_id": made.id, "on_hand": 5}
        ledger.stock_up([row], cause="test", by=SYSTEM)
    return made


def brings(who, number, *codes):
    """At the counter, every unit graded."""
    who.opens("/returns").scans(number)
    if "Next: their things" in who.text:
        who.taps("Next: their things", how="receipt")
    for code in codes:
        who.scans(code).taps("Wrong size").taps("As new")
    return who


def goes_back():
    """What went back or is to, of all orders, in minor units."""
    look_again()
    orders = db.session.scalars(sa.select(Order)).all()
    return sum(each.amount for order in orders for each in order.refunds if each.state != RefundState.FAILED)


def exchanged():
    look_again()
    return db.session.scalars(sa.select(Order).where(Order.number.startswith("EX-"))).one()


def test_nobody_agrees_to_credit_of_their_own(app, shop):
    """Of a gift, or without a receipt, it isn’t the order that says whose it is."""
    with atomic():
        says = {"second_person_above": 100, "no_receipt": False}
        db.session.add(ReturnRule(position=1, name="Two people", says=says))
    at_home(shop, (shop.kettle, 1))
    give_pins(shop.ana, shop.helen)
    at = brings(tablet(app, shop.helen).switches_to(shop.ana, PIN), "HW-1001", KETTLE)
    agreed = {"approver": str(shop.helen.id), "approver_pin": PIN, "why": "goodwill"}
    helen = {"first_name": "Helen", "email": shop.helen.email.upper()}
    at.posts(f"/returns/{newest().id}/gift", **helen)
    assert at.posts(f"/returns/{newest().id}/refund", seen="4250", **agreed).code == "own_order"
    number = at.posts("/returns/without-receipt", **helen) and newest().id
    at.posts(f"/returns/{number}/verification", how="photo_id", id_type="passport").scans(KETTLE)
    unit = f"/returns/{number}/units/{newest().lines[0].id}"
    at.posts(unit, reason="changed_mind", condition="a")
    assert at.posts(f"{unit}/approval", **agreed).code == "own_order"
    assert goes_back() == 0


def test_an_exchange_whose_goods_became_money_is_not_undone(shop, ana, large):
    """A jacket becomes an L, the L becomes money: were the exchange undone, the jacket would be money too."""
    at_home(shop, (shop.jacket, 1))
    brings(ana, "HW-1001", JACKET).taps("Swap it").scans(large.sku).taps("Exchange it")
    first = newest().id
    brings(ana, exchanged().number, large.sku).taps("Refund €89.00")
    assert ana.posts(f"/returns/{first}/undo").code == "money_went"
    ana.opens(f"/returns/{newest().id}").taps("Undo, until")
    ana.opens(f"/returns/{first}").taps("Undo, until").sees("Undone")
    brings(ana, "HW-1001", JACKET).taps("Refund €89.00")
    assert goes_back() == 8900


def test_what_was_paid_for_an_exchange_that_never_was_goes_back_whole(shop, ana):
    at_home(shop, (shop.jacket, 1))
    with atomic():
        shop.kettle.price = 9900
    brings(ana, "HW-1001", JACKET).taps("They take something else").scans(KETTLE)
    ana.taps("€10.00 at the till").taps("The till took it")
    with atomic():
        shop.kettle.price = 9500
    ana.opens(f"/returns/{newest().id}").taps("Exchange it").sees("Exchanged")
    assert goes_back() == 400
    ana.opens(f"/returns/{newest().id}").taps("Undo, until").sees("Undone")
    assert goes_back() == 1000


def test_a_unit_goes_to_nobody_who_wants_another_thing(shop, ana):
    """Neither at the counter nor from what waits for its shelf; and nobody gets what is broken."""
    at_home(shop, (shop.jacket, 1))
    kettle = shop.job(shop.has_order((shop.kettle, 1), number="2002")).lines[0].id
    brings(ana, "HW-1001", JACKET)
    unit = f"/returns/{newest().id}/units/{newest().lines[0].id}"
    assert ana.posts(f"{unit}/place", line=str(kettle)).code == "not_needed"
    ana.opens(f"/returns/{newest().id}").taps("Refund €89.00")
    waits = db.session.scalars(sa.select(PutBack)).one()
    assert ana.posts(f"/putback/{waits.id}/cross-dock", line=str(kettle)).code == "not_needed"
    assert shop.level(shop.jacket) == (20, 0, 1)
    jacket = shop.job(shop.has_order((shop.jacket, 1), number="2003")).lines[0].id
    at_home(shop, (shop.jacket, 1), number="1002", tag="9MB")
    ana.opens("/returns").scans("HW-1002").taps("Next: their things", how="receipt").scans(JACKET)
    ana.taps("Doesn’t work").taps("Doesn’t work")
    unit = f"/returns/{newest().id}/units/{newest().lines[0].id}"
    assert ana.posts(f"{unit}/place", line=str(jacket)).code == "not_sound"


def test_a_handover_whose_goods_came_back_is_not_undone(shop, ana, job):
    """Else they are on the shelf twice, and the customer has both the money and the bag."""
    ana.opens("/handover").scans(qr(job)).scans("7K4", "9MB").taps("Hand over 2 bags")
    brings(ana, "HW-1001", JACKET).taps("Refund €89.00")
    number = newest().id
    assert ana.posts(f"/handover/{handover().id}/undo").code == "brought_back"
    assert shop.level(shop.jacket) == (19, 0, 1)
    ana.opens(f"/returns/{number}").taps("Undo, until")
    ana.opens(f"/handover/{handover().id}").taps("Undo, until").sees("Taken back")
    assert shop.level(shop.jacket) == (20, 2, 0)


def test_nobody_reads_where_the_purchaser_lives(shop, ana):
    """Neither before it is known who stands there, nor from what somebody got as a gift."""
    order = at_home(shop, (shop.kettle, 1))
    with atomic(order):
        order.shipping_address = {"name": "Maya Rosen", "street": "1 Bend", "city": "Cork", "country": "IE"}
    ana.opens("/returns").scans("HW-1001")
    place = f"/returns/{newest().id}"
    assert ana.opens(f"{place}/address").code == "not_verified"
    brings(ana, "HW-1001", KETTLE).opens(f"{place}/address").taps("Send it there", postcode="T12 X285")
    ana.posts(f"{place}/gift", first_name="Jonas", email="jonas@mail.example").opens(f"{place}/address")
    assert ana.status == 200 and "1 Bend" not in ana.answer.text and "Rosen" not in ana.answer.text


def test_nobody_looks_through_all_customers(app, shop):
    """By the last 4 of one card after the other."""
    guarded = create_app({**app.config, "RATELIMIT_ENABLED": True})
    try:
        ana = Person(guarded, shop.ana)
        asked = [ana.client.get("/returns", query_string={"q": f"{n:04d}"}).status_code for n in range(61)]
        assert asked == [200] * 60 + [429]
        assert ana.client.get("/returns").status_code == 200
    finally:
        limiter.reset()
        limiter.enabled = False
        with guarded.app_context():
            db.engine.dispose()


def test_nobody_agrees_to_what_their_household_brings(app, shop):
    """Known by the phone of an order of their own."""
    own = shop.has_order((shop.kettle, 1), number="1000", first="Helen", customer="c-helen")
    with atomic():
        shop.helen.email = own.email
    order = at_home(shop, (shop.jacket, 1))
    give_pins(shop.ana, shop.helen)
    at = tablet(app, shop.helen).switches_to(shop.ana, PIN)
    agreed = {"approver": str(shop.helen.id), "approver_pin": PIN, "why": "goodwill", "why_differs": "x"}
    drop = {f"drop-{order.lines[0].id}": "5"}
    brings(at, "HW-1001")
    assert at.posts("/returns/adjustments/HW-1001", **drop, **agreed).code == "own_order"
    brings(at, "HW-1001", JACKET)
    assert at.posts(f"/returns/{newest().id}/refund", actual="80", **agreed).code == "own_order"


def test_wine_is_not_handed_out_in_exchange_without_a_look_at_their_age(shop, ana):
    at_home(shop, (shop.jacket, 1))
    brings(ana, "HW-1001", JACKET)
    assert ana.posts(f"/returns/{newest().id}/takes", code=WINE).code == "age_check"
    assert newest().takes == []
