"""Who sent it, what it is, and whether it came before."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import Headers

from associate.integrations.commerce import PLATFORMS, commerce_for
from tests.support.shared import shared_files

URL = "https://shop.example/webhooks/square/till"
HEADERS = {
    "shopify": "X-Shopify-Hmac-Sha256",
    "pretend": "X-Shopify-Hmac-Sha256",
    "woocommerce": "X-WC-Webhook-Signature",
    "square": "x-square-hmacsha256-signature",
}


def sign(platform, raw, secret="s3cret"):
    message = URL.encode() + raw if platform == "square" else raw
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_only_a_body_signed_with_our_secret_is_believed(platform):
    raw, name = '{"id": 1, "café": "ü"}'.encode(), HEADERS[platform]
    signature, verify = sign(platform, raw), commerce_for(platform).verify
    assert verify(raw, {name: signature}, secret="s3cret", url=URL)
    assert verify(raw, {name.upper(): signature}, secret="s3cret", url=URL)
    assert verify(raw, Headers({name.lower(): signature}), secret="s3cret", url=URL)
    assert not verify(raw + b" ", {name: signature}, secret="s3cret", url=URL)
    assert not verify(raw, {name: signature}, secret="other", url=URL)
    assert not verify(raw, {name: "ü" + signature}, secret="s3cret", url=URL)
    assert not verify(raw, {}, secret="s3cret", url=URL)
    assert not verify(raw, {name: sign(platform, raw, "")}, secret="", url=URL)


def vectors():
    known = [
        vector for path in shared_files("signatures/vectors.json") for vector in json.loads(path.read_text())
    ]
    return [vector for vector in known if vector["platform"] in PLATFORMS]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: f"{vector['platform']}-{vector['valid']}")
def test_published_signatures(vector):
    adapter = commerce_for(vector["platform"])
    assert vector["valid"] is adapter.verify(
        vector["body"].encode(),
        {vector["header"]: vector["signature"]},
        secret=vector["secret"],
        url=vector.get("notification_url", ""),
    )


def test_a_square_signature_holds_for_one_address():
    raw = b"{}"
    headers = {"x-square-hmacsha256-signature": sign("square", raw)}
    assert not commerce_for("square").verify(raw, headers, secret="s3cret", url=URL + "s")


@pytest.mark.parametrize(
    ("platform", "topic", "ours"),
    [
        ("shopify", "orders/create", "order"),
        ("shopify", "orders/cancelled", "order"),
        ("shopify", "orders/paid", "order"),
        ("shopify", "refunds/create", "refund"),
        ("shopify", "fulfillments/update", "dispatch"),
        ("shopify", "products/update", "product"),
        ("shopify", "carts/update", "ignored"),
        ("shopify", "", "ignored"),
        ("woocommerce", "order.updated", "order"),
        ("woocommerce", "product.created", "product"),
        ("woocommerce", "action.woocommerce_add_to_cart", "ignored"),
    ],
)
def test_a_topic_is_one_of_our_words(platform, topic, ours):
    name = "X-Shopify-Topic" if platform == "shopify" else "X-WC-Webhook-Topic"
    assert commerce_for(platform).envelope(b"{}", {name: topic}).topic == ours


def shopify_key(raw=b"{}", **headers):
    given = {"X-Shopify-Topic": "orders/create"} | {
        f"X-Shopify-{key}": value for key, value in headers.items()
    }
    return commerce_for("shopify").envelope(raw, given).dedupe_key


def test_shopify_sends_one_event_under_several_delivery_ids():
    first = shopify_key(**{"Event-Id": "e1", "Webhook-Id": "w1"})
    assert first == shopify_key(**{"Event-Id": "e1", "Webhook-Id": "w2"})
    assert first != shopify_key(**{"Event-Id": "e1", "Topic": "orders/paid"})
    assert shopify_key(**{"Webhook-Id": "w1"}) != shopify_key(**{"Webhook-Id": "w2"})
    assert shopify_key(b"{}") == shopify_key(b"{}")
    assert shopify_key(b"{}") != shopify_key(b"[]")
    assert len(shopify_key(**{"Event-Id": "x" * 5000})) <= 200


def test_shopify_says_when():
    told = commerce_for("shopify").envelope(
        b"{}", {"x-shopify-triggered-at": "2026-03-02T09:15:00.123456789Z"}
    )
    assert told.triggered_at == datetime(2026, 3, 2, 9, 15, 0, 123456, tzinfo=UTC)


def test_two_woocommerce_orders_of_one_second_are_two():
    headers = {"X-WC-Webhook-Topic": "order.created", "X-WC-Webhook-Delivery-ID": "same"}
    one, two = (
        commerce_for("woocommerce").envelope(raw, headers).dedupe_key for raw in (b'{"id":1}', b'{"id":2}')
    )
    assert one != two
    assert one == commerce_for("woocommerce").envelope(b'{"id":1}', headers).dedupe_key


def test_woocommerce_says_hello_unsigned():
    shop = commerce_for("woocommerce")
    assert shop.is_ping(b"webhook_id=17", {})
    assert shop.envelope(b"webhook_id=17", {}).topic == "ping"
    assert not shop.is_ping(b"webhook_id=17&id=1", {})
    assert not shop.is_ping(b'{"id":1}', {})
    assert not shop.is_ping(b"webhook_id=17", {"X-WC-Webhook-Signature": "x"})
    assert not commerce_for("shopify").is_ping(b"webhook_id=17", {})


def test_a_square_event_is_known_by_its_id():
    raw = b'{"event_id":"e1","type":"order.updated","created_at":"2026-03-02T09:15:00Z"}'
    told = commerce_for("square").envelope(raw, {})
    assert (told.topic, told.dedupe_key) == ("order", "e1")
    assert told.triggered_at == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert commerce_for("square").envelope(b"{", {}).topic == "ignored"
    test = b'{"event_id":"e2","type":"webhooks.test_notification"}'
    assert commerce_for("square").envelope(test, {}).topic == "ping"


def test_a_platform_nobody_knows_is_a_key_error():
    with pytest.raises(KeyError):
        commerce_for("amiga")
