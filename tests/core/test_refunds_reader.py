"""Rows as the figures of a return: the reader is the only one that knows both."""

import pytest

from associate.clock import now
from associate.core.acts.intake import take_in
from associate.core.acts.route import send_elsewhere
from associate.core.acts.shorts import Reason, give_up, write_short
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.orders.incoming import IncomingOrder, IncomingRefund, IncomingTender, Payment
from associate.core.orders.models import Refund, RefundState
from associate.core.payments.calls import PaymentCall, PaymentVerb
from associate.core.returns.answer import Way
from associate.core.returns.models import Condition, Return, ReturnKind, ReturnLine, ReturnState
from associate.core.returns.purchase import Adjustment, Deal, Fee, Line, Promotion, Shipping, Tax, Tender
from associate.core.returns.reader import Discrepancy, discrepancies, purchase_of
from associate.core.returns.refunds import refund
from associate.core.returns.tenders import refundable
from associate.core.returns.wanted import FeeBack, PriceDrop, ShippingBack, Units, Wanted, Why
from associate.db import atomic, db
from associate.integrations.commerce import commerce_for
from associate.outside.body import parse
from tests.core.test_intake import later, pick
from tests.support.returns import after
from tests.support.routing import BEND, Parcels, went
from tests.support.shared import shared_files
from tests.support.shop import look_again

JACKET, KETTLE = 8900, 4250


def back(external_id, amount, *lines):
    return IncomingRefund(external_id=external_id, amount=amount, at=now(), lines=lines)


def gone(order):
    return [line.gone for line in purchase_of(order).lines]


def test_an_order_is_read_with_all_that_lies_beside_its_goods(shop):
    told = shop.tells((shop.jacket, 2), (shop.kettle, 1), number="1001", tax_included=False)
    jackets, kettle = told.lines
    lines = (
        jackets.model_copy(update={"discount": 1000, "tax": 1680, "total": 2 * JACKET - 1000 + 1680}),
        kettle,
        kettle.model_copy(update={"external_id": "code", "title": "Ten off", "total": -1000}),
    )
    beside = {"shipping": 500, "shipping_tax": 50, "fees": 100, "fees_tax": 10, "tip": 200, "duties": 300}
    total = sum(line.total for line in lines) + sum(beside.values()) + 3
    tenders = (
        IncomingTender(external_id="t-1", kind="card", amount=total - 700, is_captured=True, last4="4417"),
        IncomingTender(kind="gift_card", amount=700, is_captured=False),
    )
    told = told.model_copy(update={"lines": lines, "total": total, "tenders": tenders, **beside})
    order = take_in(shop.web, told)
    purchase = purchase_of(order, standard_shipping=400)
    ids = [line.id for line in order.lines]
    assert purchase.lines == (
        Line(ids[0], 2, JACKET, 2 * JACKET + 680, 1000, (Tax("", 1680, on_top=True),)),
        Line(ids[1], 1, KETTLE, KETTLE),
    )
    assert purchase.adjustments == (Adjustment(order.lines[2].name, -1000), Adjustment("", 3))
    assert purchase.shipping == Shipping(550, 50, 0, 400)
    assert purchase.fees == (Fee("fees", 110, 10), Fee("duties", 300), Fee("tip", 200))
    assert purchase.tenders == (
        Tender(order.tenders[0].id, "card", total - 700, last4="4417"),
        Tender(order.tenders[1].id, "gift_card", 0, authorized=700),
    )
    sums = [part.total for part in (purchase.shipping, *purchase.lines, *purchase.fees)]
    assert sum(sums) + sum(each.amount for each in purchase.adjustments) == total


def test_a_tender_stays_itself_when_the_order_is_told_again(shop):
    told = shop.tells((shop.jacket, 1), number="1001")
    order = take_in(shop.web, told)
    before = purchase_of(order).tenders
    named = (
        IncomingTender(kind="gift_card", amount=700, is_captured=True),
        told.tenders[0].model_copy(update={"external_id": "t-1", "amount": JACKET - 700}),
    )
    take_in(shop.web, later(told, 1, tenders=named))
    look_again()
    tenders = {tender.kind: tender for tender in purchase_of(order).tenders}
    assert (tenders["card"].key, tenders["card"].captured) == (before[0].key, JACKET - 700)
    take_in(shop.web, later(told, 2))
    look_again()
    assert purchase_of(order).tenders == before


