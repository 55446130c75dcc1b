"""What the returns counter prints: a receipt that adds up, and a slip that a till scans, both ways."""

from datetime import UTC, datetime, timedelta

import pytest
import zxingcpp

from associate.clock import now
from associate.core.payments.calls import PaymentCall, PaymentVerb
from associate.core.payments.slips import reference_in
from associate.core.returns.check_words import closes_words
from associate.core.returns.models import ReturnRule, ReturnState
from associate.core.returns.part_words import refund_words, words_of
from associate.core.returns.purchase import Line, Purchase, Shipping, Tax, Tender
from associate.core.returns.refunds import refund
from associate.core.returns.told import Thing
from associate.core.returns.wanted import Units, Wanted
from associate.core.stores.hours import local_day
from associate.db import atomic, db
from associate.documents import returns
from associate.documents.paper import Paper
from associate.documents.receipts import ReturnReceipt, TillSlip, return_receipt, till_slip
from associate.integrations.payments.port import Deed, Verb
from associate.integrations.payments.till.slips import slip_of
from tests.documents.parcels import NASTY, SHOP
from tests.support.phones import hand_over
from tests.support.pickups import make_ready
from tests.support.printed import Scan, bar_error, pages, scans, size, words
from tests.support.returns import closed_return

PAPERS = pytest.mark.parametrize(("paper", "points"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
AT = datetime(2026, 11, 22, 14, 12, tzinfo=UTC)
CODE = "R7K3M9QX"
BOTH_WAYS = pytest.mark.parametrize("verb", [Verb.REFUND, Verb.CHARGE])
NORMALLY, AT_MOST = 1290, 10**14


def told(name="Wool sweater, Oat, S", lines=1):
    bought = [
        Line(n, 2, 7200, 13844, 556, (Tax("VAT 23%", 2588, on_top=False),)) for n in range(1, lines + 1)
    ]
    paid = (Tender(7, "card", 13_844 * lines), Tender(8, "gift_card", 2500))
    purchase = Purchase("EUR", tuple(bought), paid, Shipping(620))
    done = refund(purchase, Wanted(tuple(Units(line.key, 1) for line in bought)))
    return words_of(done, {line.key: Thing(name, 2) for line in bought}, {7: "1180", 8: "0092"})


def receipt(of=None, **more):
    return ReturnReceipt("Hollis & Wren", SHOP, CODE, "HW-47731", AT, of or told(), **more)


def slip(verb, amount=NORMALLY, currency="EUR"):
    scanned = slip_of(Deed("a-key-7", verb, amount, currency, "HW-47731"))
    whose = ("Hollis & Wren", SHOP, "HW-47731", scanned.reference, scanned.symbol)
    return TillSlip(*whose, amount, currency, is_refund=verb == Verb.REFUND)


def shown(refunded):
    return [
        text for row in (*refunded.rows, *refunded.payouts) for text in (row.words, row.small, row.figure)
    ]


@PAPERS
def test_a_receipt_has_every_row_and_a_code_to_find_it_by(paper, points):
    pdf = return_receipt(receipt(exchange="HW-47732", policy="The rest may come back until 3 May."), paper)
    assert size(pdf) == points and scans(pdf) == [Scan("]C0", CODE)] and len(list(pages(pdf))) == 1
    text = words(pdf)
    for part in (*shown(told()), "€69.22", "HW-47731", "HW-47732", "14 Mill Quay", "2026-11-22 14:12"):
        assert part in text
    assert "until 3 May" in text


def test_many_units_go_on_and_markup_is_text():
    pdf = return_receipt(receipt(told(NASTY, lines=30)))
    found = words(pdf).replace(" ", "")
    assert len(list(pages(pdf))) > 1 and found.count(NASTY.replace(" ", "")) == 30 and "2/" in found


def test_the_same_receipt_makes_the_same_bytes():
    assert return_receipt(receipt()) == return_receipt(receipt())
    assert till_slip(slip(Verb.REFUND)) == till_slip(slip(Verb.REFUND))


@PAPERS
@BOTH_WAYS
@pytest.mark.parametrize("amount", [NORMALLY, AT_MOST])
def test_a_till_reads_its_slip_and_nothing_else(verb, amount, paper, points):
    one = slip(verb, amount)
    pdf = till_slip(one, paper)
    assert size(pdf) == points and scans(pdf) == [Scan("]C0", one.symbol)]
    assert reference_in(one.symbol) == one.reference
    text = words(pdf)
    assert one.reference in text and one.figure in text and "HW-47731" in text
    assert ("Refund at the till" in text) == one.is_refund == ("Pay at the till" not in text)


@BOTH_WAYS
def test_each_bar_of_a_slip_is_as_wide_as_it_should_be(verb):
    """A4 is no whole number of dots, and its raster is: what is only touched may be one dot off."""
    one = slip(verb)
    [image] = pages(till_slip(one))
    [found] = zxingcpp.read_barcodes(image)
    dots = one.barcode.dots(203, room=6.5)
    errors = bar_error(image, found.position.top_left.y + 20, one.barcode, dots, left=120)
    assert dots == 3 and errors["half a dot"] == 0 and errors["any touched dot"] <= 1


@pytest.mark.parametrize(("currency", "figure"), [("JPY", "¥1,290"), ("EUR", "€12.90"), ("KWD", "KWD 1.290")])
def test_a_slip_says_the_sum_as_its_currency_writes_it(currency, figure):
    one = slip(Verb.CHARGE, currency=currency)
    pdf = till_slip(one)
    assert figure in words(pdf).replace("KWD", "KWD ") and [scan.content for scan in scans(pdf)] == [
        one.symbol
    ]
    assert one.symbol.endswith(f"-1290{currency}")


# ── from what is kept ────────────────────────────────────────────────────────


@pytest.fixture
def closed(shop):
    order = shop.has_order((shop.jacket, 2))
    wanted = Wanted((Units(order.lines[0].id, 1), Units(order.lines[0].id, 1)))
    return closed_return(order, wanted, actual=9000, why_differs="a torn lining")[1]


def test_a_closed_return_is_printed_on_its_stores_paper_and_says_no_reason(app, closed):
    with atomic(closed.store):
        closed.store.paper, closed.store.phone = "letter", "+353 1 555 0134"
    with app.test_request_context():
        pdf, rows = returns.receipt(closed, "Hollis & Wren"), shown(refund_words(closed))
    assert size(pdf) == (612, 792) and scans(pdf) == [Scan("]C0", closed.code)]
    text = words(pdf)
    assert all(part in text for part in (*rows, closed.order.number, closed.store.phone))
    assert "torn" not in text and text.count(f"1 × {closed.order.lines[0].name}") == 2


def test_what_isnt_done_has_no_receipt(app, closed):
    closed.state = ReturnState.UNDONE
    with pytest.raises(ValueError, match="isn’t done"):
        returns.receipt(closed)


def test_a_receipt_says_until_when_the_rest_may_come_back(app, shop):
    placed = shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    make_ready(shop.job(placed))
    hand_over(shop.job(placed))
    jacket, kettle = (line.id for line in placed.lines)

    def told(*lines):
        wanted = Wanted(tuple(Units(line, 1) for line in lines), actual=None if lines else 100, reason="-")
        with app.test_request_context():
            return words(returns.receipt(closed_return(placed, wanted)[1]))

    day = closes_words(local_day(shop.mill_quay, now()) + timedelta(days=30))
    assert f"What you keep may come back {day}." in told(jacket, kettle)
    with atomic():
        db.session.add(ReturnRule(position=1, says={"final_sale": True}))
    assert "What you keep" not in told()


@pytest.mark.parametrize("verb", [PaymentVerb.REFUND, PaymentVerb.CHARGE])
def test_a_payment_at_the_till_is_printed_for_its_way(app, closed, verb):
    with atomic(closed.order):
        closed.order.tenders[0].kind = "cash"
    whose = {"order": closed.order, "store_id": closed.store_id, "tender": closed.order.tenders[0]}
    call = PaymentCall(verb=verb, key="a-key-7", amount=NORMALLY, currency="EUR", **whose)
    with app.test_request_context():
        pdf = returns.till_slip(call)
    assert scans(pdf) == [Scan("]C0", slip(Verb(verb)).symbol)] and "€12.90" in words(pdf)
    assert ("In cash" in words(pdf)) == (verb == PaymentVerb.REFUND)
    call.verb = PaymentVerb.CAPTURE
    with pytest.raises(ValueError, match="for no till"):
        returns.till_slip(call)
