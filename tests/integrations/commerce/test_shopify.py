from datetime import UTC, datetime

import pytest

from associate.core.orders.incoming import (
    IncomingDispatchNotice,
    IncomingNothing,
    IncomingProduct,
    Method,
    Payment,
)
from associate.integrations.commerce import commerce_for
from associate.integrations.commerce.port import FoundMethod, wants_method, with_method
from tests.integrations.commerce.payloads import leaves_by, shopify_line, shopify_order
from tests.integrations.commerce.reading import assert_exact, codes, read_order


def read(*lines, **changes):
    return read_order("shopify", shopify_order(*lines, **changes))


def test_an_order_comes_whole():
    order = read(note="Ring twice", note_attributes=[{"name": "gift", "value": "yes"}])
    assert (order.external_id, order.number, order.currency, order.total) == ("5001", "1001", "EUR", 4000)
    assert order.placed_at == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert order.updated_at == datetime(2026, 3, 2, 9, 16, 30, tzinfo=UTC)
    assert (order.contact.external_id, order.contact.first_name, order.contact.email) == (
        "31",
        "Mia",
        "mia@example.com",
    )
    assert (order.note, order.attributes) == ("Ring twice", (("gift", "yes"),))
    (line,) = order.lines
    assert (line.external_id, line.external_variant, line.sku, line.options) == (
        "71",
        "9001",
        "TEE-MOSS-M",
        "Moss / M",
    )
    assert_exact(order)


@pytest.mark.parametrize(
    "envelope",
    [
        lambda order: {"order": order},
        lambda order: {"orders": [order]},
        lambda order: [order],
    ],
)
def test_an_envelope_is_taken_off(envelope):
    assert read_order("shopify", envelope(shopify_order())).number == "1001"


@pytest.mark.parametrize(("name", "number"), [("#1001", "1001"), ("EN-1001/A", "EN-1001/A"), (None, "1001")])
def test_a_number_loses_only_its_decoration(name, number):
    assert read(name=name).number == number


def test_a_guest_may_leave_out_everything():
    order = read(
        shopify_line(variant_id=None, sku=None, barcode=None, variant_title=None, properties={}),
        customer=None,
        email=None,
        contact_email="guest@example.com",
        shipping_address={"first_name": None, "zip": None},
    )
    assert order.contact.external_id is None
    assert order.contact.email == "guest@example.com"
    assert order.shipping_address is None
    assert (order.lines[0].external_variant, order.lines[0].sku, order.lines[0].gtin) == (None, "", "")


@pytest.mark.parametrize(
    ("properties", "notes"),
    [
        ([], ()),
        ({}, ()),
        (7, ()),
        ("text", ()),
        (None, ()),
        ([{"name": "Engraving", "value": "Ana"}, "odd"], (("Engraving", "Ana"),)),
        ({"Engraving": "Ana"}, (("Engraving", "Ana"),)),
        ([{"name": "n", "value": {"nested": 1}}], ()),
    ],
)
def test_properties_come_in_any_shape(properties, notes):
    assert read(shopify_line(properties=properties)).lines[0].notes == notes


# ── money ────────────────────────────────────────────────────────────────────


def off(amount):
    return [{"amount": amount, "discount_application_index": 0}]


def taxed(amount):
    return [{"price": amount, "rate": 0.21, "title": "VAT"}]


def test_discounts_are_the_allocations_of_each_line():
    lines = [
        shopify_line(i, price="199.00", discount_allocations=off(part))
        for i, part in enumerate(["3.34", "3.33", "3.33"], start=1)
    ]
    order = read(*lines, total_price="587.00", total_discounts="10.00")
    assert [line.discount for line in order.lines] == [334, 333, 333]
    assert_exact(order)


def test_a_lines_own_discount_stands_in_where_nothing_is_allocated():
    order = read(
        shopify_line(total_discount="5.00"), shopify_line(72), total_price="75.00", total_discounts="5.00"
    )
    assert [line.discount for line in order.lines] == [500, 0]
    assert_exact(order)


