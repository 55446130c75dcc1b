"""A closed return, read back: the same words as at the counter, out of its rows."""

import pytest

from associate.core.payments.calls import PaymentState
from associate.core.returns.models import Condition, Return, ReturnKind, ReturnLine
from associate.core.returns.part_words import refund_words
from associate.core.returns.wanted import TenderRule, Units, Wanted
from associate.db import atomic, db
from tests.support.returns import adds_up, asks, closed_return


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 2), (shop.kettle, 1))


def ways(closed):
    return [row.words for row in adds_up(refund_words(closed)).payouts]


def test_a_closed_return_says_what_the_counter_saw(order):
    jacket, kettle = (line.id for line in order.lines)
    wanted = Wanted((Units(jacket, 1), Units(jacket, 1, faulty=True), Units(kettle, 1)))
    seen, closed = closed_return(order, wanted)
    for payout in seen.payouts:
        asks(closed, payout)
    words = adds_up(refund_words(closed))
    assert words == adds_up(refund_words(seen, order))
    assert words.payouts[0].words == "To card …4417" and len(words.lines) == 3


def test_what_no_tender_was_asked_for_goes_the_way_it_was_paid(order):
    seen, closed = closed_return(order, Wanted((Units(order.lines[0].id, 1),)))
    asks(closed, seen.payouts[0], PaymentState.REFUSED)
    assert ways(closed) == ["To what it was paid with"]


def test_a_gift_comes_as_credit(order):
    wanted = Wanted((Units(order.lines[0].id, 1),), rule=TenderRule(is_gift=True))
    assert ways(closed_return(order, wanted, kind=ReturnKind.GIFT)[1]) == ["As store credit"]


def test_without_a_receipt_a_unit_has_a_price_alone(shop):
    bare = Return(kind=ReturnKind.NO_RECEIPT, currency="EUR", opened_by="tests", actual=4250)
    bare.lines = [ReturnLine(variant_id=shop.kettle.id, condition=Condition.NEW, price=4250, amount=4250)]
    with atomic():
        db.session.add(bare)
    [row] = refund_words(bare).rows
    assert (row.words, row.figure) == (f"1 × {shop.kettle.name}", "€42.50")
    assert ways(bare) == ["As store credit"]


def test_a_sum_that_a_person_changed_is_a_row_and_its_reason_is_none(order):
    wanted = Wanted((Units(order.lines[0].id, 1),))
    words = adds_up(refund_words(closed_return(order, wanted, actual=9900, why_differs="long wait")[1]))
    assert (words.rows[-1].words, words.rows[-1].figure) == ("Goodwill", "€10.00")
    assert words.reason == "long wait" and "long wait" not in f"{words.rows}"
