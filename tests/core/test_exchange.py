"""Something else instead: one settlement, the stock of both sides, and an order of its own."""

import pytest

from associate.core.acts.charging import paid_at_till
from associate.core.acts.check import mismatches
from associate.core.acts.exchanging.choosing import choices_for, leave, take
from associate.core.acts.exchanging.handing_out import hand_out, take_back
from associate.core.acts.exchanging.paying import (
    ask_to_pay,
    call_off_paying,
    move_paid,
    must_be_paid,
    without_paid,
)
from associate.core.acts.exchanging.reckoning import settle_up
from associate.core.acts.intake import take_in
from associate.core.acts.payment_answers import deed_of
from associate.core.acts.refunding import pay_back
from associate.core.catalog.models import Variant
from associate.core.catalog.taxes import TaxRate
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import level_here
from associate.core.orders.incoming import IncomingTender, Payment
from associate.core.orders.models import Order, OrderState
from associate.core.payments.calls import calls_of
from associate.core.payments.models import PaymentAccount
from associate.core.returns.answer import Payout, Way
from associate.core.returns.models import Return, ReturnLine
from associate.core.returns.new_goods import Cost
from associate.core.returns.reader import purchase_of
from associate.core.returns.tenders import refundable
from associate.core.returns.wanted import Units, Wanted
from associate.db import atomic, db
from associate.errors import Refused
from tests.support.people import Person
from tests.support.shop import look_again

JACKET, KETTLE = 8900, 4250


@pytest.fixture
def large(shop):
    """The jacket in L: two here, three in the other store."""
    with atomic():
        variant = Variant(
            product=shop.jacket.product, sku="HW-RJ-204-L", size="L", price=9500, currency="EUR"
        )
        db.session.add(variant)
        db.session.flush()
        rows = [
            {"store_id": store.id, "variant_id": variant.id, "on_hand": n}
            for store, n in ((shop.mill_quay, 2), (shop.castle_row, 3))
        ]
        ledger.stock_up(rows, cause="test", by=SYSTEM)
    return variant


@pytest.fixture
def bought(shop):
    """Two jackets for 178.00 less 10.00, tax 23 % included, paid with a gift card and a card."""
    told = shop.tells((shop.jacket, 2), number="1001")
    line = told.lines[0].model_copy(update={"discount": 1000, "total": 16800, "tax": 3141})
    tenders = (
        IncomingTender(external_id="gc-1", kind="gift_card", amount=2500, is_captured=True),
        IncomingTender(external_id="pi-1", kind="card", amount=14300, is_captured=True, last4="1180"),
    )
    return take_in(shop.web, told.model_copy(update={"lines": (line,), "total": 16800, "tenders": tenders}))


def bring(shop, order, units):
    made = Return(
        store_id=shop.mill_quay.id,
        order_id=order.id,
        customer_id=order.customer_id,
        currency="EUR",
        opened_by=shop.ana.ref,
        lines=[
            ReturnLine(order_line_id=order.lines[0].id, variant_id=order.lines[0].variant_id)
            for _unit in range(units)
        ],
    )
    with atomic():
        db.session.add(made)
    return made


def reckon(made, *, same_price=True):
    wanted = Wanted(tuple(Units(line.order_line_id, 1) for line in made.lines))
    same = {line.id for line in made.lines} if same_price else set()
    purchase = without_paid(purchase_of(made.order, besides=made.id), made)
    return settle_up(made, purchase, wanted, made.lines, same_price=same)


def taken(made, variant, store, *, swaps=None):
    with atomic(made):
        return take(made, variant, store=store, swaps=swaps, by=SYSTEM)


def settle(made, settlement, **more):
    with atomic(made.order, made):
        return hand_out(made, settlement.costs, settlement.refund.payouts, by=SYSTEM, **more)


def test_a_size_swap_at_the_same_price_moves_no_money(shop, bought, large):
    made = bring(shop, bought, 1)
    one = taken(made, large, shop.mill_quay, swaps=made.lines[0])
    settlement = reckon(made)
    assert settlement.costs[one.id] == Cost(8400, 1570)
    assert (settlement.refund.total, settlement.refund.exchanged, settlement.refund.to_pay) == (0, 8400, 0)
    order = settle(made, settlement)
    assert (order.number, order.state, order.total) == (f"EX-{made.code}", OrderState.DONE, 8400)
    assert [(each.kind, each.amount, each.of_id) for each in order.tenders] == [
        ("gift_card", 2500, bought.tenders[0].id),
        ("card", 5900, bought.tenders[1].id),
    ]
    (job,) = fulfillments_of(order.id)
    assert (job.state, job.lines[0].handed_over) == (State.COLLECTED, 1)
    level = level_here(shop.mill_quay.id, large.id)
    assert (level.on_hand, level.reserved) == (1, 0)
    assert [line.tax for line in order.lines] == [1570]
    assert list(mismatches()) == []


