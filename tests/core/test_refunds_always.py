"""What holds for every purchase and every return of it, in any currency."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from associate.core.returns.answer import Kind, Way
from associate.core.returns.purchase import (
    Adjustment,
    Deal,
    Fee,
    Line,
    Promotion,
    Purchase,
    Shipping,
    Tax,
    Tender,
)
from associate.core.returns.refunds import refund
from associate.core.returns.tenders import refundable
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
from associate.money import share
from tests.support.returns import after

MONEY = st.integers(0, 9_999)
KINDS = ("card", "gift_card", "cash", "store_credit", "bank", "other")
KEPT = {Kind.PRICE_DROP, Kind.RESTOCKING, Kind.CLAWBACK, Kind.EXCHANGED}
"""Parts that are kept of what units are worth, or given without units."""


@st.composite
def lines(draw, key):
    quantity, price = draw(st.integers(1, 6)), draw(MONEY)
    discount = draw(st.integers(0, quantity * price))
    taxes = tuple(
        Tax(f"tax {i}", draw(st.integers(0, 999)), on_top)
        for i, on_top in enumerate(draw(st.lists(st.booleans(), max_size=3)))
    )
    on_top = sum(tax.amount for tax in taxes if tax.on_top)
    return Line(key, quantity, price, quantity * price - discount + on_top, discount, taxes)


@st.composite
def promotions(draw, bought):
    free = draw(st.integers(1, 2))
    gifts = frozenset(draw(st.sets(st.sampled_from([line.key for line in bought]), max_size=2)))
    return Promotion(
        "deal",
        draw(st.sampled_from(Deal)),
        size=free + draw(st.integers(1, 2)),
        free=free,
        shares=tuple((line.key, draw(st.integers(0, line.discount))) for line in bought),
        gifts=gifts,
    )


@st.composite
def purchases(draw):
    """Paid to the last unit of its currency, by one to three tenders."""
    bought = tuple(draw(lines(key)) for key in range(draw(st.integers(1, 4))))
    goods = sum(line.total for line in bought)
    adjustments = (Adjustment("order", draw(st.integers(-goods, 500) if goods else st.just(0))),)
    shipping, fee = Shipping(draw(MONEY), draw(st.integers(0, 99))), Fee("fee", draw(MONEY))
    paid = goods + shipping.total + fee.total + sum(each.amount for each in adjustments)
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    tenders = tuple(
        Tender(f"tender {i}", draw(st.sampled_from(KINDS)), part)
        for i, part in enumerate(share(paid, weights))
    )
    deals = (draw(promotions(bought)),) if draw(st.booleans()) else ()
    currency = draw(st.sampled_from(["JPY", "EUR", "KWD"]))
    return Purchase(currency, bought, tenders, shipping, (fee,), adjustments, deals)


@st.composite
def splits(draw, purchase):
    """All units in some order, in some number of returns; each unit faulty, exchanged, or neither."""
    units = draw(st.permutations([line.key for line in purchase.lines for _unit in range(line.quantity)]))
    returns, rest = [], list(units)
    while rest:
        size = draw(st.integers(1, len(rest)))
        now, rest = rest[:size], rest[size:]
        flags = [draw(st.sampled_from(["", "", "faulty", "exchange"])) for _unit in now]
        asked = Counter(zip(now, flags, strict=True))
        returns.append(
            Wanted(tuple(Units(k, n, flag == "faulty", flag == "exchange") for (k, flag), n in asked.items()))
        )
    return returns


def answer(purchase, wanted):
    """The refund, looked at, or the code it is refused by."""
    try:
        done = refund(purchase, wanted)
    except Refused as no:
        return None, no.code
    holds(purchase, done)
    return done, ""


def holds(purchase, done):
    """What is true of any one refund."""
    assert all(line.amount >= 0 for line in done.lines)
    assert done.total == sum(line.amount for line in done.lines) + sum(part.amount for part in done.extras)
    assert done.total >= 0 and done.exchanged >= 0
    for line in done.lines:
        _is_explained(line, next(own for own in purchase.lines if own.key == line.line))
    ways = Counter()
    spent = Counter()
    for payout in done.payouts:
        assert payout.amount > 0
        ways[payout.way] += payout.amount
        spent[payout.tender] += payout.amount
    assert ways[Way.BACK] + ways[Way.CREDIT] == done.total
    assert ways[Way.EXCHANGE] == done.exchanged
    assert done.total + done.exchanged <= refundable(purchase)
    for tender in purchase.tenders:
        assert spent[tender.key] <= max(0, tender.captured - tender.refunded)


def _is_explained(line, bought):
    """The parts come to what its units are worth; only cents of rounding are left over."""
    by_kind = Counter()
    for part in line.parts:
        by_kind[part.kind] += part.amount
    assert sum(amount for kind, amount in by_kind.items() if kind not in KEPT) == line.worth
    assert by_kind[Kind.PRICE] == line.units * bought.unit_price
    assert abs(by_kind[Kind.RESIDUAL]) <= 3 + len(bought.taxes) + len(bought.credits)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_everything_back_in_any_order_and_split_is_what_was_paid(data):
    purchase = data.draw(purchases())
    gone = 0
    last = Wanted(shipping=ShippingBack(Why.FAULT), fees=(FeeBack("fee"),))
    for wanted in [*data.draw(splits(purchase)), last]:
        done, no = answer(purchase, wanted)
        if done is None:
            assert no == "nothing_to_refund" and wanted is last
            continue
        purchase = after(purchase, wanted, done)
        gone += done.total + done.exchanged
    assert refundable(purchase) == 0 and gone == sum(tender.captured for tender in purchase.tenders)
    assert all(promotion.clawed == 0 for promotion in purchase.promotions)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_price_drops_between_returns_change_when_but_not_how_much(data):
    purchase = replace(data.draw(purchases()), promotions=())
    goods = sum(line.total for line in purchase.lines) + sum(each.amount for each in purchase.adjustments)
    gone = 0
    for wanted in data.draw(splits(purchase)):
        key = wanted.units[0].line
        drop = Wanted(drops=(PriceDrop(key, data.draw(st.integers(1, 300))),))
        for each in (drop, wanted):
            done, no = answer(purchase, each)
            if done is None:
                assert no == "more_than_line" and each is drop
                continue
            purchase = after(purchase, each, done)
            gone += done.total + done.exchanged
    assert gone == goods


def anything(draw, purchase):
    """A wish as a screen may send it, sound or not."""
    return Wanted(
        units=tuple(
            Units(
                line.key,
                draw(st.integers(0, line.quantity + 1)),
                draw(st.booleans()),
                draw(st.booleans()),
                draw(st.none() | st.builds(Restocking, st.integers(0, 12_000), st.integers(0, 200))),
            )
            for line in purchase.lines
            if draw(st.booleans())
        ),
        drops=tuple(PriceDrop(line.key, draw(MONEY)) for line in purchase.lines if draw(st.booleans())),
        shipping=draw(st.builds(ShippingBack, st.sampled_from(Why), st.integers(0, 999))),
        fees=tuple(FeeBack("fee", part) for part in draw(st.lists(st.fractions(0, 1), max_size=2))),
        label_cost=draw(st.integers(0, 500)),
        new_total=draw(st.none() | MONEY),
        actual=draw(st.none() | MONEY),
        reason=draw(st.sampled_from(["", "they waited long"])),
        as_far=draw(st.booleans()),
        rule=TenderRule(
            tuple(draw(st.permutations(KINDS))), frozenset(draw(st.sets(st.sampled_from(KINDS)))), False
        ),
    )


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_never_above_what_a_tender_brought_whatever_is_asked(data):
    """What was paid need not fit what was bought, and the platform sent some of it back already."""
    purchase = data.draw(purchases())
    purchase = replace(
        purchase,
        tenders=tuple(
            replace(
                tender, captured=data.draw(st.integers(0, 20_000)), refunded=data.draw(st.integers(0, 50))
            )
            for tender in purchase.tenders
        ),
        refunded_elsewhere=data.draw(st.integers(0, 2_000)),
    )
    sent = sum(tender.refunded for tender in purchase.tenders) + purchase.refunded_elsewhere
    left = max(0, sum(tender.captured for tender in purchase.tenders) - sent)
    for _return in range(3):
        wanted = anything(data.draw, purchase)
        done, _no = answer(purchase, wanted)
        if done is None:
            continue
        left -= done.total + done.exchanged
        assert left >= 0
        purchase = after(purchase, wanted, done)


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_more_units_never_bring_less(data):
    """Before promotions: one unit more may break one, and bring less than it."""
    purchase = data.draw(purchases())
    line = data.draw(st.sampled_from(purchase.lines))
    shared = {
        "restocking": data.draw(
            st.none() | st.builds(Restocking, st.integers(0, 10_000), st.integers(0, 200))
        ),
        "faulty": data.draw(st.booleans()),
    }
    brought = []
    for units in range(1, line.quantity + 1):
        done = refund(purchase, Wanted((Units(line.key, units, **shared),)))
        brought.append(done.total - done.sum_of(Kind.CLAWBACK))
    assert brought == sorted(brought)
