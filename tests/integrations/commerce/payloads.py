"""Orders as the platforms write them, made here: small, whole, and easy to bend in one place."""


def shopify_line(line_id=71, **changes):
    return {
        "id": line_id,
        "variant_id": 9001,
        "product_id": 801,
        "sku": "TEE-MOSS-M",
        "title": "Linen Tee",
        "variant_title": "Moss / M",
        "name": "Linen Tee - Moss / M",
        "quantity": 1,
        "current_quantity": 1,
        "fulfillable_quantity": 1,
        "price": "40.00",
        "total_discount": "0.00",
        "discount_allocations": [],
        "tax_lines": [],
        "taxable": True,
        "requires_shipping": True,
        "gift_card": False,
        "properties": [],
    } | changes


def shopify_order(*lines, **changes):
    bought = list(lines) or [shopify_line()]
    return {
        "id": 5001,
        "name": "#1001",
        "order_number": 1001,
        "currency": "EUR",
        "taxes_included": False,
        "created_at": "2026-03-02T10:15:00+01:00",
        "updated_at": "2026-03-02T10:16:30+01:00",
        "processed_at": "2026-03-02T10:15:00+01:00",
        "financial_status": "paid",
        "cancelled_at": None,
        "payment_gateway_names": ["shopify_payments"],
        "total_price": "40.00",
        "total_tax": "0.00",
        "total_discounts": "0.00",
        "total_tip_received": "0.00",
        "total_outstanding": "0.00",
        "email": "mia@example.com",
        "phone": None,
        "note": None,
        "note_attributes": [],
        "customer": {
            "id": 31,
            "first_name": "Mia",
            "last_name": "Sol",
            "email": "mia@example.com",
            "phone": None,
        },
        "billing_address": None,
        "shipping_address": None,
        "shipping_lines": [],
        "discount_codes": [],
        "refunds": [],
        "fulfillments": [],
        "line_items": bought,
    } | changes


def leaves_by(method_type, location=7, **changes):
    return {
        "id": 61,
        "status": "open",
        "assigned_location_id": location,
        "delivery_method": {"method_type": method_type},
        "line_items": [],
    } | changes


def woo_line(line_id=21, **changes):
    return {
        "id": line_id,
        "name": "Linen Tee",
        "product_id": 93,
        "variation_id": 0,
        "quantity": 1,
        "sku": "TEE-1",
        "subtotal": "40.00",
        "subtotal_tax": "0.00",
        "total": "40.00",
        "total_tax": "0.00",
        "price": 40,
        "meta_data": [],
        "taxes": [],
    } | changes


def woo_order(*lines, **changes):
    bought = list(lines) or [woo_line()]
    return {
        "id": 727,
        "number": "727",
        "order_key": "wc_order_x",
        "status": "processing",
        "currency": "EUR",
        "date_created_gmt": "2026-03-02T09:15:00",
        "date_created": "2026-03-02T10:15:00",
        "date_modified_gmt": "2026-03-02T09:16:30",
        "total": "40.00",
        "total_tax": "0.00",
        "cart_tax": "0.00",
        "shipping_tax": "0.00",
        "prices_include_tax": False,
        "customer_id": 12,
        "customer_note": "",
        "billing": {
            "first_name": "Noa",
            "last_name": "Park",
            "email": "noa@example.com",
            "phone": "0612345678",
        },
        "shipping": {"first_name": "", "last_name": "", "address_1": "", "city": ""},
        "payment_method": "stripe",
        "transaction_id": "ch_1",
        "date_paid_gmt": "2026-03-02T09:15:20",
        "line_items": bought,
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [],
        "meta_data": [],
        "shipping_lines": [
            {"id": 3, "method_id": "local_pickup", "method_title": "Ophalen", "total": "0.00"}
        ],
    } | changes


def cents(amount):
    return {"amount": amount, "currency": "USD"}


def square_line(uid="l1", **changes):
    return {
        "uid": uid,
        "name": "Linen Tee",
        "variation_name": "Moss, M",
        "catalog_object_id": "CAT1",
        "quantity": "1",
        "base_price_money": cents(4000),
        "gross_sales_money": cents(4000),
        "total_discount_money": cents(0),
        "total_tax_money": cents(0),
        "total_money": cents(4000),
        "item_type": "ITEM",
    } | changes


def square_order(*lines, **changes):
    bought = list(lines) or [square_line()]
    return {
        "id": "SQ1",
        "location_id": "LOC1",
        "reference_id": "W-77",
        "state": "OPEN",
        "version": 1,
        "created_at": "2026-03-02T09:15:00Z",
        "updated_at": "2026-03-02T09:16:30Z",
        "line_items": bought,
        "taxes": [],
        "total_money": cents(4000),
        "total_tip_money": cents(0),
        "fulfillments": [
            {
                "uid": "f1",
                "type": "PICKUP",
                "state": "PROPOSED",
                "pickup_details": {
                    "recipient": {"display_name": "Ida van Berg", "email_address": "ida@example.com"},
                    "pickup_at": "2026-03-03T14:00:00Z",
                    "pickup_window_duration": "PT1H30M",
                },
            }
        ],
    } | changes
