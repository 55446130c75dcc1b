"""Our own cases: shipping, what the shop keeps, broken promotions, exchanges, tenders, other currencies."""

from dataclasses import replace
from fractions import Fraction

import pytest

from associate.core.returns.answer import Kind, Part, Payout, Way
from associate.core.returns.purchase import Deal, Fee, Line, Promotion, Purchase, Shipping, Tax, Tender
from associate.core.returns.refunds import refund
from associate.core.returns.tenders import refundable, release
from associate.core.returns.wanted import (
    FeeBack,
    PriceDrop,
    Restocking,
    ShippingBack,
    TenderRule,
    Units,
    Wanted,
    Why,
)
from associate.errors import Refused
from associate.money import to_minor
from tests.support.returns import after

CARD = Tender("card", "card", 100_000)
ONE = Wanted((Units(1, 1),))


def bought(*lines, tenders=(CARD,), currency="EUR", **more):
    return Purchase(currency, lines, tenders, **more)


def refused(purchase, wanted):
    with pytest.raises(Refused) as no:
        refund(purchase, wanted)
    return no.value.code


def in_turn(purchase, *returns):
    """The sums of several returns, one after the other."""
    sums = []
    for wanted in returns:
        done = refund(purchase, wanted)
        purchase = after(purchase, wanted, done)
        sums.append(done.total)
    return sums


# What a line is made of


def test_a_line_says_of_which_figures_it_is_made():
    """3 × 10.00 less 1.00, two taxes on top: the cent that rounding leaves has a name."""
    taxes = (Tax("state", 100, on_top=True), Tax("city", 50, on_top=True), Tax("eco", 10, on_top=False))
    done = refund(bought(Line(1, 3, 1000, 3050, 100, taxes)), ONE)
    assert done.lines[0].parts == (
        Part(Kind.PRICE, 1000, units=1, of=3050),
        Part(Kind.DISCOUNT, -34, of=100),
        Part(Kind.TAX, 33, 33, of=100, key="state"),
        Part(Kind.TAX, 16, 16, of=50, key="city"),
        Part(Kind.TAX_INCLUDED, 0, 3, of=10, key="eco"),
        Part(Kind.RESIDUAL, 1),
    )
    assert (done.total, done.lines[0].worth, done.tax) == (1016, 1016, 52)


@pytest.mark.parametrize(
    ("currency", "price", "sums"),
    [("JPY", "100", [33, 33, 34]), ("EUR", "1.00", [33, 33, 34]), ("KWD", "10.000", [3333, 3333, 3334])],
)
def test_minor_units_are_the_currencys_own(currency, price, sums):
    total = to_minor(price, currency)
    purchase = bought(Line(1, 3, total, total, 2 * total), currency=currency)
    assert in_turn(purchase, ONE, ONE, ONE) == sums


def test_an_unknown_line_was_not_bought():
    assert refused(bought(Line(1, 1, 100, 100)), Wanted((Units(2, 1),))) == "not_bought"
    assert refused(bought(Line(1, 1, 100, 100)), Wanted(fees=(FeeBack("gift wrap"),))) == "not_bought"


# Shipping, fees, what the shop keeps


@pytest.mark.parametrize(
    ("why", "units", "amount", "said"),
    [
        (Why.CHOICE, 2, 0, "choice"),
        (Why.FAULT, 1, 1230, "fault"),
        (Why.WITHDRAWAL, 1, 0, "not_whole"),
        (Why.WITHDRAWAL, 2, 500, "withdrawal"),  # the standard delivery, not the faster one
    ],
)
def test_shipping_goes_back_by_its_reason(why, units, amount, said):
    purchase = bought(Line(1, 2, 1000, 2000), shipping=Shipping(1230, 230, standard=500))
    done = refund(purchase, Wanted((Units(1, units),), shipping=ShippingBack(why)))
    (part,) = done.extras
    assert (part.amount, part.why, done.total) == (amount, said, units * 1000 + amount)
    assert part.tax == amount * 230 // 1230