@pytest.mark.parametrize(("price", "total", "to_pay"), [(9500, 0, 1100), (8000, 400, 0)])
def test_at_its_own_price_the_difference_goes_one_way(shop, bought, large, price, total, to_pay):
    with atomic():
        large.price = price
    made = bring(shop, bought, 1)
    taken(made, large, shop.mill_quay, swaps=made.lines[0])
    settlement = reckon(made, same_price=False)
    refund = settlement.refund
    assert (settlement.new_total, refund.total, refund.to_pay) == (price, total, to_pay)
    assert refund.exchanged == min(price, 8400)


def pay(made, amount):
    with atomic(made.order, made):
        call = ask_to_pay(made, amount, at_till=True, by=SYSTEM)
    paid_at_till(call, intent=intent("paid", "till", SYSTEM, {"call": call.id}), by=SYSTEM)
    return call


def test_what_the_customer_adds_is_there_before_the_goods_go(shop, bought, large):
    made = bring(shop, bought, 1)
    taken(made, large, shop.mill_quay, swaps=made.lines[0])
    with pytest.raises(Refused, match="pay_first"):
        must_be_paid(made, 1100)
    pay(made, 1100)
    with atomic(made.order, made):
        assert ask_to_pay(made, 1100, at_till=True, by=SYSTEM) is None
    settlement = reckon(made, same_price=False)
    assert settlement.refund.to_pay == 1100
    with atomic(made.order, made):
        must_be_paid(made, 1100)
        order = hand_out(made, settlement.costs, settlement.refund.payouts, by=SYSTEM)
        move_paid(made, order, 1100, by=SYSTEM)
    assert sorted(tender.amount for tender in order.tenders) == [1100, 2500, 5900]
    assert [tender.amount for tender in bought.tenders] == [2500, 14300]
    assert refundable(purchase_of(order)) == order.total == 9500
    assert list(mismatches()) == []


def test_what_was_added_for_nothing_goes_back(shop, bought, large):
    made = bring(shop, bought, 1)
    with atomic(made.order, made):
        first = ask_to_pay(made, 700, at_till=True, by=SYSTEM)
    pay(made, 1100)
    assert not first.counts
    with atomic(made.order, made):
        call_off_paying(made, by=SYSTEM)
    (refund,) = made.order.refunds
    assert (refund.amount, refundable(purchase_of(bought))) == (1100, 16800)


def test_more_than_is_needed_goes_back_from_the_new_order(shop, bought, large):
    made = bring(shop, bought, 1)
    taken(made, large, shop.mill_quay, swaps=made.lines[0])
    pay(made, 1500)
    settlement = reckon(made, same_price=False)
    with atomic(made.order, made):
        order = hand_out(made, settlement.costs, settlement.refund.payouts, by=SYSTEM)
        move_paid(made, order, settlement.refund.to_pay, by=SYSTEM)
    assert [refund.amount for refund in order.refunds] == [400]
    assert refundable(purchase_of(order)) == order.total


def test_what_is_brought_back_of_an_exchange_goes_to_whoever_holds_its_money(shop, bought, large):
    with atomic():
        account = PaymentAccount(key="stripe", platform="pretend", name="Stripe", channel_id=shop.web.id)
        db.session.add(account)
    made = bring(shop, bought, 1)
    taken(made, large, shop.mill_quay, swaps=made.lines[0])
    order = settle(made, reckon(made))
    card = order.tenders[1]
    with atomic(order):
        payouts = (Payout(card.id, "card", Way.BACK, 5000),)
        pay_back(order, payouts, amount=5000, why="return", cause="return:2", by=SYSTEM, store_id=None)
    (call,) = calls_of(order.id)
    assert call.account_id == account.id
    deed = deed_of(call)
    assert (deed.order, deed.payment, deed.reference) == (bought.external_id, "pi-1", order.number)


def test_a_rate_that_a_manager_said_counts_more_than_what_was_bought(shop, bought, large):
    with atomic():
        since = bought.placed_at.date()
        db.session.add(TaxRate(country=shop.mill_quay.country, basis_points=1000, since=since))
    made = bring(shop, bought, 1)
    one = taken(made, large, shop.mill_quay)
    assert reckon(made).costs[one.id] == Cost(9500, 864)


def test_goods_of_an_unknown_tax_are_the_tills(shop, bought):
    with atomic():
        shop.kettle.product.tax_class = "appliances"
    made = bring(shop, bought, 1)
    taken(made, shop.kettle, shop.mill_quay)
    with pytest.raises(Refused, match="no_tax_rate"):
        reckon(made)


def test_other_goods_come_out_of_what_goes_back(shop, bought):
    made = bring(shop, bought, 2)
    taken(made, shop.kettle, shop.mill_quay)
    refund = reckon(made).refund
    assert (refund.exchanged, refund.total) == (KETTLE, 16800 - KETTLE)


