"""Shopify: webhooks of the Admin API, and the one question its order body leaves open."""

from collections.abc import Mapping

import httpx2

from associate.integrations.commerce.answers import answers, nothing_here
from associate.integrations.commerce.gifts import USUAL, GiftNames
from associate.integrations.commerce.port import Envelope, FoundMethod, Told, Topic
from associate.integrations.commerce.shopify.admin import fetch_fulfillment_orders
from associate.integrations.commerce.shopify.notices import read_dispatch, read_refund
from associate.integrations.commerce.shopify.order import read_order
from associate.integrations.commerce.shopify.personal import is_personal, read_personal
from associate.integrations.commerce.shopify.product import read_product
from associate.integrations.commerce.signatures import body_hash, is_signed, short_key
from associate.outside.fields import Json, listed, mapped, moment
from associate.outside.headers import Headers, header

_TOPICS: Mapping[str, Topic] = {
    "orders/create": "order",
    "orders/updated": "order",
    "orders/edited": "order",
    "orders/paid": "order",
    "orders/cancelled": "order",
    "orders/fulfilled": "order",
    "orders/partially_fulfilled": "order",
    "orders/delete": "order",
    "refunds/create": "refund",
    "fulfillments/create": "dispatch",
    "fulfillments/update": "dispatch",
    "products/create": "product",
    "products/update": "product",
    "customers/data_request": "personal",
    "customers/redact": "personal",
    "shop/redact": "personal",
}
_WRAPPERS = ("order", "refund", "fulfillment", "product", "orders", "refunds", "fulfillments", "products")


class Shopify:
    platform = "shopify"

    def verify(self, raw: bytes, headers: Headers, *, secret: str, url: str) -> bool:
        """https://shopify.dev/docs/apps/build/webhooks/subscribe/https: HMAC over the raw body."""
        return is_signed(raw, header(headers, "X-Shopify-Hmac-Sha256"), secret)

    def is_ping(self, raw: bytes, headers: Headers) -> bool:
        return False

    def envelope(self, raw: bytes, headers: Headers) -> Envelope:
        """The event id names what happened; the webhook id only a delivery of it, so it comes second."""
        topic = header(headers, "X-Shopify-Topic")
        named = header(headers, "X-Shopify-Event-Id") or header(headers, "X-Shopify-Webhook-Id")
        key = short_key(topic, named or body_hash(raw))
        triggered_at = moment(header(headers, "X-Shopify-Triggered-At"))
        return Envelope(_TOPICS.get(topic, "ignored"), key, triggered_at)

    def guess_topic(self, payload: object) -> Topic:
        return _shape(next(iter(_unwrapped(payload)), {}))

    def read(
        self, topic: str, payload: object, *, currency: str | None = None, gifts: GiftNames = USUAL
    ) -> list[Told]:
        bodies = _unwrapped(payload)
        match topic or self.guess_topic(payload):
            case "order":
                return answers(bodies, lambda body: read_order(body, currency, gifts))
            case "refund":
                return answers(bodies, lambda body: read_refund(body, currency))
            case "dispatch":
                return answers(bodies, read_dispatch)
            case "product":
                return answers(bodies, lambda body: read_product(body, currency))
            case "personal":
                return answers(bodies, read_personal)
        return [nothing_here()]

    def fetch_fulfillment_orders(
        self, order_external_id: str, *, settings: Mapping[str, object], client: httpx2.Client | None = None
    ) -> FoundMethod:
        return fetch_fulfillment_orders(order_external_id, settings=settings, client=client)


def _unwrapped(payload: object) -> list[Json]:
    """One body each, of a list too. Fulfillment orders that lie beside an order are laid into it."""
    if isinstance(payload, list):
        return [body for item in listed(payload) for body in _unwrapped_one(item)]
    return _unwrapped_one(mapped(payload))


def _unwrapped_one(body: Json) -> list[Json]:
    """The body of {"order": …}, those of {"orders": […]}, or the body itself."""
    for key in _WRAPPERS:
        inner = body.get(key)
        if "id" not in body and isinstance(inner, list):
            return listed(inner)
        if "id" not in body and isinstance(inner, dict):
            return [{"fulfillment_orders": body.get("fulfillment_orders"), **inner}]
    return [body]


def _shape(body: Json) -> Topic:
    """An order has a total, a refund its lines, a dispatch an order it belongs to, a product its variants."""
    if is_personal(body):
        return "personal"
    if "refund_line_items" in body:
        return "refund"
    if "request_status" in body or "fulfillment_order_id" in body:
        return "ignored"
    if "order_id" in body:
        return "dispatch" if isinstance(body.get("line_items"), list) else "ignored"
    if "line_items" in body or "financial_status" in body or "total_price" in body:
        return "order"
    return "product" if "variants" in body else "ignored"