def test_the_last_return_of_a_withdrawal_brings_the_shipping_and_an_exchange_none():
    purchase = bought(Line(1, 2, 1000, 2000), Line(2, 1, 500, 500, is_physical=False), shipping=Shipping(300))
    withdrawn = replace(ONE, shipping=ShippingBack(Why.WITHDRAWAL))
    assert in_turn(purchase, withdrawn, withdrawn) == [1000, 1300]
    swapped = Wanted((Units(1, 1), Units(1, 1, exchange=True)), shipping=withdrawn.shipping)
    assert refund(purchase, swapped).extras[0].why == "not_whole"


def test_shipping_is_refunded_once():
    purchase = bought(Line(1, 2, 1000, 2000), shipping=Shipping(300))
    late = replace(ONE, shipping=ShippingBack(Why.FAULT))
    assert in_turn(purchase, late, late) == [1300, 1000]
    part = replace(ONE, shipping=ShippingBack(Why.AGREED, 100))
    assert in_turn(purchase, part, late) == [1100, 1200]
    withdrawn = Wanted((Units(1, 2),), shipping=ShippingBack(Why.WITHDRAWAL))
    cheap = replace(purchase, shipping=Shipping(300, standard=900))
    assert in_turn(cheap, withdrawn) == [2300]
    agreed = replace(ONE, shipping=ShippingBack(Why.AGREED, 301))
    assert refused(purchase, agreed) == "more_than_shipping"
    free = refund(bought(Line(1, 1, 1000, 1000)), replace(ONE, shipping=ShippingBack(Why.FAULT)))
    assert free.extras == (Part(Kind.SHIPPING, 0, why="free"),)


def test_parts_of_a_fee_come_to_the_fee():
    purchase = bought(Line(1, 3, 0, 0), fees=(Fee("service", 1001, 91),))
    half, rest = (replace(ONE, fees=(FeeBack("service", part),)) for part in (Fraction(1, 2), Fraction(1)))
    assert in_turn(purchase, half, rest, rest) == [500, 501, 0]
    twice = replace(ONE, fees=(*half.fees, *rest.fees))
    done = refund(purchase, twice)
    assert (done.total, done.tax) == (1001, 91)


def test_restocking_is_kept_of_what_units_bring_but_never_of_faulty_ones():
    purchase, fee = bought(Line(1, 4, 1000, 4000)), Restocking(1500, 50)
    kept = refund(purchase, Wanted((Units(1, 2, restocking=fee),)))
    assert (kept.total, kept.sum_of(Kind.RESTOCKING)) == (1600, -400)
    assert refund(purchase, Wanted((Units(1, 2, faulty=True, restocking=fee),))).total == 2000
    assert refund(purchase, Wanted((Units(1, 2, restocking=Restocking(per_unit=2000)),))).total == 0


def test_the_label_is_kept_as_far_as_it_goes_and_not_with_faulty_goods():
    purchase = bought(Line(1, 2, 400, 800))
    assert refund(purchase, replace(ONE, label_cost=150)).total == 250
    assert refund(purchase, replace(ONE, label_cost=500)).sum_of(Kind.LABEL) == -400
    faulty = refund(purchase, Wanted((Units(1, 1, faulty=True),), label_cost=150))
    assert (faulty.total, faulty.extras[-1]) == (400, Part(Kind.LABEL, 0, of=150, why="fault"))


def test_a_price_adjustment_is_taken_off_the_units_that_stayed():
    line = Line(1, 4, 1000, 4000, taxes=(Tax("VAT", 800, on_top=False),))
    drop = Wanted(drops=(PriceDrop(1, 100),))
    purchase = bought(line)
    assert in_turn(purchase, ONE, drop, ONE, ONE, ONE) == [1000, 100, 966, 967, 967]
    assert refund(purchase, drop).tax == 20
    later = replace(purchase, lines=(replace(after(purchase, drop, refund(purchase, drop)).lines[0]),))
    done = refund(later, Wanted((Units(1, 4),)))
    assert (done.total, done.tax, done.sum_of(Kind.CREDITED)) == (3900, 780, -100)
    assert refused(later, Wanted(drops=(PriceDrop(1, 3901),))) == "more_than_line"


# Promotions

