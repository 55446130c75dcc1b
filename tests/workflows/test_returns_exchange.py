"""An exchange at the returns counter, through its pages: even, paid on top, sent, undone."""

# ruff: noqa: F811  a fixture has the name of what it gives

import pytest

from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.orders.models import Order, Tender
from associate.core.payments.models import PaymentAccount
from associate.db import atomic, db
from associate.jobs.payments import ask_for_money
from tests.support.brought import at_home, newest
from tests.support.counter import ana, books_agree  # noqa: F401  fixtures
from tests.support.shop import look_again

JACKET, KETTLE = "96385074", "4006381333931"


@pytest.fixture
def large(shop):
    """The jacket in L: two here, three in the other store, and dearer."""
    with atomic():
        made = Variant(product=shop.jacket.product, sku="HW-RJ-204-L", size="L", price=9500, currency="EUR")
        db.session.add(made)
        db.session.flush()
        shop.castle_row.currency, shop.castle_row.ships = "EUR", True
        places = ((shop.mill_quay, 2), (shop.castle_row, 3))
        rows = [{"store_id": store.id, "variant_id": made.id, "on_hand": n} for store, n in places]
        ledger.stock_up(rows, cause="test", by=SYSTEM)
    return made


@pytest.fixture
def brought(shop, ana, large):
    """Maya stands at the counter with one of her two jackets: too small."""
    at_home(shop, (shop.jacket, 2))
    ana.opens("/returns").scans("]Q1HW-1001").taps("Next: their things", how="receipt")
    return ana.scans(f"]E4{JACKET}").taps("Wrong size").taps("As new")


def exchanged():
    look_again()
    return db.session.scalars(db.select(Order).where(Order.number.startswith("EX-"))).one()


def test_a_size_is_swapped_by_one_scan(shop, brought, large):
    brought.taps("Swap it").sees("What instead of the Harbor rain jacket?", "2 here")
    brought.scans(large.sku).sees("Maya takes instead", "From the shelf here").taps("Exchange it")
    brought.sees("Exchanged", "Print the receipt")
    order = exchanged()
    assert (order.total, shop.level(large), shop.level(shop.jacket)) == (8900, (1, 0, 0), (19, 0, 1))
    brought.opens(f"/documents/returns/{newest().id}/receipt.pdf")
    assert brought.status == 200
    brought.opens(f"/returns/{newest().id}").taps("Undo, until").sees("Undone")
    assert shop.level(large) == (2, 0, 1)


def test_something_dearer_is_paid_at_the_till_before_it_goes(shop, brought, large):
    with atomic():
        large.product.title = "Harbor rain jacket, lined"
        shop.kettle.price = 9900
    brought.taps("They take something else").scans(KETTLE)
    brought.sees("Maya pays", "€10.00", "€10.00 at the till").taps("€10.00 at the till")
    brought.sees("It scans the slip C-", "Nothing moves before it’s paid.").taps("The till took it")
    brought.sees("Paid already").taps("Exchange it").sees("Exchanged")
    assert sorted(tender.amount for tender in exchanged().tenders) == [1000, 8900]
    brought.taps("Undo, until").sees("Undone", "The till gives €10.00 back").does_not_see("No money leaves")
    brought.taps("The till gave it").sees("The till gave the money back.", "No money leaves")


def test_what_was_paid_goes_back_where_nothing_comes_of_it(shop, brought, large):
    with atomic():
        shop.kettle.price = 9900
    brought.taps("They take something else").scans(KETTLE).taps("€10.00 at the till").taps("The till took it")
    brought.taps("They don’t return anything").sees("Nobody went on with this", "The till gives €10.00 back")


def test_what_lies_elsewhere_is_sent(shop, brought, large):
    with atomic():
        ledger.sell(ledger.level_of(shop.mill_quay.id, large.id), 2, cause="till", by=SYSTEM)
    brought.taps("Swap it").taps("Sent from Castle Row").sees("Sent from Castle Row", "Address")
    assert brought.taps("Exchange it").code == "no_address"
    address = {
        "name": "Maya Rosen",
        "street": "1 Bend",
        "city": "Dublin",
        "postcode": "D02 X285",
        "country": "IE",
    }
    brought.opens(f"/returns/{newest().id}").taps("Address").taps("Send it there", **address)
    brought.sees("To 1 Bend, Dublin").taps("Exchange it").sees("Exchanged")
    assert shop.level(large, shop.castle_row) == (3, 1, 0)


def test_what_they_keep_takes_its_swap_along(shop, brought, large):
    brought.taps("Swap it").taps("Take it").sees("Maya takes instead")
    brought.taps("They keep it").does_not_see("Maya takes instead")


def test_a_page_to_pay_on_may_become_a_slip(shop, brought, large):
    with atomic():
        db.session.add(PaymentAccount(key="counter", platform="pretend", name="Counter", settings={}))
        shop.kettle.price = 9900
    brought.taps("They take something else").scans(KETTLE).taps("€10.00 by their phone")
    brought.sees("The page to pay on is being made.")
    ask_for_money({"BASE_URL": "https://shop.example"})
    brought.opens(f"/returns/{newest().id}").sees("They scan this and pay")
    brought.taps("At the till instead").sees("It scans the slip C-").does_not_see("They scan this and pay")


def test_nothing_dearer_goes_unpaid_and_what_was_paid_comes_back(shop, brought, large):
    with atomic():
        shop.kettle.price = 9900
    brought.taps("They take something else").scans(KETTLE)
    number = newest().id
    assert brought.posts(f"/returns/{number}/refund", seen="0", store="MQ").code == "pay_first"
    brought.opens(f"/returns/{number}").taps("€10.00 at the till").taps("The till took it")
    brought.taps("They don’t return anything")
    (refund,) = newest().order.refunds
    assert refund.amount == 1000


def test_both_ways_at_once_on_two_tenders_and_no_page_stays_open(shop, ana, large):
    """Half comes back as money, half as something dearer that they don’t take after all."""
    order = at_home(shop, (shop.jacket, 2))
    with atomic():
        tenders = db.session.get_one(Order, order.id).tenders
        tenders[0].amount = 8900
        tenders.append(Tender(kind="gift_card", amount=8900, is_captured=True))
        shop.kettle.price = 20000
    ana.opens("/returns").scans("HW-1001").taps("Next: their things", how="receipt")
    for _unit in range(2):
        ana.scans(JACKET).taps("Wrong size").taps("As new")
    ana.taps("They take something else").scans(KETTLE).taps("€22.00 at the till")
    with atomic():
        shop.kettle.price = 8900
    ana.opens(f"/returns/{newest().id}").taps("Exchange, and refund €89.00").sees("Refunded €89.00")
    ana.does_not_see("€22.00 at the till")
    assert exchanged().total == 8900 and newest().refund.amount == 8900