def test_an_old_orders_discount_is_shared_over_its_goods_and_not_its_gift_cards():
    card = shopify_line(9, gift_card=True, requires_shipping=False)
    order = read(
        shopify_line(1), shopify_line(2), shopify_line(3), card, total_price="150.00", total_discounts="10.00"
    )
    assert [line.discount for line in order.lines] == [334, 333, 333, 0]
    assert [line.is_gift_card for line in order.lines] == [False, False, False, True]
    assert_exact(order)


def test_a_discount_on_shipping_is_not_taken_off_the_goods_as_well():
    order = read(
        total_discounts="5.00",
        total_price="40.00",
        shipping_lines=[{"price": "5.00", "discounted_price": "0.00"}],
    )
    assert (order.shipping, order.lines[0].discount) == (0, 0)
    assert_exact(order)


def test_taxes_come_from_the_lines_and_shipping_has_its_own():
    order = read(
        shopify_line(tax_lines=taxed("8.40")),
        total_price="54.45",
        total_tax="9.45",
        shipping_lines=[{"price": "7.00", "discount_allocations": off("2.00"), "tax_lines": taxed("1.05")}],
    )
    assert (order.lines[0].tax, order.shipping, order.shipping_tax) == (840, 500, 105)
    assert_exact(order)


def test_a_tax_of_the_whole_order_is_shared_over_taxable_lines_by_value():
    book = shopify_line(3, taxable=False)
    order = read(
        shopify_line(1), shopify_line(2, price="20.00"), book, total_price="110.00", total_tax="10.00"
    )
    assert [line.tax for line in order.lines] == [667, 333, 0]
    assert_exact(order)


def test_included_taxes_add_nothing():
    order = read(shopify_line(tax_lines=taxed("6.94")), taxes_included=True, total_tax="6.94")
    assert (order.tax_included, order.lines[0].tax, order.lines[0].total) == (True, 694, 4000)
    assert_exact(order)


def test_tips_and_duties_are_kept_apart():
    order = read(
        total_tip_received="3.00",
        total_price="50.50",
        original_total_duties_set={"shop_money": {"amount": "7.50", "currency_code": "EUR"}},
    )
    assert (order.tip, order.duties) == (300, 750)
    assert_exact(order)


def test_a_tip_that_is_a_line_is_not_counted_twice():
    tip = shopify_line(5, title="Tip", price="3.00", tip_payment_gateway="shopify_payments")
    order = read(shopify_line(), tip, total_tip_received="3.00", total_price="43.00")
    assert order.tip == 0
    assert not order.lines[1].is_physical
    assert_exact(order)


def test_another_currency_shown_to_the_customer_changes_nothing():
    both = {
        "shop_money": {"amount": "40.00", "currency_code": "EUR"},
        "presentment_money": {"amount": "6800", "currency_code": "JPY"},
    }
    order = read(shopify_line(price_set=both), presentment_currency="JPY", total_price_set=both)
    assert (order.currency, order.total) == ("EUR", 4000)


def test_a_currency_without_cents_is_read_as_such():
    assert read(shopify_line(price="4000"), currency="JPY", total_price="4000").total == 4000


def test_an_order_whose_parts_do_not_add_up_says_so_with_both_figures():
    order = read(total_price="45.00")
    (problem,) = [problem for problem in order.problems if problem.code == "total_differs"]
    assert order.adjustment == 500
    assert "45.00 EUR" in problem.message
    assert "40.00 EUR" in problem.message


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("price", "forty", "field_unreadable"),
        ("price", "1e400000", "field_unreadable"),
        ("price", {"amount": "1"}, "field_unreadable"),
        ("price", "40.005", "amount_rounded"),
        ("quantity", "many", "field_unreadable"),
        ("quantity", -1, "field_unreadable"),
        ("quantity", 10**9, "field_unreadable"),
        ("quantity", None, "field_unreadable"),
    ],
)
def test_a_bad_field_is_a_problem_and_the_order_stays(field, value, code):
    order = read(shopify_line(**{field: value}))
    assert code in codes(order)
    assert len(order.lines) == 1