THREE_FOR_TWO = Promotion("3 for 2", Deal.CHEAPEST_FREE, 3, 1, ((1, 3000),))
SHIRTS = Line(1, 3, 3000, 6000, 3000)


def test_three_for_two_pays_nothing_for_the_first_and_all_in_the_end():
    """60.00 for three. Two kept cost 60.00 without it, one costs 30.00."""
    purchase = bought(SHIRTS, promotions=(THREE_FOR_TWO,))
    first = refund(purchase, ONE)
    assert (first.total, first.sum_of(Kind.CLAWBACK, "3 for 2")) == (0, -2000)
    assert in_turn(purchase, ONE, ONE, ONE) == [0, 3000, 3000]
    assert in_turn(purchase, Wanted((Units(1, 2),)), ONE) == [3000, 3000]
    assert in_turn(purchase, Wanted((Units(1, 3),))) == [6000]


def test_a_faulty_or_exchanged_unit_breaks_no_promotion():
    purchase = bought(SHIRTS, promotions=(THREE_FOR_TWO,))
    faulty = Wanted((Units(1, 1, faulty=True),))
    assert in_turn(purchase, faulty, ONE, ONE) == [2000, 1000, 3000]
    swapped = refund(purchase, Wanted((Units(1, 1, exchange=True),)))
    assert (swapped.exchanged, swapped.sum_of(Kind.CLAWBACK)) == (2000, 0)
    # what the first return lost too much comes back with the last unit, faulty as it is
    assert in_turn(purchase, ONE, ONE, faulty) == [0, 3000, 3000]


def test_a_fourth_shirt_breaks_nothing_and_brings_its_share():
    line = replace(SHIRTS, quantity=4, total=9000)
    purchase = bought(line, promotions=(THREE_FOR_TWO,))
    assert in_turn(purchase, ONE, ONE) == [2250, 750]  # after the second, two are kept for 60.00
    four_for_two = replace(THREE_FOR_TWO, size=4, free=2)
    done = refund(replace(purchase, promotions=(four_for_two,)), Wanted((Units(1, 2),)))
    assert done.sum_of(Kind.CLAWBACK) == -1500  # two of four earn nothing, not one
    faulty = Wanted((Units(1, 1, faulty=True),))
    assert in_turn(purchase, faulty, ONE) == [2250, 2250]  # it still counts beside the two


def test_a_gift_that_is_kept_is_paid_for():
    coat, gift = Line(1, 1, 10_000, 12_000, 0, (Tax("VAT", 2000, on_top=True),)), Line(2, 1, 2000, 0, 2000)
    deal = Promotion("gift", Deal.GIFT, 1, 1, ((1, 0), (2, 2000)), gifts=frozenset({2}))
    purchase = bought(coat, gift, promotions=(deal,))
    done = refund(purchase, ONE)
    assert (done.total, done.sum_of(Kind.CLAWBACK)) == (9600, -2400)  # with the tax it would have cost
    assert in_turn(purchase, ONE, Wanted((Units(2, 1),))) == [9600, 2400]
    assert in_turn(purchase, Wanted((Units(2, 1),)), ONE) == [0, 12_000]


def test_of_two_gifts_the_dearer_stays_earned():
    lines = (Line(1, 2, 10_000, 20_000), Line(2, 1, 2000, 0, 2000), Line(3, 1, 500, 0, 500))
    shares = ((1, 0), (2, 2000), (3, 500))
    deal = Promotion("gift", Deal.GIFT, 1, 1, shares, gifts=frozenset({2, 3}))
    assert in_turn(bought(*lines, promotions=(deal,)), ONE, ONE) == [9500, 8000]


# Exchanges


def test_one_settlement_of_old_goods_and_new():
    purchase = bought(Line(1, 1, 5000, 5000), Line(2, 1, 2000, 2000))
    swap = Wanted((Units(1, 1, exchange=True),))
    cheaper = refund(purchase, replace(swap, new_total=4000))
    assert (cheaper.total, cheaper.exchanged, cheaper.to_pay) == (1000, 4000, 0)
    dearer = refund(purchase, replace(swap, new_total=5600))
    assert (dearer.total, dearer.exchanged, dearer.to_pay) == (0, 5000, 600)
    with_another = refund(purchase, Wanted((*swap.units, Units(2, 1)), new_total=5600))
    assert (with_another.total, with_another.exchanged, with_another.to_pay) == (1400, 5600, 0)
    assert with_another.payouts == (
        Payout("card", "card", Way.BACK, 1400),
        Payout("card", "card", Way.EXCHANGE, 5600),
    )
    assert refundable(after(purchase, swap, dearer)) == CARD.captured - 5000