def test_what_lies_elsewhere_is_sent_from_there(shop, bought, large):
    made = bring(shop, bought, 2)
    taken(made, large, shop.castle_row, swaps=made.lines[0])
    taken(made, large, shop.mill_quay, swaps=made.lines[1])
    settlement = reckon(made)
    with pytest.raises(Refused, match="no_address"):
        settle(made, settlement)
    address = {"name": "Maya Rosen", "street": "1 Bend", "city": "Dublin", "country": "IE"}
    order = settle(made, settlement, address=address)
    jobs = {job.store_id: job for job in fulfillments_of(order.id)}
    assert jobs[shop.castle_row.id].state == State.RELEASED
    assert jobs[shop.mill_quay.id].state == State.COLLECTED
    assert order.state == OrderState.OPEN
    assert db.session.get_one(StockLevel, level_here(shop.castle_row.id, large.id).id).reserved == 1
    assert list(mismatches()) == []


def test_an_exchange_that_never_was_leaves_the_shelf_as_it_was(shop, bought, large):
    made = bring(shop, bought, 1)
    taken(made, large, shop.mill_quay, swaps=made.lines[0])
    order = settle(made, reckon(made))
    with atomic(order, *fulfillments_of(order.id)):
        take_back(order, made, by=SYSTEM)
    level = level_here(shop.mill_quay.id, large.id)
    assert (level.on_hand, level.reserved, level.held) == (2, 0, 1)
    assert [job.state for job in fulfillments_of(order.id)] == [State.CANCELED]
    assert list(mismatches()) == []


def test_the_last_one_is_taken_once(shop, bought, large):
    made = bring(shop, bought, 2)
    for _unit in range(2):
        taken(made, large, shop.mill_quay)
    with pytest.raises(Refused, match="no_stock"):
        taken(made, large, shop.mill_quay)
    with atomic(made):
        leave(made, made.takes[0].id, by=SYSTEM)
    assert len(made.takes) == 1
    with atomic():
        ledger.sell(level_here(shop.mill_quay.id, large.id).id, 2, cause="till", by=SYSTEM)
    orders = db.session.query(Order).count()
    with pytest.raises(Refused, match="no_stock"):
        settle(made, reckon(made))
    assert db.session.query(Order).count() == orders


def test_sizes_are_offered_with_what_lies_where(shop, bought, large):
    with atomic():
        shop.castle_row.currency = "EUR"
    sizes = {each.variant.sku: each for each in choices_for(shop.jacket.product_id, shop.mill_quay)}
    of_large = sizes["HW-RJ-204-L"]
    assert (of_large.here, of_large.elsewhere, of_large.other) == (2, 3, shop.castle_row)
    with atomic():
        shop.castle_row.ships = False
    assert choices_for(shop.jacket.product_id, shop.mill_quay)[0].other is None


def test_the_pages_of_both_orders_name_each_other(app, shop, bought, large):
    made = bring(shop, bought, 1)
    taken(made, large, shop.mill_quay, swaps=made.lines[0])
    order = settle(made, reckon(made))
    ana = Person(app, shop.ana)
    ana.opens(f"/orders/{bought.number}").sees("Returns", order.number, "At the counter")
    ana.opens(f"/orders/{order.number}").sees("Taken in exchange for goods of", bought.number)


def test_what_is_added_hides_nothing_of_what_nobody_named(shop, large):
    order = take_in(shop.web, shop.tells((shop.jacket, 1), number="1002").model_copy(update={"tenders": ()}))
    made = bring(shop, order, 1)
    pay(made, 1100)
    look_again()
    assert refundable(purchase_of(db.session.get_one(Order, order.id))) == JACKET + 1100


def test_the_same_tenders_pay_for_new_goods_and_go_back(shop, bought):
    """Gift card first both ways: what goes back and what is spent fit into what was paid, to the cent."""
    made = bring(shop, bought, 2)
    taken(made, shop.kettle, shop.mill_quay)
    settled = reckon(made)
    with atomic(bought, made):
        refund = pay_back(
            bought,
            settled.refund.payouts,
            amount=settled.refund.total,
            why="return",
            cause=made.ref,
            by=SYSTEM,
            store_id=None,
        )
    assert refund.amount == 16800 - KETTLE


@pytest.mark.parametrize("payment", [Payment.REFUNDED, Payment.VOIDED])
def test_what_was_added_is_theirs_whatever_became_of_the_order(shop, bought, payment):
    made = bring(shop, bought, 1)
    pay(made, 1100)
    with atomic(made.order):
        made.order.payment = payment
    with atomic(made.order, made):
        call_off_paying(made, by=SYSTEM)
    assert [refund.amount for refund in made.order.refunds] == [1100]