def test_units_short_and_their_owed_money_are_gone_and_break_no_promotion(shop):
    order = shop.has_order((shop.jacket, 3), (shop.kettle, 1))
    job = shop.job(order)
    with atomic(job):
        task = write_short(job.lines[0], Reason.NOT_PICKED, by=SYSTEM, looked=[])
    give_up(task, by=SYSTEM)
    look_again()
    purchase = purchase_of(order)
    assert [(line.gone, line.spared) for line in purchase.lines] == [(3, 3), (0, 0)]
    assert refundable(purchase) == KETTLE


def test_what_a_store_sends_on_is_not_gone(shop):
    order = Parcels(shop).order((shop.jacket, 2), postcode=BEND)
    send_elsewhere(shop.job(order), intent=intent("k1", "test", SYSTEM, {}), by=SYSTEM)
    look_again()
    assert len(went(order)) == 2 and gone(order) == [0]


def test_a_unit_told_by_both_sides_is_gone_once(shop):
    """Our job lacked one, a person refunded it at the platform, and the platform says so."""
    told = shop.tells((shop.jacket, 3), number="1001")
    order = take_in(shop.web, told)
    pick(shop, shop.job(order), 2)
    job = shop.job(order)
    with atomic(job):
        write_short(job.lines[0], Reason.NOT_PICKED, by=SYSTEM, looked=[])
    refunds = (back("r-1", JACKET, ("1001-1", 1)),)
    take_in(shop.web, later(told, 1, refunds=refunds, payment=Payment.PARTIALLY_REFUNDED))
    look_again()
    (line,) = purchase_of(order).lines
    assert (line.gone, line.spared, refundable(purchase_of(order))) == (1, 1, 2 * JACKET)


def test_what_our_returns_took_is_read_back_to_the_cent(shop):
    """One of three returned and one exchanged, a price adjustment between, the label and shipping beside."""
    told = shop.tells((shop.jacket, 3), number="1001", shipping=500, fees=100)
    whole = 3 * JACKET + 600
    tenders = tuple(
        IncomingTender(external_id=key, kind=kind, amount=part, is_captured=True)
        for key, kind, part in (("t-1", "card", whole - 700), ("t-2", "gift_card", 700))
    )
    order = take_in(shop.web, told.model_copy(update={"total": whole, "tenders": tenders}))
    line = order.lines[0].id
    deal = Promotion("3 for 2", Deal.CHEAPEST_FREE, 3, 1, ((line, 0),))
    steps = [
        Wanted((Units(line, 1),), shipping=ShippingBack(Why.AGREED, 200), fees=(FeeBack("fees"),)),
        Wanted(drops=(PriceDrop(line, 1001),)),
        Wanted((Units(line, 1, exchange=True),)),
    ]
    expected = purchase_of(order, promotions=(deal,))
    for wanted in steps:
        done = refund(purchase_of(order, promotions=(deal,)), wanted)
        expected = after(expected, wanted, done)
        keep(shop, order, wanted, done)
        look_again()
    read = purchase_of(order, promotions=(deal,))
    assert (read.lines, read.shipping, read.fees) == (expected.lines, expected.shipping, expected.fees)
    assert refundable(read) == refundable(expected) == whole - 1001 - JACKET - 300 - done.exchanged
    last = Wanted((Units(line, 1),), shipping=ShippingBack(Why.FAULT))
    assert refund(read, last).total == refundable(read)


def keep(shop, order, wanted, done):
    """The rows of a return that is done, as the desk keeps them."""
    kind = ReturnKind.ADJUSTMENT if wanted.drops else ReturnKind.RETURN
    with atomic(order):
        sent = Refund(
            order_id=order.id,
            external_id=f"ours-{len(order.refunds)}",
            amount=done.total,
            at=now(),
            is_ours=True,
            lines=[[order.lines[0].external_id, sum(asked.units for asked in wanted.units)]],
        )
        db.session.add(sent)
        db.session.flush()
        for payout in done.payouts:
            if payout.way == Way.BACK:
                db.session.add(
                    PaymentCall(
                        verb=PaymentVerb.REFUND,
                        order_id=order.id,
                        tender_id=payout.tender,
                        refund_id=sent.id,
                        amount=payout.amount,
                        currency=order.currency,
                        by="test",
                    )
                )
        row = Return(
            kind=kind,
            state=ReturnState.DONE,
            store_id=shop.mill_quay.id,
            order_id=order.id,
            currency=order.currency,
            opened_by="test",
            closed_at=now(),
            parts=[part.row for part in done.extras],
        )
        row.lines = [
            ReturnLine(order_line_id=each.line, amount=each.amount, parts=[part.row for part in each.parts])
            for each in done.lines
        ]
        db.session.add(row)


