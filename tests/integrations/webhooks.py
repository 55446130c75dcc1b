"""Payloads as a Shopify shop would send them, and its signature."""

import base64
import hmac
from typing import Any


def shopify_order(
    number: int = 1001, *, sku: str = "HW-RJ-204-M", method: str | None = "pick_up", **changes: Any
) -> dict[str, Any]:
    """Two rain jackets, paid, for pickup at the location "mq"."""
    line = {
        "id": 900 + number,
        "variant_id": 11,
        "sku": sku,
        "title": "Harbor rain jacket",
        "quantity": 2,
        "fulfillable_quantity": 2,
        "price": "89.00",
        "requires_shipping": True,
        "discount_allocations": [],
        "tax_lines": [],
    }
    order = {
        "id": 5000 + number,
        "name": f"#{number}",
        "created_at": "2026-11-22T10:00:00Z",
        "updated_at": "2026-11-22T10:00:00Z",
        "currency": "EUR",
        "taxes_included": True,
        "financial_status": "paid",
        "total_price": "178.00",
        "email": "maya@mail.example",
        "line_items": [line],
        "shipping_lines": [],
        "tax_lines": [],
    }
    if method:
        order["fulfillment_orders"] = [
            {"delivery_method": {"method_type": method}, "assigned_location_id": "mq"}
        ]
    return {**order, **changes}


def signature(raw: bytes, secret: str = "hush") -> str:
    return base64.b64encode(hmac.digest(secret.encode(), raw, "sha256")).decode()


def signed_headers(
    raw: bytes, *, event: str = "e-1", topic: str = "orders/create", secret: str = "hush"
) -> dict[str, str]:
    return {
        "X-Shopify-Hmac-Sha256": signature(raw, secret),
        "X-Shopify-Topic": topic,
        "X-Shopify-Event-Id": event,
        "Content-Type": "application/json",
    }
