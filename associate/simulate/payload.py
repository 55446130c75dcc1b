"""An order as the demo’s Shopify shop tells it: the webhook’s bytes and its signature.

https://shopify.dev/docs/api/webhooks (orders/create), https://shopify.dev/docs/apps/build/webhooks/subscribe/https.
"""

import base64
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from associate.demo.assortment import Look, Thing
from associate.demo.channels import WEB, places_of
from associate.demo.prices import TAX_INCLUDED, price_in
from associate.demo.telling import SHIP_TO, SITE_BY_CODE
from associate.simulate.curve import Arrival, Way

PATH = f"/webhooks/shopify/{WEB}"
SECRET = "demo-shopify-secret"
FIRST_ID, FIRST_NUMBER = 8_100_000_000_000, 60_001
"""Where the played orders begin: neither number is one of the demo’s own."""
PLACES = {code: place for place, code in places_of(WEB).items()}
SHELF = dict[str, tuple[Thing, Look]]
"""What there is, by SKU."""


@dataclass(frozen=True)
class Telling:
    external_id: str
    number: str
    email: str
    raw: bytes
    headers: dict[str, str]


def tell(arrival: Arrival, first: int, shelf: SHELF, at: datetime) -> Telling:
    """The `first` of this run comes after that many of earlier ones; `at`: when it was placed."""
    n = first + arrival.n
    number, email = f"HW-{FIRST_NUMBER + n}", f"played.{n}@mail.example"
    body = _order(arrival, n, shelf, at) | {"email": email}
    raw = json.dumps(body).encode()
    return Telling(str(FIRST_ID + n), number, email, raw, _signed(raw, f"played-{n}"))


def _order(arrival: Arrival, n: int, shelf: SHELF, at: datetime) -> dict[str, Any]:
    site = SITE_BY_CODE[arrival.store]
    lines = [
        _line(10 * n + i, sku, units, shelf, site.currency) for i, (sku, units) in enumerate(arrival.lines)
    ]
    total = sum(round(float(line["price"]) * 100) * line["quantity"] for line in lines)
    person = {"first_name": arrival.first, "last_name": arrival.last}
    address = SHIP_TO["US" if site.country == "US" else "IE"]
    way = {"delivery_method": {"method_type": "shipping"}}
    if arrival.way != Way.SHIP:
        way = {"delivery_method": {"method_type": "pick_up"}, "assigned_location_id": PLACES[arrival.store]}
    return {
        "id": FIRST_ID + n,
        "name": f"#{FIRST_NUMBER + n}",
        "created_at": at.isoformat(),
        "updated_at": at.isoformat(),
        "currency": site.currency,
        "taxes_included": TAX_INCLUDED[site.country] > 0,
        "financial_status": "paid",
        "payment_gateway_names": ["shopify_payments"],
        "total_price": f"{total / 100:.2f}",
        "customer": {"id": 9_100_000 + n, **person},
        "line_items": lines,
        "fulfillment_orders": [way],
        "shipping_address": {
            **person,
            "address1": address.street,
            "city": address.city,
            "zip": address.postcode,
            "province_code": address.region,
            "country_code": address.country,
        },
    }


def _line(number: int, sku: str, units: int, shelf: SHELF, currency: str) -> dict[str, Any]:
    thing, look = shelf[sku]
    return {
        "id": FIRST_ID + number,
        "sku": sku,
        "title": thing.title,
        "variant_title": " / ".join(part for part in (look.color, look.size) if part),
        "quantity": units,
        "fulfillable_quantity": units,
        "price": f"{price_in(thing.price, currency) / 100:.2f}",
        "requires_shipping": True,
    }


def _signed(raw: bytes, event: str) -> dict[str, str]:
    mark = base64.b64encode(hmac.digest(SECRET.encode(), raw, "sha256")).decode()
    return {
        "X-Shopify-Hmac-Sha256": mark,
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Event-Id": event,
        "Content-Type": "application/json",
    }
