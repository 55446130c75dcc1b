import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from associate.core.orders.incoming import (
    IncomingNothing,
    IncomingProduct,
    IncomingRefundNotice,
    Method,
    Payment,
)
from associate.integrations.commerce import commerce_for
from tests.integrations.commerce.payloads import woo_line, woo_order
from tests.integrations.commerce.reading import assert_exact, codes, read_order


def read(*lines, **changes):
    return read_order("woocommerce", woo_order(*lines, **changes))


def test_an_order_comes_whole():
    order = read()
    assert (order.external_id, order.number, order.total, order.method) == ("727", "727", 4000, Method.PICKUP)
    assert order.placed_at == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert (order.contact.external_id, order.contact.first_name, order.contact.phone) == (
        "12",
        "Noa",
        "0612345678",
    )
    assert (order.shipping_address, order.problems) == (None, ())
    assert order.lines[0].external_variant == "93"
    assert [(t.kind, t.amount, t.external_id) for t in order.tenders] == [("card", 4000, "ch_1")]
    assert_exact(order)


def test_an_order_of_the_older_api_and_a_recorded_delivery_of_it():
    old = {
        "id": 118,
        "order_number": 118,
        "created_at": "2026-03-02T09:15:00Z",
        "updated_at": "2026-03-02T09:16:30Z",
        "status": "completed",
        "currency": "EUR",
        "total": "14.00",
        "note": "Bell is broken",
        "payment_details": {"method_id": "bacs", "paid": True},
        "customer_id": 0,
        "billing_address": {"first_name": "Noa", "email": "noa@example.com"},
        "line_items": [
            {
                "id": 8,
                "quantity": 2,
                "subtotal": "4.00",
                "total": "4.00",
                "total_tax": "0.00",
                "name": "Sock",
                "product_id": 99,
                "sku": "SOCK",
                "meta": [],
            }
        ],
        "shipping_lines": [{"id": 9, "method_id": "flat_rate", "total": "10.00"}],
    }
    recorded = {
        "id": 54,
        "request_body": json.dumps({"order": old}),
        "request_headers": {"X-WC-Webhook-Topic": "order.updated"},
    }
    assert commerce_for("woocommerce").guess_topic(recorded) == "order"
    for payload in ({"order": old}, recorded, [recorded]):
        order = read_order("woocommerce", payload)
        assert (order.number, order.note, order.method) == ("118", "Bell is broken", Method.SHIP)
        assert (order.contact.external_id, order.contact.first_name, order.shipping) == (None, "Noa", 1000)
        assert_exact(order)


def test_names_lose_their_html_and_options_are_told_from_notes():
    line = read(
        woo_line(
            name="Tee &ndash; Black &amp; Blue",
            variation_id=23,
            meta_data=[
                {"key": "pa_color", "value": "black"},
                {"key": "size", "value": "M"},
                {"key": "Engraving", "value": "Ana"},
                {"key": "_reduced_stock", "value": "1"},
                {"key": "addons", "value": [{"odd": 1}]},
            ],
        )
    ).lines[0]
    assert (line.title, line.external_variant) == ("Tee – Black & Blue", "23")
    assert (line.options, line.notes) == ("black / M", (("Engraving", "Ana"),))


# ── money ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("quantity", "subtotal", "total", "price", "discount"),
    [
        (2, "6.00", "6.00", 300, 0),
        (3, "10.00", "10.00", 334, 2),  # does not divide: the price rounds up, the discount takes the rest
        (3, "10.00", "8.00", 334, 202),
        (1, "5.00", "6.00", 600, 0),  # a surcharge on the line
        (0, "0.00", "0.00", 0, 0),
        (0, "5.00", "5.00", 0, -500),
    ],
)
def test_a_lines_total_is_the_platforms_to_the_cent(quantity, subtotal, total, price, discount):
    order = read(woo_line(quantity=quantity, subtotal=subtotal, total=total), total=total)
    (line,) = order.lines
    assert (line.quantity, line.unit_price, line.discount) == (quantity, price, discount)
    assert_exact(order)


@pytest.mark.parametrize("included", [False, True])
def test_tax_is_on_top_whatever_the_shop_shows(included):
    order = read(woo_line(total="33.06", subtotal="33.06", total_tax="6.94"), prices_include_tax=included)
    assert (order.tax_included, order.lines[0].total, order.total) == (False, 4000, 4000)
    assert_exact(order)


def test_cents_that_rounding_once_for_all_lines_left_over_go_to_the_first_taxed_lines():
    lines = [woo_line(i, total="2.15", subtotal="2.15", total_tax="0.45") for i in (1, 2, 3)]
    order = read(*lines, total="7.82")
    assert [line.tax for line in order.lines] == [46, 46, 45]
    assert_exact(order)
    assert codes(read(*lines, total="7.84")) == ["total_differs"]


def test_fees_may_be_negative_and_shipping_has_its_tax():
    order = read(
        total="46.26",
        shipping_tax="1.26",
        fee_lines=[{"total": "-3.00", "total_tax": "0.00"}, {"total": "1.65", "total_tax": "0.35"}],
        shipping_lines=[{"method_id": "flat_rate:25", "total": "6.00", "total_tax": "1.26"}],
    )
    assert (order.fees, order.fees_tax, order.shipping, order.shipping_tax) == (-135, 35, 600, 126)
    assert_exact(order)


def test_a_price_that_is_a_number_loses_no_cent():
    order = read(woo_line(total=Decimal("19.99"), subtotal=19.99, price=19.99), total="19.99")
    assert order.lines[0].unit_price == 1999
    assert_exact(order)


