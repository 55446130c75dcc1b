from datetime import UTC, datetime

import pytest

from associate.core.orders.incoming import IncomingNothing, IncomingRefundNotice, Method, Payment
from associate.integrations.commerce import commerce_for
from tests.integrations.commerce.payloads import cents, square_line, square_order
from tests.integrations.commerce.reading import assert_exact, codes, read_order


def read(*lines, **changes):
    return read_order("square", square_order(*lines, **changes))


def test_a_pickup_comes_whole():
    order = read()
    assert (order.external_id, order.number, order.location, order.method) == (
        "SQ1",
        "W-77",
        "LOC1",
        Method.PICKUP,
    )
    assert (order.contact.first_name, order.contact.last_name) == ("Ida van", "Berg")
    assert order.wanted_from == datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert order.wanted_until == datetime(2026, 3, 3, 15, 30, tzinfo=UTC)
    assert (order.lines[0].external_variant, order.lines[0].options, order.problems) == (
        "CAT1",
        "Moss, M",
        (),
    )
    assert_exact(order)


@pytest.mark.parametrize(
    "envelope",
    [
        lambda order: {"order": order},
        lambda order: {"orders": [order]},
        lambda order: {"payment_link": {"id": "P"}, "related_resources": {"orders": [order]}},
    ],
)
def test_an_answer_of_the_api_is_opened(envelope):
    assert read_order("square", envelope(square_order())).number == "W-77"
    assert commerce_for("square").guess_topic(envelope(square_order())) == "order"


def test_a_units_price_holds_its_modifiers():
    order = read(
        square_line(
            quantity="2",
            gross_sales_money=cents(4500),
            base_price_money=cents(2200),
            total_discount_money=cents(346),
            total_tax_money=cents(374),
            modifiers=[{"name": "Gift wrap"}],
            note="Blue ribbon",
        ),
        total_money=cents(4528),
    )
    (line,) = order.lines
    assert (line.unit_price, line.discount, line.tax, line.total) == (2250, 346, 374, 4528)
    assert line.notes == (("modifier", "Gift wrap"), ("note", "Blue ribbon"))
    assert_exact(order)


def test_included_taxes_add_nothing_and_one_on_top_beside_them_is_part_of_the_price():
    taxes = [{"uid": "vat", "type": "INCLUSIVE"}, {"uid": "city", "type": "ADDITIVE"}]
    line = square_line(
        total_tax_money=cents(750),
        applied_taxes=[
            {"tax_uid": "vat", "applied_money": cents(694)},
            {"tax_uid": "city", "applied_money": cents(56)},
        ],
    )
    order = read(line, taxes=taxes, total_money=cents(4056))
    assert (order.tax_included, order.lines[0].total) == (True, 4056)
    assert_exact(order)


def test_service_charges_tips_and_rounding_lie_beside_the_lines():
    order = read(
        total_service_charge_money=cents(500),
        total_tip_money=cents(300),
        total_money=cents(4843),
        service_charges=[{"total_tax_money": cents(45)}],
        rounding_adjustment={"amount_money": cents(-2)},
    )
    assert (order.fees, order.fees_tax, order.tip) == (498, 45, 300)
    assert_exact(order)


def test_half_a_unit_is_one_to_hand_out_at_the_same_total():
    order = read(square_line(quantity="1.5", gross_sales_money=cents(4001)), total_money=cents(4001))
    assert (order.lines[0].quantity, order.lines[0].total) == (2, 4001)
    assert codes(order) == ["quantity_fraction"]
    assert_exact(order)


def tender(kind, amount, **more):
    return {"id": f"t-{kind}", "type": kind, "amount_money": cents(amount)} | more


def card(status):
    return {"card_details": {"status": status, "card": {"last_4": "9029"}}}


