"""Promotions that hang together: known by a rule, held back where a return breaks them, told by name."""

import pytest

from associate.core.acts.intake import take_in
from associate.core.orders.models import Order
from associate.core.returns.answer import Kind
from associate.core.returns.deals import promotions_of
from associate.core.returns.models import ReturnRule
from associate.core.returns.purchase import Deal
from associate.core.returns.reader import purchase_of
from associate.core.returns.refunds import refund
from associate.core.returns.wanted import Units, Wanted
from associate.db import atomic, db
from tests.support.brought import at_home, newest
from tests.support.counter import ana, books_agree  # noqa: F401  fixtures
from tests.support.shop import look_again

JACKET, KETTLE = 8900, 4250


def rule(shop, **says):
    with atomic():
        shop.jacket.product.tags = ["3for2"]
        db.session.add(ReturnRule(position=1, name="3 for 2", tag="3for2", says=says))


def bought(shop, *lines, number="1001"):
    """(variant, units, discount) each."""
    told = shop.tells(*((variant, units) for variant, units, _off in lines), number=number)
    priced = [
        line.model_copy(update={"discount": off, "total": line.total - off})
        for line, (_variant, _units, off) in zip(told.lines, lines, strict=True)
    ]
    total = sum(line.total for line in priced)
    tenders = tuple(each.model_copy(update={"amount": total}) for each in told.tenders)
    told = told.model_copy(update={"lines": tuple(priced), "total": total, "tenders": tenders})
    return take_in(shop.web, told)


def back(order, line, units):
    purchase = purchase_of(order, promotions=promotions_of(order))
    return refund(purchase, Wanted((Units(order.lines[line].id, units),)))


def test_three_for_two_holds_back_what_stays_costs_without_it(shop):
    rule(shop, promotion="cheapest_free", promotion_size=3, promotion_free=1)
    order = bought(shop, (shop.jacket, 3, JACKET), (shop.kettle, 1, 0))
    (promotion,) = promotions_of(order)
    assert (promotion.deal, promotion.shares) == (Deal.CHEAPEST_FREE, ((order.lines[0].id, JACKET),))
    one = back(order, 0, 1)
    assert one.total == 0 and one.sum_of(Kind.CLAWBACK) < 0
    assert back(order, 0, 3).total == 2 * JACKET
    assert back(order, 1, 1).total == KETTLE


@pytest.mark.parametrize("off", [0, 500])
def test_a_smaller_discount_is_another_ones(shop, off):
    rule(shop, promotion="cheapest_free", promotion_size=3, promotion_free=1)
    assert promotions_of(bought(shop, (shop.jacket, 3, off))) == ()


def test_a_gift_that_is_kept_is_paid_for(shop):
    rule(shop, promotion="free_gift", promotion_size=1, promotion_free=1)
    order = bought(shop, (shop.jacket, 1, JACKET), (shop.kettle, 1, 0))
    (promotion,) = promotions_of(order)
    assert promotion.gifts == frozenset({order.lines[0].id})
    assert back(order, 1, 1).total == 0


def test_without_a_rule_nothing_hangs_on_anything(shop):
    assert promotions_of(bought(shop, (shop.jacket, 3, JACKET))) == ()


def test_the_counter_says_which_promotion_no_longer_applies(shop, ana):  # noqa: F811
    rule(shop, promotion="cheapest_free", promotion_size=3, promotion_free=1)
    order = at_home(shop, (shop.jacket, 3))
    with atomic():
        line = db.session.get_one(Order, order.id).lines[0]
        line.discount, line.total = JACKET, 2 * JACKET
        line.order.total, line.order.tenders[0].amount = 2 * JACKET, 2 * JACKET
    look_again()
    ana.opens("/returns").scans("HW-1001").taps("Next: their things", how="receipt")
    ana.scans("96385074").taps("Changed mind").taps("As new")
    ana.sees("“3 for 2” no longer applies", "Take it back, nothing to refund")
    ana.scans("96385074").taps("Changed mind").taps("As new").sees("Refund €89.00")
    ana.taps("Refund €89.00")
    assert newest().actual == JACKET