# ── what is left to do ───────────────────────────────────────────────────────


def gone(quantity, status="success"):
    return [{"id": 88, "status": status, "location_id": 7, "line_items": [{"id": 71, "quantity": quantity}]}]


def back(quantity):
    return [
        {
            "id": 99,
            "processed_at": "2026-03-03T10:00:00Z",
            "note": "too small",
            "transactions": [
                {"kind": "refund", "status": "success", "amount": "40.00"},
                {"kind": "refund", "status": "failure", "amount": "40.00"},
            ],
            "refund_line_items": [{"line_item_id": 71, "quantity": quantity}],
        }
    ]


@pytest.mark.parametrize(
    ("line", "order", "left"),
    [
        ({"quantity": 5, "fulfillable_quantity": 3}, {"fulfillments": gone(1)}, 3),
        ({"quantity": 5, "fulfillable_quantity": None, "current_quantity": 4}, {"fulfillments": gone(1)}, 3),
        (
            {"quantity": 5, "fulfillable_quantity": None, "current_quantity": 4},
            {"fulfillments": gone(1, "failure")},
            4,
        ),
        ({"quantity": 5, "fulfillable_quantity": None, "current_quantity": None}, {"refunds": back(2)}, 3),
        (
            {"quantity": 5, "fulfillable_quantity": None, "current_quantity": None},
            {"refunds": back(2), "fulfillments": gone(3)},
            0,
        ),
        ({"quantity": 1, "fulfillable_quantity": 9}, {}, 1),
        ({"quantity": 5, "fulfillable_quantity": 5}, {"cancelled_at": "2026-03-03T10:00:00Z"}, 0),
        ({"quantity": 0, "fulfillable_quantity": 0}, {}, 0),
    ],
)
def test_what_is_left_to_hand_out(line, order, left):
    assert read(shopify_line(**line), **order).lines[0].to_fulfill == left


def test_refunds_and_departures_are_read_with_the_order():
    order = read(
        shopify_line(quantity=2),
        refunds=back(1),
        fulfillments=[*gone(1), gone(1, "cancelled")[0] | {"id": 89}, gone(1, "pending")[0] | {"id": 90}],
    )
    (refund,) = order.refunds
    assert (refund.amount, refund.reason, refund.lines) == (4000, "too small", (("71", 1),))
    assert [(item.external_id, item.is_canceled) for item in order.dispatches] == [
        ("88", False),
        ("89", True),
    ]


def test_two_lines_of_one_id_stay_two():
    order = read(shopify_line(), shopify_line(), total_price="80.00")
    assert [line.external_id for line in order.lines] == ["71", "71#2"]


# ── payment ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "total", "payment"),
    [
        ("authorized", "40.00", Payment.AUTHORIZED),
        ("voided", "40.00", Payment.VOIDED),
        (None, "40.00", Payment.PENDING),
        ("expired", "40.00", Payment.PENDING),
        (None, "0.00", Payment.PAID),
        (["paid"], "40.00", Payment.PENDING),
    ],
)
def test_the_payment_is_what_the_platform_says_or_not_there_yet(said, total, payment):
    assert read(financial_status=said, total_price=total).payment == payment


@pytest.mark.parametrize(
    ("gateway", "status", "expected"),
    [
        ("Cash on Delivery (COD)", "pending", True),
        ("cash_on_pickup", "pending", True),
        ("manual", "pending", True),
        ("manual", "paid", False),
        ("shopify_payments", "pending", False),
        ("Bank Deposit", "pending", False),
    ],
)
def test_who_pays_when_collecting(gateway, status, expected):
    assert read(payment_gateway_names=[gateway], financial_status=status).pays_on_pickup is expected


