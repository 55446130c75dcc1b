"""WooCommerce: webhooks of the REST API v3, and the {"order": …} bodies of its older versions."""

import re
from collections.abc import Mapping

import httpx2

from associate.core.orders.incoming import Problem
from associate.integrations.commerce.answers import answers, nothing_here
from associate.integrations.commerce.gifts import USUAL, GiftNames
from associate.integrations.commerce.port import Envelope, FoundMethod, Told, Topic
from associate.integrations.commerce.signatures import body_hash, is_signed, short_key
from associate.integrations.commerce.woocommerce.order import read_order
from associate.integrations.commerce.woocommerce.product import read_product
from associate.integrations.commerce.woocommerce.refund import read_refund
from associate.outside.body import Unreadable, parse
from associate.outside.fields import Json, listed, mapped, plain
from associate.outside.headers import Headers, header
from associate.words import _

_TOPICS: Mapping[str, Topic] = {
    "order.created": "order",
    "order.updated": "order",
    "order.restored": "order",
    "order.deleted": "order",
    "product.created": "product",
    "product.updated": "product",
    "product.restored": "product",
}
_WRAPPERS = ("order", "orders", "product", "products")


class WooCommerce:
    platform = "woocommerce"

    def verify(self, raw: bytes, headers: Headers, *, secret: str, url: str) -> bool:
        return is_signed(raw, header(headers, "X-WC-Webhook-Signature"), secret)

    def is_ping(self, raw: bytes, headers: Headers) -> bool:
        """What WooCommerce posts, unsigned, when a webhook is saved: a form with webhook_id=N."""
        is_form = re.fullmatch(rb"webhook_id=\d{1,20}\s*", raw) is not None
        return is_form and not header(headers, "X-WC-Webhook-Signature")

    def envelope(self, raw: bytes, headers: Headers) -> Envelope:
        """Its delivery id is made of the webhook and the second, so two orders of one second share it:
        the body is part of what makes a delivery itself."""
        if self.is_ping(raw, headers):
            return Envelope("ping", short_key("ping", body_hash(raw)), None)
        topic, delivery = header(headers, "X-WC-Webhook-Topic"), header(headers, "X-WC-Webhook-Delivery-ID")
        return Envelope(_TOPICS.get(topic, "ignored"), short_key(topic, delivery, body_hash(raw)), None)

    def guess_topic(self, payload: object) -> Topic:
        if isinstance(payload, list):
            return self.guess_topic(next(iter(listed(payload)), None))
        body = mapped(payload)
        if set(body) == {"webhook_id"}:
            return "ping"
        if isinstance(body.get("request_body"), str):
            sent = mapped(body.get("request_headers"))
            return _TOPICS.get(plain(sent.get("X-WC-Webhook-Topic")), "ignored")
        return _shape(next(iter(_unwrapped(body)), {}))

    def read(
        self, topic: str, payload: object, *, currency: str | None = None, gifts: GiftNames = USUAL
    ) -> list[Told]:
        bodies = _unwrapped(payload)
        match topic or self.guess_topic(payload):
            case "order":
                return answers(bodies, lambda body: read_order(body, currency, gifts))
            case "refund":
                return answers(bodies, lambda body: read_refund(body, currency))
            case "product":
                return answers(bodies, lambda body: read_product(body, currency))
        return [nothing_here()]

    def fetch_fulfillment_orders(
        self, order_external_id: str, *, settings: Mapping[str, object], client: httpx2.Client | None = None
    ) -> FoundMethod:
        """The order's shipping lines say it all; there is nobody else to ask."""
        message = _("WooCommerce tells the method with the order, and this order has none.")
        return FoundMethod(None, None, Problem(code="method_unclear", message=message))


def _unwrapped(payload: object) -> list[Json]:
    """One body each: of a list, of {"order": …}, and of a delivery as WooCommerce's own log records it."""
    if isinstance(payload, list):
        return [body for item in listed(payload) for body in _unwrapped_one(item)]
    return _unwrapped_one(mapped(payload))


def _unwrapped_one(body: Json) -> list[Json]:
    recorded = body.get("request_body")
    if isinstance(recorded, str):
        try:
            body = mapped(parse(recorded.encode("utf-8", "replace")))
        except Unreadable:
            return [{}]
    for key in _WRAPPERS:
        inner = body.get(key)
        if "id" not in body and isinstance(inner, list):
            return listed(inner)
        if "id" not in body and isinstance(inner, dict):
            return [inner]
    return [body]


def _shape(body: Json) -> Topic:
    if "refunded_by" in body or "refunded_payment" in body:
        return "refund"
    if "line_items" in body or "order_key" in body:
        return "order"
    return "product" if "regular_price" in body or "permalink" in body else "ignored"