def test_the_tax_of_an_exchanged_unit_goes_with_it():
    line = Line(1, 1, 1000, 1200, 0, (Tax("VAT", 200, on_top=True),))
    assert refund(bought(line), Wanted((Units(1, 1, exchange=True),))).tax == 0


# Which way the money goes


def test_gift_cards_come_first_and_each_gets_its_own():
    tenders = (Tender("card", "card", 700), Tender("gift", "gift_card", 500), Tender("till", "cash", 800))
    purchase = bought(Line(1, 1, 2000, 2000), tenders=tenders)
    half = Wanted(actual=1000, reason="as agreed")
    assert [(each.tender, each.way, each.amount) for each in refund(purchase, half).payouts] == [
        ("gift", Way.BACK, 500),
        ("card", Way.BACK, 500),
    ]
    cash_first = replace(half, rule=TenderRule(("cash",), as_credit=frozenset({"gift_card"})))
    assert [(each.tender, each.way, each.amount) for each in refund(purchase, cash_first).payouts] == [
        ("gift", Way.CREDIT, 500),
        ("till", Way.BACK, 500),
    ]
    a_gift = refund(purchase, replace(half, rule=TenderRule(is_gift=True)))
    assert {each.way for each in a_gift.payouts} == {Way.CREDIT}
    assert refundable(after(purchase, half, a_gift)) == 1000


def test_what_went_back_by_an_unknown_way_is_taken_as_gone_our_way():
    tenders = (Tender("card", "card", 700), Tender("gift", "gift_card", 500, refunded=600))
    purchase = bought(Line(1, 1, 1200, 1200), tenders=tenders, refunded_elsewhere=200)
    assert refundable(purchase) == 400
    done = refund(purchase, replace(ONE, as_far=True))
    assert [(each.tender, each.amount) for each in done.payouts] == [("card", 400)]


def test_authorized_money_is_released():
    tenders = (Tender("gift", "gift_card", 500), Tender("card", "card", 0, authorized=700))
    purchase = bought(Line(1, 1, 1200, 1200), tenders=tenders)
    assert release(purchase, 300) == (Payout("card", "card", Way.RELEASE, 300),)
    with pytest.raises(Refused, match="more_than_left"):
        release(purchase, 701)
    assert refused(purchase, ONE) == "more_than_left"
    assert refused(replace(purchase, tenders=tenders[1:]), ONE) == "not_charged"


def test_a_person_may_change_the_sum_and_says_why():
    purchase = bought(Line(1, 1, 1000, 1000))
    assert refused(purchase, replace(ONE, actual=900, reason=" ")) == "reason_missing"
    less = refund(purchase, replace(ONE, actual=900, reason=" scratched "))
    assert (less.suggested, less.total, less.reason) == (1000, 900, "scratched")
    assert less.sum_of(Kind.WITHHELD) == -100
    assert refund(purchase, replace(ONE, actual=1000)).extras[-1].kind == Kind.SHIPPING  # nothing changed
    nothing = refund(purchase, replace(ONE, actual=0, reason="worn out"))
    assert (nothing.total, nothing.payouts) == (0, ())


# What can't be


@pytest.mark.parametrize(
    "make",
    [
        lambda: Line(1, 1, 100, -100),
        lambda: Line(1, 1, 100, 100, gone=2),
        lambda: Line(1, 2, 100, 200, gone=1, spared=2),
        lambda: Restocking(-1),
        lambda: Wanted(label_cost=-1),
        lambda: bought(Line(1, 1, 0, 0), Line(1, 1, 0, 0)),
    ],
)
def test_what_can_not_be_is_no_input(make):
    with pytest.raises(ValueError):
        make()