def test_tenders_come_from_transactions_and_only_a_masked_number_gives_its_last_four():
    order = read(
        transactions=[
            {
                "id": 1,
                "kind": "authorization",
                "status": "success",
                "amount": "30.00",
                "gateway": "shopify_payments",
                "payment_details": {"credit_card_number": "•••• •••• •••• 4242"},
            },
            {"id": 2, "kind": "capture", "status": "success", "amount": "25.00", "parent_id": 1},
            {"id": 3, "kind": "sale", "status": "success", "amount": "10.00", "gateway": "gift_card"},
            {"id": 4, "kind": "sale", "status": "failure", "amount": "10.00", "gateway": "bogus"},
            {
                "id": 5,
                "kind": "authorization",
                "status": "success",
                "amount": "5.00",
                "gateway": "stripe",
                "payment_details": {"credit_card_number": "4242424242424242"},
            },
        ]
    )
    assert [(t.kind, t.amount, t.is_captured, t.last4) for t in order.tenders] == [
        ("card", 2500, True, "4242"),
        ("gift_card", 1000, True, ""),
        ("card", 500, False, ""),
    ]


def test_without_transactions_several_gateways_are_one_tender_since_nobody_says_who_paid_what():
    (tender,) = read(payment_gateway_names=["gift_card", "shopify_payments"]).tenders
    assert (tender.kind, tender.gateway, tender.amount) == ("other", "gift_card + shopify_payments", 4000)


# ── how it leaves ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("pick_up", Method.PICKUP),
        ("PICK_UP", Method.PICKUP),
        ("shipping", Method.SHIP),
        ("local", Method.SHIP),
        ("pickup_point", Method.SHIP),
    ],
)
def test_the_method_is_that_of_the_fulfillment_orders(kind, method):
    order = read(fulfillment_orders=[leaves_by(kind)])
    assert (order.method, order.location, codes(order)) == (method, "7", [])


def test_the_method_is_never_guessed_from_a_title():
    order = read(shipping_lines=[{"title": "Store pickup", "code": "Local pickup", "price": "0.00"}])
    assert (order.method, codes(order)) == (None, ["method_unclear"])
    assert wants_method(order)


@pytest.mark.parametrize(
    "orders",
    [
        [leaves_by("carrier_pigeon")],
        [{"id": 1, "delivery_method": None}],
        [leaves_by("pick_up", status="cancelled")],
        [leaves_by("pick_up"), leaves_by("carrier_pigeon")],
        [],
        "odd",
    ],
)
def test_what_does_not_say_it_is_unclear(orders):
    order = read(fulfillment_orders=orders)
    assert (order.method, codes(order)) == (None, ["method_unclear"])


def test_an_order_that_leaves_two_ways_is_for_a_person():
    order = read(fulfillment_orders=[leaves_by("pick_up"), leaves_by("shipping")])
    assert (order.method, codes(order)) == (None, ["method_mixed"])


def test_an_order_from_two_places_keeps_its_method():
    order = read(fulfillment_orders=[leaves_by("pick_up", 7), leaves_by("pick_up", 8)])
    assert (order.method, order.location, codes(order)) == (Method.PICKUP, None, ["location_mixed"])


def test_what_is_not_physical_leaves_no_shop():
    assert codes(read(shopify_line(requires_shipping=False))) == []
    assert codes(read(fulfillment_orders=[leaves_by("none"), leaves_by("retail")])) == []


def test_a_fetched_method_completes_the_order():
    order = read()
    assert with_method(order, FoundMethod(Method.PICKUP, "7")).method == Method.PICKUP
    assert codes(with_method(order, FoundMethod(Method.PICKUP, "7"))) == []
    asked = commerce_for("pretend").fetch_fulfillment_orders(
        "5001", settings={"methods": {"*": {"method": "ship"}}}
    )
    assert asked == FoundMethod(Method.SHIP)
    nobody = commerce_for("pretend").fetch_fulfillment_orders("5001", settings={})
    assert codes(with_method(order, nobody)) == ["method_unclear"]


# ── other things Shopify tells ───────────────────────────────────────────────


