"""Square: orders of the Orders API. Most of its webhooks are thin: they name an order and do not hold it."""

from collections.abc import Mapping

import httpx2

from associate.core.orders.incoming import Problem
from associate.integrations.commerce.answers import answers, nothing_here
from associate.integrations.commerce.gifts import USUAL, GiftNames
from associate.integrations.commerce.outgoing import Settings
from associate.integrations.commerce.port import Doorbell, Envelope, Fetched, FoundMethod, Told, Topic
from associate.integrations.commerce.signatures import body_hash, is_signed, short_key
from associate.integrations.commerce.square import fetch
from associate.integrations.commerce.square.order import read_order
from associate.integrations.commerce.square.refund import read_refund
from associate.outside.body import Unreadable, parse
from associate.outside.fields import Json, ident, listed, mapped, moment, plain
from associate.outside.headers import Headers, header
from associate.words import _

_TOPICS: Mapping[str, Topic] = {
    "order.created": "order",
    "order.updated": "order",
    "order.fulfillment.updated": "order",
    "refund.created": "refund",
    "refund.updated": "refund",
    "webhooks.test_notification": "ping",
}


class Square:
    platform = "square"

    def verify(self, raw: bytes, headers: Headers, *, secret: str, url: str) -> bool:
        """https://developer.squareup.com/docs/webhooks/step3validate: the address is signed with the body."""
        return is_signed(url.encode() + raw, header(headers, "x-square-hmacsha256-signature"), secret)

    def is_ping(self, raw: bytes, headers: Headers) -> bool:
        """Square signs its test notification, so that it is a topic and no unsigned hello."""
        return False

    def envelope(self, raw: bytes, headers: Headers) -> Envelope:
        try:
            body = mapped(parse(raw))
        except Unreadable:
            body = {}
        kind, event = plain(body.get("type")), ident(body.get("event_id"))
        key = short_key(event) if event else body_hash(raw)
        return Envelope(_TOPICS.get(kind, "ignored"), key, moment(body.get("created_at")))

    def guess_topic(self, payload: object) -> Topic:
        if isinstance(payload, list):
            return self.guess_topic(next(iter(listed(payload)), None))
        body = mapped(payload)
        if plain(body.get("type")) in _TOPICS:
            return _TOPICS[plain(body.get("type"))]
        if any("line_items" in order or "fulfillments" in order for order in _orders(body)):
            return "order"
        return "refund" if mapped(body.get("refund")) else "ignored"

    def read(
        self, topic: str, payload: object, *, currency: str | None = None, gifts: GiftNames = USUAL
    ) -> list[Told]:
        match topic or self.guess_topic(payload):
            case "order":
                return answers(_orders(payload), lambda order: read_order(order, currency, gifts))
            case "refund":
                return answers(listed(payload) or [mapped(payload)], read_refund)
        return [nothing_here()]

    def fetch_fulfillment_orders(
        self, order_external_id: str, *, settings: Mapping[str, object], client: httpx2.Client | None = None
    ) -> FoundMethod:
        """The order's own fulfillments say it all; there is nobody else to ask."""
        message = _("Square tells the method with the order, and this order has none.")
        return FoundMethod(None, None, Problem(code="method_unclear", message=message))

    def doorbell(self, payload: object) -> Doorbell | None:
        return fetch.doorbell(payload)

    def fetch_order(
        self, bell: Doorbell, *, settings: Settings, client: httpx2.Client | None = None
    ) -> Fetched:
        return fetch.fetch_order(bell, settings=settings, client=client)


def _orders(payload: object) -> list[Json]:
    """Orders as the API answers them: alone, {"order"}, {"orders"}, or related to a payment link."""
    if isinstance(payload, list):
        return [order for item in listed(payload) for order in _orders(item)]
    body = mapped(payload)
    related = mapped(body.get("related_resources"))
    if isinstance(body.get("order"), dict):
        return [mapped(body["order"])]
    return listed(body.get("orders")) or listed(related.get("orders")) or [body]
