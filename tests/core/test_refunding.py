"""What a deed means for the money of an order: written down once, whole, and never more than was paid."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.charging import call_off_charge, charge, paid_at_till
from associate.core.acts.check_money import money_mismatches
from associate.core.acts.intake import take_in
from associate.core.acts.refund_state import settle_due
from associate.core.acts.refunding import call_off, call_off_release, pay_back
from associate.core.events.commands import intent
from associate.core.events.models import Event
from associate.core.orders.incoming import IncomingTender, Payment
from associate.core.orders.models import Order, Refund, RefundState
from associate.core.payments.calls import PaymentState, PaymentVerb, calls_of
from associate.core.payments.credit import CreditEntry, balance, spend
from associate.core.payments.models import CAN
from associate.core.payments.slips import reference_in, symbol
from associate.core.returns.answer import Payout, Way
from associate.core.returns.reader import purchase_of
from associate.core.returns.tenders import refundable, release
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.integrations.payments import PLATFORMS, payments_for
from tests.support.money import account, back, now_order
from tests.support.shop import look_again

JACKET = 8900
LATER = timedelta(minutes=10)


@pytest.fixture
def order(shop):
    account(shop.web, "stripe")
    tender = IncomingTender(external_id="pi_1", kind="card", amount=2 * JACKET, is_captured=True)
    return take_in(shop.web, shop.tells((shop.jacket, 2), number="1001", tenders=(tender,)))


@pytest.fixture
def held(shop):
    """An order that was only authorized."""
    account(shop.web, "stripe")
    tender = IncomingTender(external_id="pi_1", kind="card", amount=2 * JACKET, is_captured=False)
    told = shop.tells((shop.jacket, 2), number="1001", tenders=(tender,), payment=Payment.AUTHORIZED)
    return take_in(shop.web, told)


def gives(shop, order, payouts, cause="return:7", **more):
    with atomic(order):
        amount = sum(each.amount for each in payouts if each.way in (Way.BACK, Way.CREDIT))
        about = {"why": "return", "by": shop.helen.actor, "store_id": shop.mill_quay.id, **more}
        return pay_back(order, payouts, amount=amount, cause=cause, **about)


def told(order):
    look_again()
    find = sa.select(Event.facts).where(Event.about == order.ref, Event.kind == "order.refunded")
    return [(facts["amount"], facts["elsewhere"]) for facts in db.session.scalars(find)]


def test_each_tender_is_asked_once_for_a_cause(shop, order):
    payouts = back(order, JACKET)
    refund = gives(shop, order, payouts, reason="Too small", lines=[("1001-1", 1)])
    assert gives(shop, order, payouts).id == refund.id
    order = now_order(order)
    (call,) = calls_of(order.id)
    assert (call.verb, call.amount, call.account.platform) == (PaymentVerb.REFUND, JACKET, "stripe")
    assert (call.state, call.asked_at) == (PaymentState.PENDING, None) and call.tender_id == order.tenders[
        0
    ].id
    assert [(r.state, r.amount, r.is_ours, r.lines) for r in order.refunds] == [
        (RefundState.ASKED, JACKET, True, [["1001-1", 1]])
    ]
    assert refundable(purchase_of(order)) == JACKET and told(order) == []


def test_600_and_600_of_1000(shop, order):
    payouts = back(order, 10_000)
    gives(shop, order, payouts)
    with pytest.raises(Refused) as refused:
        gives(shop, order, payouts, cause="return:8")
    assert refused.value.code == "more_than_left"
    assert [call.amount for call in calls_of(order.id)] == [10_000]


def test_credit_is_theirs_at_once_and_told_when_it_stays(shop, order):
    payouts = [Payout(order.tenders[0].id, "card", Way.CREDIT, JACKET)]
    refund = gives(shop, order, payouts, not_before=now() + LATER)
    assert refund.state == RefundState.ASKED and balance(order.customer_id, "EUR") == JACKET
    assert settle_due() == 0 and told(order) == []
    with as_of(now() + 2 * LATER):
        assert settle_due() == 1
    assert told(order) == [(JACKET, JACKET)]
    assert now_order(order).refunds[0].state == RefundState.DONE


def test_all_of_it_is_taken_back_while_nothing_was_asked(shop, order):
    tender = order.tenders[0].id
    payouts = [*back(order, JACKET), Payout(tender, "card", Way.CREDIT, 100)]
    refund = gives(shop, order, payouts, not_before=now() + LATER)
    for _twice in range(2):
        call_off(refund, by=shop.helen.actor)
    assert [call.state for call in calls_of(order.id)] == [PaymentState.WITHDRAWN]
    assert balance(order.customer_id, "EUR") == 0 and refundable(purchase_of(now_order(order))) == 2 * JACKET
    again = gives(shop, order, payouts)
    assert again.id != refund.id and again.state == RefundState.ASKED


def test_nothing_is_taken_back_once_it_was_asked_or_spent(shop, order):
    later = now() + LATER
    credit = gives(
        shop, order, [Payout(order.tenders[0].id, "card", Way.CREDIT, 500)], "return:1", not_before=later
    )
    with atomic(order.customer):
        spend(order.customer_id, "EUR", 100, cause="exchange:9", by="staff:1", store_id=None)
    with pytest.raises(Refused) as refused:
        call_off(credit, by=shop.helen.actor)
    assert refused.value.code == "not_enough_credit" and balance(order.customer_id, "EUR") == 400
    asked = gives(shop, order, back(order, JACKET), "return:2")
    with atomic(order):
        calls_of(order.id)[0].asked_at = now()
    with pytest.raises(Refused) as refused:
        call_off(asked, by=shop.helen.actor)
    assert refused.value.code == "money_left"


def test_more_credit_than_there_is_cannot_be_spent(shop, order):
    with pytest.raises(Refused, match="not_enough_credit"), atomic(order.customer):
        spend(order.customer_id, "EUR", 1, cause="exchange:9", by="staff:1", store_id=None)


def test_a_part_is_let_go_of_with_the_capture_and_the_whole_at_once(shop, held):
    first = release(purchase_of(held), JACKET)
    assert gives(shop, held, first, "short:1") is None
    assert [(call.state, call.amount) for call in calls_of(held.id)] == [(PaymentState.WAITING, JACKET)]
    with pytest.raises(Refused):
        release(purchase_of(now_order(held)), JACKET + 1)
    rest = release(purchase_of(now_order(held)), JACKET)
    gives(shop, now_order(held), rest, "canceled")
    states = [(call.state, call.amount) for call in calls_of(held.id)]
    assert states == [(PaymentState.WAITING, JACKET), (PaymentState.PENDING, JACKET)]
    with atomic(held):
        call_off_release(held, "canceled", by=shop.helen.actor)
    assert calls_of(held.id)[1].state == PaymentState.WITHDRAWN


def test_cash_goes_back_over_the_till_by_a_slip(shop):
    account(shop.web, "stripe")
    tender = IncomingTender(external_id="c", kind="cash", amount=JACKET, is_captured=True)
    order = take_in(shop.web, shop.tells((shop.jacket, 1), number="1001", tenders=(tender,)))
    gives(shop, order, back(order, JACKET))
    (call,) = calls_of(order.id)
    assert call.is_slip and call.provider_ref == reference_in(symbol(call.key, "refund", JACKET, "EUR"))
    for _twice in range(2):
        said = intent("k-1", "slip", shop.helen.actor, {"call": call.id})
        paid_at_till(call, intent=said, by=shop.helen.actor)
    assert now_order(order).refunds[0].state == RefundState.DONE and told(order) == [(JACKET, JACKET)]
    said = intent("k-2", "slip", shop.helen.actor, {"call": call.id})
    with pytest.raises(OutOfDate):
        paid_at_till(call, intent=said, by=shop.helen.actor)


def test_a_charge_at_the_till_is_another_tender(shop, order):
    with atomic(order):
        call = charge(order, 300, cause="exchange:1", by=shop.helen.actor, store_id=shop.mill_quay.id)
        assert charge(order, 300, cause="exchange:1", by=shop.helen.actor, store_id=None) is call
    assert call.is_slip and call.provider_ref.startswith("C-")
    paid_at_till(call, intent=intent("k-1", "s", shop.helen.actor, {}), by=shop.helen.actor)
    order = now_order(order)
    assert [(each.kind, each.amount) for each in order.tenders] == [("card", 2 * JACKET), ("other", 300)]
    with pytest.raises(Refused, match="paid"):
        call_off_charge(call, by=shop.helen.actor)
    gives(shop, order, back(order, 300, tender=1))
    assert calls_of(order.id)[-1].is_slip


def test_a_charge_nobody_paid_is_called_off(shop, order):
    account(None, "stripe", key="desk")
    with atomic(order):
        call = charge(order, 300, cause="exchange:1", by=shop.helen.actor, store_id=None)
    assert call.account.key == "desk" and call.state == PaymentState.PENDING
    call_off_charge(call, by=shop.helen.actor)
    assert call.state == PaymentState.WITHDRAWN
    with atomic(order):
        assert charge(order, 300, cause="exchange:1", by=shop.helen.actor, store_id=None).id != call.id


def test_each_platform_does_what_we_think_it_does():
    assert set(PLATFORMS) == set(CAN)
    verbs = {"capture", "release", "charge", "refund"}
    assert {name: payments_for(name).can & verbs for name in PLATFORMS} == dict(CAN)


def test_payouts_of_another_sum_are_a_mistake(shop, order):
    with pytest.raises(ValueError), atomic(order):
        pay_back(order, back(order, 5), amount=6, why="return", cause="x", by=shop.helen.actor, store_id=None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Order)) == 1


def test_the_check_sees_money_that_does_not_add_up(shop, order):
    payouts = [*back(order, JACKET), Payout(order.tenders[0].id, "card", Way.CREDIT, 100)]
    refund = gives(shop, order, payouts)
    assert list(money_mismatches()) == []
    with atomic(order):
        refund.amount, refund.to_credit = refund.amount + 1, 90
        calls_of(order.id)[0].amount += 3 * JACKET
        spent = db.session.scalars(sa.select(CreditEntry)).one()
        spent.amount = -5
    said = " / ".join(money_mismatches())
    for words in ("is gone, and it brought", "were asked for or are credit", "the ledger says -5"):
        assert words in said
    assert f"customer {order.customer_id}: -5 EUR" in said


def test_what_the_till_gave_at_once_is_done_when_the_undo_is_over(shop):
    cash = IncomingTender(kind="cash", amount=JACKET, is_captured=True)
    order = take_in(shop.web, shop.tells((shop.jacket, 1), number="1002", tenders=(cash,)))
    payouts = (Payout(order.tenders[0].id, "cash", Way.BACK, 1000),)
    refund = gives(shop, order, payouts, not_before=now() + LATER)
    (call,) = calls_of(order.id)
    paid_at_till(call, intent=intent("till", "till", shop.helen.actor, {}), by=shop.helen.actor)
    assert settle_due() == 0
    with as_of(now() + 2 * LATER):
        assert settle_due() == 1
    look_again()
    assert the_refund(refund.id).state == RefundState.DONE and told(order) != []


def the_refund(refund_id):
    return db.session.get_one(Refund, refund_id)
