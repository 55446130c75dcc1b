"""A refund in words: every figure has some, and what a reader adds up is the total."""

from dataclasses import replace

import pytest

from associate.core.returns.answer import Kind, Part, Payout, Way
from associate.core.returns.part_words import PARTS, part_sentence, words_of
from associate.core.returns.payout_words import payout_rows
from associate.core.returns.purchase import Line, Purchase, Shipping, Tax, Tender
from associate.core.returns.refunds import refund
from associate.core.returns.told import Thing
from associate.core.returns.wanted import ShippingBack, Units, Wanted, Why
from tests.core import test_refunds_cases as cases
from tests.support.returns import adds_up, read

SWEATER = Thing("Wool sweater, Oat, S", 2)
CURRENCIES = {"JPY": 0, "EUR": 2, "KWD": 3}
LABEL, SHIPPING = Kind.LABEL, Kind.SHIPPING


def said(words):
    return [(row.words, row.small, row.figure) for row in words.rows]


# ── every kind ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (
            Part(Kind.PRICE, 7200, units=1, of=14400),
            "1 × Wool sweater, Oat, S. 1 of 2, together €144.00",
        ),
        (Part(Kind.DISCOUNT, -278, of=1200), "Its share of the discount of €12.00"),
        (Part(Kind.DISCOUNT, -1200, of=1200), "Its discount"),
        (Part(Kind.ADJUSTMENT, -278, of=-1200, key="TENOFF"), "Its share of TENOFF, −€12.00"),
        (Part(Kind.ADJUSTMENT, 1, of=3), "Its share of the order’s adjustment of €0.03"),
        (Part(Kind.TAX, 33, 33, of=100, key="state"), "Tax, state"),
        (Part(Kind.TAX, 33, 33, of=100), "Tax"),
        (Part(Kind.TAX_INCLUDED, 0, 1618, of=3236, key="VAT 23%"), "Tax, VAT 23%. included: €16.18"),
        (Part(Kind.CREDITED, -100), "Refunded before, as a price adjustment"),
        (Part(Kind.RESIDUAL, 1), "Rounding. So that all of them together come to what was paid"),
        (
            Part(Kind.PRICE_DROP, 500, of=9000),
            "Price adjustment, Wool sweater, Oat, S. Of €90.00; nothing came back for it",
        ),
        (Part(Kind.RESTOCKING, -720, of=7200), "Restocking fee. Kept of €72.00"),
        (
            Part(Kind.CLAWBACK, -900, key="3 for 2"),
            "“3 for 2” no longer applies. What stays costs what it costs without it",
        ),
        (
            Part(Kind.CLAWBACK, 900, key="3 for 2"),
            "Back from “3 for 2”. An earlier return took too much for it",
        ),
        (Part(Kind.EXCHANGED, -7200, of=7200), "Pays for the exchange"),
        (Part(Kind.EXCHANGED, -7000, of=7200), "Pays for the exchange. Of €72.00"),
        (Part(Kind.FEE, 50, of=100, key="fees"), "Fees. Of €1.00"),
        (Part(Kind.FEE, 100, of=100, key="tip"), "Tip"),
        (Part(Kind.FEE, 0, of=100, key="engraving"), "engraving. Nothing of €1.00 goes back"),
        (Part(LABEL, -590, of=590), "Return label"),
        (Part(LABEL, -90, of=590), "Return label. Of €5.90, as far as the refund goes"),
        (
            Part(LABEL, 0, of=590, why="fault"),
            "Return label. €5.90, paid by us: it wasn’t as it should be",
        ),
        (Part(Kind.NEW_GOODS, -1800, of=9000), "Pays for the new items. They cost €90.00"),
        (Part(Kind.CAPPED, -100), "Not refunded. No more is left of what was paid"),
        (Part(Kind.GOODWILL, 100), "Goodwill"),
        (Part(Kind.WITHHELD, -100), "Withheld"),
        (Part(SHIPPING, 0, of=620, why="choice"), "Shipping. Not refunded: returned by choice"),
        (
            Part(SHIPPING, 620, of=620, why="fault"),
            "Shipping. Refunded in full: it wasn’t as it should be",
        ),
        (
            Part(SHIPPING, 500, of=620, why="fault"),
            "Shipping. What is left of €6.20: it wasn’t as it should be",
        ),
        (
            Part(SHIPPING, 620, of=620, why="withdrawal"),
            "Shipping. Refunded: all of the order came back in time",
        ),
        (
            Part(SHIPPING, 400, of=620, why="withdrawal"),
            "Shipping. The standard delivery, of €6.20: all of the order came back in time",
        ),
        (
            Part(SHIPPING, 0, of=620, why="withdrawal"),
            "Shipping. The standard delivery was refunded before",
        ),
        (Part(SHIPPING, 620, of=620, why="agreed"), "Shipping. Refunded in full, as agreed"),
        (Part(SHIPPING, 100, of=620, why="agreed"), "Shipping. Of €6.20, as agreed"),
        (Part(SHIPPING, 0, of=620, why="agreed"), "Shipping. Not refunded, as agreed"),
        (
            Part(SHIPPING, 0, of=620, why="not_whole"),
            "Shipping. Not yet: it goes back with the last item of the order",
        ),
        (Part(SHIPPING, 0, of=620, why="gone"), "Shipping. All of €6.20 was refunded before"),
        (Part(SHIPPING, 0, why="free"), "Shipping. It was free"),
    ],
)
def test_each_figure_has_its_words(part, sentence):
    assert part_sentence(part, "EUR", SWEATER) == sentence


