"""Cases that other platforms test their own refunds by. What we expect stands here beside each id."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from associate.core.returns.answer import Kind, Way
from associate.core.returns.purchase import Adjustment, Fee, Line, Purchase, Shipping, Tax, Tender
from associate.core.returns.refunds import refund
from associate.core.returns.wanted import (
    FeeBack,
    ShippingBack,
    TenderRule,
    Units,
    Wanted,
    Why,
)
from associate.errors import Refused
from tests.support.returns import after
from tests.support.shared import shared_files

ONE = Wanted((Units(1, 1),))
AGREED = {amount: Wanted(shipping=ShippingBack(Why.AGREED, amount)) for amount in (250, 500)}


def bought(*lines, paid=None, **more):
    """Paid by one card, unless told otherwise, and as much as it all comes to."""
    whole = Purchase("EUR", lines, (), **more)
    total = (
        sum(line.total for line in lines)
        + whole.shipping.total
        + sum(each.total for each in whole.fees)
        + sum(each.amount for each in whole.adjustments)
    )
    return replace(whole, tenders=(Tender("card", "card", total if paid is None else paid),))


def taxed(key, quantity, price, tax, discount=0):
    """Tax on top."""
    total = quantity * price - discount + tax
    return Line(key, quantity, price, total, discount, (Tax("sales tax", tax, on_top=True),))


def amount(purchase, wanted=ONE):
    return refund(purchase, wanted).total


def refused(purchase, wanted):
    with pytest.raises(Refused) as no:
        refund(purchase, wanted)
    return no.value.code


def payouts(done):
    return [(each.tender, each.amount) for each in done.payouts]


def a_plain_unit():
    assert amount(bought(Line(1, 3, 10000, 30000))) == 10000


def another_policy_rounds_later_ours_is_9666():
    """They round 96.666… down, once. We floor too, and the last unit takes the cent: 96.66, 96.67, 96.67."""
    purchase, sums = bought(Line(1, 3, 10000, 30000), adjustments=(Adjustment("code", -1000),)), []
    for _unit in range(3):
        done = refund(purchase, ONE)
        purchase = after(purchase, ONE, done)
        sums.append(done.total)
    assert sums == [9666, 9667, 9667] and sum(sums) == 29000


def a_discount_on_shipping_lowers_no_item():
    assert amount(bought(Line(1, 3, 10000, 30000), shipping=Shipping(5000))) == 10000


def an_exchanged_unit_brings_nothing():
    done = refund(bought(Line(1, 3, 10000, 30000)), Wanted((Units(1, 1, exchange=True),)))
    assert (done.total, done.exchanged, done.lines[0].amount) == (0, 10000, 0)


def sales_tax_on_top():
    done = refund(bought(taxed(1, 1, 1000, 100)), ONE)
    assert (done.total, done.tax) == (1100, 100)


def vat_included():
    line = Line(1, 1, 1000, 1000, taxes=(Tax("VAT", 91, on_top=False),))
    done = refund(bought(line), ONE)
    assert (done.total, done.tax) == (1000, 91)


def two_ways_of_paying_in_a_given_order():
    paid = (Tender("card", "card", 500), Tender("check", "check", 500))
    purchase = replace(bought(Line(1, 1, 1000, 1000)), tenders=paid)
    rule = TenderRule(order=("check", "card"))
    some = refund(purchase, replace(ONE, actual=400, reason="agreed", rule=rule))
    assert payouts(some) == [("check", 400)]
    assert payouts(refund(purchase, replace(ONE, rule=rule))) == [("check", 500), ("card", 500)]
    assert payouts(refund(purchase, ONE)) == [("card", 500), ("check", 500)]  # ours, unasked: as paid


def what_went_back_by_hand_is_gone():
    purchase = replace(bought(Line(1, 1, 1000, 1000)), refunded_elsewhere=100)
    assert refused(purchase, ONE) == "more_than_left"
    done = refund(purchase, replace(ONE, as_far=True))
    assert (done.total, done.sum_of(Kind.CAPPED)) == (900, -100)


def a_region_tax():
    assert amount(bought(taxed(1, 2, 1000, 250))) == 1125


def a_tax_of_the_line():
    assert amount(bought(taxed(1, 2, 1000, 400))) == 1200


def a_discount_and_a_tax():
    assert amount(bought(taxed(1, 2, 1000, 360, discount=200))) == 1080


def the_same_price_with_tax_in_it_and_on_top():
    included = Line(1, 1, 1200, 1200, taxes=(Tax("VAT", 200, on_top=False),))
    assert amount(bought(included)) == amount(bought(taxed(1, 1, 1000, 200))) == 1200


def cheaper_shipping_later():
    purchase = bought(Line(1, 1, 1000, 1000), shipping=Shipping(750))
    assert amount(purchase, AGREED[250]) == 250


def the_first_way_of_paying_first():
    """2 × 12.34 and 5.00 shipping: 10.00 by P1, 19.68 by P2. They refund shipping with the rest; so here."""
    paid = (Tender("P1", "other", 1000), Tender("P2", "other", 1968))
    purchase = replace(bought(Line(1, 2, 1234, 2468), shipping=Shipping(500)), tenders=paid)
    first = refund(purchase, ONE)
    assert payouts(first) == [("P1", 1000), ("P2", 234)]
    rest = replace(ONE, shipping=ShippingBack(Why.FAULT))
    assert payouts(refund(after(purchase, ONE, first), rest)) == [("P2", 1734)]


def too_much_and_nothing_are_refused():
    purchase = bought(Line(1, 1, 1000, 1000))
    assert refused(purchase, replace(ONE, actual=999_999, reason="?")) == "more_than_left"
    assert refused(purchase, Wanted((Units(1, 0),))) == "nothing_to_refund"


def a_sum_by_itself():
    purchase = bought(Line(1, 1, 4575, 4575))
    for_nothing = Wanted(reason="for the wait")
    assert amount(purchase, replace(for_nothing, actual=1000)) == 1000
    assert refused(purchase, replace(for_nothing, actual=5575)) == "more_than_left"
    assert refused(purchase, replace(for_nothing, actual=0)) == "nothing_to_refund"
    promised = replace(purchase, tenders=(Tender("card", "card", 0, authorized=4575),))
    assert refused(promised, replace(for_nothing, actual=1000)) == "not_charged"


def no_unit_twice():
    purchase = bought(Line(1, 1, 1000, 1000))
    assert refused(purchase, Wanted((Units(1, 99),))) == "too_many"
    assert refused(after(purchase, ONE, refund(purchase, ONE)), ONE) == "too_many"
    assert amount(purchase) == 1000  # the first return was canceled: its unit and its money are back


def a_code_in_three_shares():
    """Their gateway sent 209.00 for it. Both are kept: see the reader's discrepancies."""
    lines = [taxed(i, 1, 19900, 398, off) for i, off in enumerate((334, 333, 333), 1)]
    purchase = bought(*lines)
    wanted = Wanted((Units(1, 1), Units(3, 1)))
    done = refund(purchase, wanted)
    nets = [line.amount - line.tax for line in done.lines]
    assert (nets, done.tax, done.total) == ([19566, 19567], 796, 39929)
    assert purchase.tenders[0].captured - done.total == 19965