@pytest.mark.parametrize(
    ("changes", "payment"),
    [
        ({}, Payment.PENDING),
        ({"state": "COMPLETED"}, Payment.PAID),
        ({"net_amount_due_money": cents(0)}, Payment.PAID),
        ({"tenders": [tender("CARD", 4000, **card("CAPTURED"))]}, Payment.PAID),
        ({"tenders": [tender("CARD", 4000, **card("AUTHORIZED"))]}, Payment.AUTHORIZED),
        ({"tenders": [tender("CARD", 4000, **card("FAILED"))]}, Payment.PENDING),
        ({"tenders": [tender("CASH", 1000)]}, Payment.PARTIALLY_PAID),
        (
            {
                "tenders": [tender("CASH", 4000)],
                "refunds": [
                    {
                        "id": "r",
                        "status": "APPROVED",
                        "amount_money": cents(100),
                        "created_at": "2026-03-03T09:00:00Z",
                    }
                ],
            },
            Payment.PARTIALLY_REFUNDED,
        ),
        ({"state": "CANCELED"}, Payment.VOIDED),
    ],
)
def test_the_payment_is_what_the_tenders_say(changes, payment):
    assert read(**changes).payment == payment


def test_a_tender_keeps_the_last_four():
    (tendered,) = read(tenders=[tender("CARD", 4000, **card("CAPTURED"))]).tenders
    assert (tendered.kind, tendered.amount, tendered.is_captured, tendered.last4) == (
        "card",
        4000,
        True,
        "9029",
    )


def leaves(kind, state="PROPOSED", uid="f1", **more):
    return {"uid": uid, "type": kind, "state": state} | more


@pytest.mark.parametrize(
    ("fulfillments", "method", "problems"),
    [
        ([leaves("SHIPMENT")], Method.SHIP, []),
        ([leaves("DELIVERY")], Method.SHIP, []),
        ([leaves("PICKUP"), leaves("SHIPMENT", uid="f2")], None, ["method_mixed"]),
        ([leaves("PICKUP"), leaves("SHIPMENT", "CANCELED", "f2")], Method.PICKUP, []),
        ([leaves("DIGITAL")], None, []),
        ([], None, ["method_unclear"]),
    ],
)
def test_the_method_is_that_of_the_fulfillments(fulfillments, method, problems):
    order = read(fulfillments=fulfillments)
    assert (order.method, codes(order)) == (method, problems)


def test_what_a_completed_fulfillment_took_is_not_left():
    lines = square_line(quantity="3"), square_line("l2")
    half = leaves("PICKUP", "COMPLETED", entries=[{"line_item_uid": "l1", "quantity": "2"}])
    order = read(*lines, fulfillments=[half], total_money=cents(8000))
    assert [line.to_fulfill for line in order.lines] == [1, 1]
    assert order.dispatches[0].lines == (("l1", 2),)
    whole = read(*lines, fulfillments=[leaves("PICKUP", "COMPLETED")], total_money=cents(8000))
    assert [line.to_fulfill for line in whole.lines] == [0, 0]
    assert read(state="CANCELED").canceled_at is not None


def test_a_curbside_customers_words_are_kept():
    details = {"is_curbside_pickup": True, "curbside_pickup_details": {"curbside_details": "Red van, bay 4"}}
    assert read(fulfillments=[leaves("PICKUP", pickup_details=details)]).attributes == (
        ("curbside", "Red van, bay 4"),
    )


def test_a_thin_event_says_that_it_is_one():
    event = {
        "event_id": "e1",
        "type": "order.updated",
        "data": {"id": "SQ1", "object": {"order_updated": {}}},
    }
    assert commerce_for("square").guess_topic(event) == "order"
    (told,) = commerce_for("square").read("", event)
    assert isinstance(told, IncomingNothing)
    assert told.problem.code == "thin_event"
    assert "SQ1" in told.problem.message


@pytest.mark.parametrize(
    ("status", "kind"), [("PENDING", IncomingNothing), ("COMPLETED", IncomingRefundNotice)]
)
def test_a_refund_counts_once_the_money_moved(status, kind):
    refund = {
        "id": "R1",
        "order_id": "SQ1",
        "status": status,
        "amount_money": cents(1000),
        "created_at": "2026-03-03T09:00:00Z",
    }
    event = {"event_id": "e2", "type": "refund.updated", "data": {"object": {"refund": refund}}}
    (told,) = commerce_for("square").read("", event)
    assert isinstance(told, kind)