@pytest.mark.parametrize(
    ("state", "kind", "units"),
    [
        (ReturnState.OPEN, ReturnKind.RETURN, 1),
        (ReturnState.UNDONE, ReturnKind.RETURN, 0),
        (ReturnState.EXPECTED, ReturnKind.RETURN, 0),
        (ReturnState.DONE, ReturnKind.DESK, 0),
    ],
)
def test_units_count_while_somebody_has_them_on_a_counter(shop, state, kind, units):
    order = shop.has_order((shop.jacket, 2))
    with atomic(order):
        row = Return(kind=kind, state=state, order_id=order.id, currency="EUR", opened_by="test")
        row.lines = [ReturnLine(order_line_id=order.lines[0].id, condition=Condition.DEFECTIVE)]
        db.session.add(row)
    look_again()
    (line,) = purchase_of(order).lines
    assert (line.gone, line.spared) == (units, units)
    assert purchase_of(order, besides=row.id).lines[0].gone == 0


def test_a_refund_that_failed_counts_for_nothing(shop):
    order = shop.has_order((shop.jacket, 1))
    with atomic(order):
        db.session.add(
            Refund(order_id=order.id, external_id="ours", amount=JACKET, at=now(), state=RefundState.FAILED)
        )
    look_again()
    assert refundable(purchase_of(order)) == JACKET


@pytest.mark.parametrize(
    ("payment", "tenders", "left", "promised"),
    [
        (Payment.PAID, (), JACKET, 0),
        (Payment.AUTHORIZED, (), 0, JACKET),
        (Payment.PENDING, (), 0, 0),
        (Payment.PARTIALLY_PAID, (), 0, 0),
        (Payment.REFUNDED, (), 0, 0),
        (Payment.VOIDED, (IncomingTender(kind="card", amount=JACKET, is_captured=False),), 0, 0),
        (Payment.AUTHORIZED, (IncomingTender(kind="card", amount=JACKET, is_captured=False),), 0, JACKET),
        (Payment.REFUNDED, (IncomingTender(kind="card", amount=JACKET, is_captured=True),), 0, 0),
    ],
)
def test_money_is_there_as_far_as_somebody_says_so(shop, payment, tenders, left, promised):
    order = take_in(shop.web, shop.tells((shop.jacket, 1), number="1001", payment=payment, tenders=tenders))
    purchase = purchase_of(order)
    assert refundable(purchase) == left
    assert sum(tender.authorized for tender in purchase.tenders) == promised


def test_a_platform_refund_of_another_sum_is_named(shop):
    told = shop.tells((shop.jacket, 3), number="1001")
    refunds = (back("r-1", JACKET, ("1001-1", 1)), back("r-2", 500, ("1001-1", 2)), back("r-3", 20))
    order = take_in(shop.web, told.model_copy(update={"refunds": refunds}))
    assert discrepancies(order) == (Discrepancy("r-2", 500, 2 * JACKET),)
    with atomic(order):
        order.refunds[1].is_ours = True
    assert discrepancies(order) == ()


@pytest.mark.parametrize(
    "path", shared_files("shopify/orders_updated.partially_refunded.web.json"), ids=lambda path: path.name
)
def test_a_given_payload_sent_less_than_its_lines_were_worth(shop, path):
    """209.00 for units worth 399.29. Nobody corrects it: the unit that is left brings what it cost."""
    (told,) = commerce_for("shopify").read("", parse(path.read_bytes()), currency="USD")
    assert isinstance(told, IncomingOrder)
    order = take_in(shop.web, told)
    assert [(each.amount, each.worth) for each in discrepancies(order)] == [(20900, 39929)]
    purchase = purchase_of(order)
    assert [line.left for line in purchase.lines] == [0, 1, 0]
    done = refund(purchase, Wanted((Units(order.lines[1].id, 1),)))
    assert (done.total, done.tax, refundable(purchase)) == (19965, 398, 59894 - 20900)