def shipping_alone():
    done = refund(bought(Line(1, 1, 1000, 1000), shipping=Shipping(500)), AGREED[500])
    assert (done.total, done.lines, done.sum_of(Kind.SHIPPING)) == (500, (), 500)


def shipping_and_a_sum_of_the_order():
    purchase = bought(taxed(1, 1, 1000, 83), shipping=Shipping(1000), paid=2183)
    wanted = replace(ONE, shipping=ShippingBack(Why.FAULT))
    assert amount(purchase, wanted) == 2083
    more = refund(purchase, replace(wanted, actual=2183, reason="late"))
    assert (more.total, more.suggested, more.sum_of(Kind.GOODWILL), more.tax) == (2183, 2083, 100, 83)


def half_a_fee():
    purchase = bought(Line(1, 10, 1000, 10000), fees=(Fee("service", 1000),))
    done = refund(purchase, Wanted((Units(1, 5),), fees=(FeeBack("service", Fraction(1, 2)),)))
    assert (done.total, done.sum_of(Kind.FEE, "service")) == (5500, 500)


def a_gift_card_as_money_or_as_a_discount():
    everything = Wanted((Units(1, 1), Units(2, 1)))
    lines = (taxed(1, 1, 95600, 23900), taxed(2, 1, 79600, 19900))
    paid = (Tender("card", "card", 59000), Tender("gift", "gift_card", 160000))
    done = refund(replace(bought(*lines), tenders=paid), everything)
    assert payouts(done) == [("gift", 160000), ("card", 59000)]
    assert {each.way for each in done.payouts} == {Way.BACK}
    # taxed after the card, it is a discount: 1600.00 over both lines by value, and tax on what is left
    lines = (taxed(1, 1, 95600, 2074, discount=87306), taxed(2, 1, 79600, 1726, discount=72694))
    assert amount(bought(*lines), everything) == 19000


def the_paid_share_and_never_the_list_price():
    assert amount(bought(Line(1, 2, 1000, 1500, 500))) == 750


EXPECTED = {
    "R01": a_plain_unit,
    "R02": another_policy_rounds_later_ours_is_9666,
    "R03": a_discount_on_shipping_lowers_no_item,
    "R04": an_exchanged_unit_brings_nothing,
    "R07": sales_tax_on_top,
    "R08": vat_included,
    "R10": two_ways_of_paying_in_a_given_order,
    "R11": what_went_back_by_hand_is_gone,
    "R12": a_region_tax,
    "R13": a_tax_of_the_line,
    "R15": a_discount_and_a_tax,
    "R17": the_same_price_with_tax_in_it_and_on_top,
    "R20": cheaper_shipping_later,
    "R21": the_first_way_of_paying_first,
    "R22": too_much_and_nothing_are_refused,
    "R23": a_sum_by_itself,
    "R26": no_unit_twice,
    "R27": a_code_in_three_shares,
    "R29": shipping_alone,
    "R31": shipping_and_a_sum_of_the_order,
    "R32": half_a_fee,
    "R36": a_gift_card_as_money_or_as_a_discount,
    "R37": the_paid_share_and_never_the_list_price,
}


@pytest.mark.parametrize("case", EXPECTED)
def test_a_case_of_another_platform(case):
    EXPECTED[case]()


@pytest.mark.parametrize("path", shared_files("cases/refunds.json"), ids=lambda path: path.stem)
def test_every_case_of_the_file_is_here(path):
    assert {case["id"] for case in json.loads(path.read_text())} == set(EXPECTED)