def test_no_kind_and_no_reason_is_without_words():
    assert set(PARTS) == set(Kind)
    for why in [*Why, "not_whole", "gone", "free"]:
        assert part_sentence(Part(SHIPPING, 0, of=620, why=str(why)), "EUR").startswith("Shipping. ")


# ── all of a refund ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(("currency", "places"), CURRENCIES.items())
@pytest.mark.parametrize("case", cases.EXPECTED)
def test_the_rows_of_every_known_case_add_up(case, currency, places, monkeypatch):
    """The cases of other platforms, each once more in a currency of 0, 2 and 3 decimals."""

    def looked_at(purchase, wanted):
        done = refund(replace(purchase, currency=currency), wanted)
        words = adds_up(words_of(done, {}, {}))
        shown = [row.figure for row in words.rows if read(row.figure)]
        assert all(len(figure.partition(".")[2]) == places for figure in shown)
        return done

    monkeypatch.setattr(cases, "refund", looked_at)
    cases.EXPECTED[case]()


def test_a_refund_reads_as_on_the_counters_screen():
    """Two tenders, a discount, tax within the price, shipping that stays."""
    sweater = Line(1, 2, 7200, 13844, 556, (Tax("VAT 23%", 2588, on_top=False),))
    mug = Line(2, 1, 1800, 1731, 69)
    paid = (Tender(7, "card", 13_695), Tender(8, "gift_card", 2500))
    purchase = Purchase("EUR", (sweater, mug), paid, Shipping(620))
    done = refund(purchase, Wanted((Units(1, 1), Units(2, 1))))
    things = {1: SWEATER, 2: Thing("Stoneware mug, Clay", 1)}
    words = adds_up(words_of(done, things, {7: "1180", 8: "0092"}))
    assert said(words) == [
        ("1 × Wool sweater, Oat, S", "1 of 2, together €138.44", "€72.00"),
        ("Its share of the discount of €5.56", "", "−€2.78"),
        ("Tax, VAT 23%", "included: €12.94", "included"),
        ("1 × Stoneware mug, Clay", "", "€18.00"),
        ("Its discount", "", "−€0.69"),
        ("Shipping", "Not refunded: returned by choice", "€0.00"),
    ]
    assert words.figure == "€86.53"
    assert [(row.words, row.figure) for row in words.payouts] == [
        ("To gift card …0092 first", "€25.00"),
        ("Then card …1180", "€61.53"),
    ]


def test_a_line_that_nothing_comes_back_of_is_not_shown():
    done = refund(
        cases.bought(Line(1, 2, 100, 200), shipping=Shipping(50)),
        Wanted((Units(1, 0),), shipping=ShippingBack(Why.FAULT)),
    )
    words = adds_up(words_of(done, {1: SWEATER}, {}))
    assert [row.words for row in words.rows] == ["Shipping"] and words.lines == ()


@pytest.mark.parametrize(
    ("payouts", "words"),
    [
        ([("card", Way.BACK)], ["To card …1180"]),
        ([("cash", Way.BACK)], ["In cash"]),
        ([("cash", Way.BACK), ("card", Way.BACK)], ["In cash first", "Then card …1180"]),
        ([("card", Way.CREDIT), ("cash", Way.CREDIT)], ["As store credit"]),
        ([("card", Way.BACK), ("gift_card", Way.CREDIT)], ["To card …1180", "As store credit"]),
        ([("other", Way.BACK)], ["To what it was paid with"]),
        ([("bank", Way.RELEASE)], ["Not charged: bank account …1180"]),
        ([("card", Way.EXCHANGE)], []),
    ],
)
def test_the_way_of_the_money(payouts, words):
    rows = payout_rows([Payout(1, kind, way, 500) for kind, way in payouts], "EUR", {1: "1180"})
    assert [row.words for row in rows] == words