def test_a_departure_by_itself():
    (told,) = commerce_for("shopify").read(
        "dispatch",
        {
            "id": 1,
            "order_id": 5001,
            "status": "success",
            "location_id": 7,
            "line_items": [
                {"id": 71, "quantity": 2},
                {"id": 71, "quantity": 1},
                {"id": 72, "quantity": "odd"},
            ],
        },
    )
    assert isinstance(told, IncomingDispatchNotice)
    assert (told.order_external_id, told.dispatch.lines) == ("5001", (("71", 3),))


@pytest.mark.parametrize(
    ("topic", "payload", "code"),
    [
        ("dispatch", {"id": 1, "order_id": 2, "status": "pending"}, "dispatch_pending"),
        ("dispatch", {"id": 1}, "no_dispatch"),
        ("refund", {"id": 1}, "no_refund"),
        ("product", {"id": 1}, "no_product"),
        ("order", {"id": 5001}, "order_deleted"),
        ("order", {"order_edit": {"id": 1, "order_id": 5001}}, "thin_event"),
        ("order", {"fulfillment_order": {"id": 1}}, "no_order"),
        ("order", {"refund": {"id": 1, "order_id": 2, "refund_line_items": []}}, "no_order"),
        ("order", None, "no_order"),
        ("ping", {}, "nothing_here"),
    ],
)
def test_what_holds_nothing_says_why(topic, payload, code):
    (told,) = commerce_for("shopify").read(topic, payload)
    assert isinstance(told, IncomingNothing)
    assert told.problem.code == code
    assert told.problem.message.endswith(".")


def test_a_product_finds_its_sizes_and_colors_by_name():
    product = {
        "id": 801,
        "title": "Linen Tee",
        "product_type": "Tops",
        "tags": "linen, summer",
        "options": [{"name": "Farbe"}, {"name": "Größe"}],
        "image": {"src": "https://cdn.example/tee.png"},
        "variants": [
            {
                "id": 9001,
                "title": "Moss / M",
                "option1": "Moss",
                "option2": "M",
                "sku": "TEE-MOSS-M",
                "barcode": "4006381333931",
                "price": "40.00",
                "grams": 180,
            }
        ],
    }
    (told,) = commerce_for("shopify").read("product", product, currency="EUR")
    assert isinstance(told, IncomingProduct)
    (variant,) = told.variants
    assert (told.category, told.tags, told.picture_url) == (
        "Tops",
        ("linen", "summer"),
        "https://cdn.example/tee.png",
    )
    assert (variant.size, variant.color, variant.gtin, variant.price, variant.weight_g) == (
        "M",
        "Moss",
        "4006381333931",
        4000,
        180,
    )
    (unpriced,) = commerce_for("shopify").read("product", product)
    assert unpriced.variants[0].price is None


# ── what people type ─────────────────────────────────────────────────────────


def test_no_card_number_and_no_control_character_gets_in_by_any_field():
    card = "4242 4242 4242 4242"
    order = read(
        shopify_line(title=f"Tee\x00 {card}", properties=[{"name": "Engrave\ud800", "value": card}]),
        note=f"pay with {card}\x07",
        note_attributes=[{"name": "card", "value": card}],
        cancel_reason=card,
        customer={"id": 1, "first_name": card, "last_name": "\u202eSol", "phone": card},
        billing_address={"address1": card, "company": card, "phone": card},
    )
    text = order.model_dump_json()
    assert "4242 4242" not in text
    assert "4242424242424242" not in text
    assert "•••• 4242" in text
    assert all(mark not in text for mark in ("\\u0000", "\\u0007", "\u202e"))
    text.encode()


def test_ids_and_codes_are_never_masked():
    line = read(shopify_line(id=4242424242424242, sku="4242424242424242", barcode="4242424242424242")).lines[
        0
    ]
    assert {line.external_id, line.sku, line.gtin} == {"4242424242424242"}


def test_long_text_is_cut_to_its_room():
    order = read(
        shopify_line(title="x" * 5000),
        note="y" * 50_000,
        note_attributes=[{"name": "n", "value": "z" * 9000}] * 99,
    )
    assert (len(order.lines[0].title), len(order.note), len(order.attributes)) == (300, 2000, 50)
    assert len(order.attributes[0][1]) == 500