# ── payment and state ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "gateway", "payment", "on_pickup", "left"),
    [
        ("processing", "stripe", Payment.PAID, False, 1),
        ("processing", "cod", Payment.PENDING, True, 1),
        ("on-hold", "bacs", Payment.PENDING, False, 1),
        ("pending", "stripe", Payment.PENDING, False, 1),
        ("completed", "cod", Payment.PAID, False, 0),
        ("refunded", "stripe", Payment.REFUNDED, False, 0),
        ("failed", "stripe", Payment.VOIDED, False, 0),
        ("cancelled", "stripe", Payment.PAID, False, 0),  # it was paid before: that money is still to go back
    ],
)
def test_a_status_says_who_paid_and_what_is_left(status, gateway, payment, on_pickup, left):
    order = read(status=status, payment_method=gateway)
    assert (order.payment, order.pays_on_pickup, order.lines[0].to_fulfill) == (payment, on_pickup, left)
    assert (order.canceled_at is not None) == (status == "cancelled")


def test_a_canceled_order_that_nobody_paid_is_void():
    assert read(status="cancelled", date_paid_gmt=None).payment == Payment.VOIDED


def test_a_status_of_the_shops_own_is_open_and_said_so():
    order = read(status="ready-for-pickup")
    assert (codes(order), order.payment, order.lines[0].to_fulfill) == (["status_unknown"], Payment.PAID, 1)


def test_refunds_in_an_order_are_parts_of_it():
    order = read(refunds=[{"id": 5, "reason": "stain", "total": "-10.00"}])
    assert (order.payment, order.refunds[0].amount, order.refunds[0].reason) == (
        Payment.PARTIALLY_REFUNDED,
        1000,
        "stain",
    )
    assert read(refunds=[{"id": 5, "total": "-40.00"}]).payment == Payment.REFUNDED


def test_a_refund_by_itself_names_the_lines_it_gives_back():
    refund = {
        "id": 724,
        "date_created_gmt": "2026-03-03T09:00:00",
        "amount": "9.00",
        "refunded_by": 1,
        "reason": "",
        "line_items": [
            {"id": 314, "quantity": -1, "meta_data": [{"key": "_refunded_item_id", "value": "311"}]}
        ],
        "_links": {"up": [{"href": "https://shop.example/wp-json/wc/v3/orders/723"}]},
    }
    (told,) = commerce_for("woocommerce").read("", refund, currency="EUR")
    assert isinstance(told, IncomingRefundNotice)
    assert (told.order_external_id, told.refund.amount, told.refund.lines) == ("723", 900, (("311", 1),))


# ── how it leaves ────────────────────────────────────────────────────────────


def by(method_id, **more):
    return {"method_id": method_id, "total": "0.00"} | more


@pytest.mark.parametrize(
    ("lines", "method", "location", "problems"),
    [
        ([by("local_pickup:3")], Method.PICKUP, None, []),
        (
            [by("pickup_location", meta_data=[{"key": "pickup_location", "value": "Harbor"}])],
            Method.PICKUP,
            "Harbor",
            [],
        ),
        ([by("flat_rate", method_title="Pickup in store")], Method.SHIP, None, []),
        ([by("local_pickup"), by("flat_rate")], None, None, ["method_mixed"]),
        ([], None, None, ["method_unclear"]),
        ([{"method_title": "Local pickup"}], None, None, ["method_unclear"]),
    ],
)
def test_the_method_is_the_shipping_lines_id(lines, method, location, problems):
    order = read(shipping_lines=lines)
    assert (order.method, order.location, codes(order)) == (method, location, problems)


# ── products ─────────────────────────────────────────────────────────────────


def test_a_simple_product_is_its_own_variant_and_a_variation_a_part_of_its_parent():
    simple = {
        "id": 794,
        "name": "Mug &amp; Lid",
        "type": "simple",
        "sku": "MUG",
        "price": "21.99",
        "regular_price": "",
        "global_unique_id": "4006381333931",
        "categories": [{"name": "Home"}],
        "images": [],
    }
    (mug,) = commerce_for("woocommerce").read("product", simple, currency="EUR")
    assert isinstance(mug, IncomingProduct)
    assert (mug.title, mug.category, mug.is_partial) == ("Mug & Lid", "Home", False)
    assert (mug.variants[0].external_id, mug.variants[0].gtin, mug.variants[0].price) == (
        "794",
        "4006381333931",
        2199,
    )
    variation = simple | {
        "id": 800,
        "type": "variation",
        "parent_id": 799,
        "attributes": [{"name": "Color", "option": "Black"}, {"name": "Size", "option": "M"}],
    }
    (part,) = commerce_for("woocommerce").read("product", variation, currency="EUR")
    assert (part.external_id, part.is_partial, part.variants[0].external_id) == ("799", True, "800")
    assert (part.variants[0].size, part.variants[0].color) == ("M", "Black")
    (whole,) = commerce_for("woocommerce").read("product", simple | {"type": "variable"}, currency="EUR")
    assert (whole.variants, whole.is_partial) == ((), True)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"id": 5}, "order_deleted"),
        ({"action": "add_to_cart"}, "no_order"),
        ({"request_body": "{"}, "no_order"),
    ],
)
def test_what_holds_no_order_says_why(payload, code):
    (told,) = commerce_for("woocommerce").read("order", payload)
    assert isinstance(told, IncomingNothing)
    assert told.problem.code == code
