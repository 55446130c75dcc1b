"""Webhooks from the door to the order: verified, kept once, taken in once."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.catalog.channels import Channel, Platform
from associate.core.events.deliveries import queue_message
from associate.core.events.models import Delivery, DeliveryState, Inbound, InboundState
from associate.core.orders.models import Order, OrderState
from associate.db import atomic, db
from associate.jobs.claims import MOST_CLAIMS, claim
from associate.jobs.worker import work_off
from tests.integrations.webhooks import shopify_order, signature, signed_headers


@pytest.fixture
def post(client):
    """Deliver a payload as Shopify does. `event` is its id for the thing that happened."""

    def deliver(payload, *, event="e-1", topic="orders/create", secret="hush", tampered=False, channel="web"):
        raw = json.dumps(payload).encode()
        headers = signed_headers(raw, event=event, topic=topic, secret=secret)
        return client.post(f"/webhooks/shopify/{channel}", data=raw + b" " * tampered, headers=headers)

    return deliver


def kept():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Inbound))


def orders():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Order).order_by(Order.id)))


def test_a_signed_order_is_kept_answered_and_taken_in(shop, post):
    assert post(shopify_order()).status_code == 200
    assert orders() == []
    work_off()
    assert [(order.number, order.state, order.total) for order in orders()] == [
        ("HW-1001", OrderState.OPEN, 17800)
    ]
    assert list(mismatches()) == []


def test_the_same_delivery_thrice_is_kept_once(shop, post):
    assert [post(shopify_order()).status_code for _ in range(3)] == [200] * 3
    assert kept() == 1


@pytest.mark.parametrize("wrong", [{"secret": "other"}, {"tampered": True}])
def test_a_wrong_signature_leaves_no_trace(shop, post, wrong):
    assert post(shopify_order(), **wrong).status_code == 401
    assert kept() == 0


def test_no_such_channel_is_a_404_and_bad_json_is_kept_for_a_person(shop, client, post):
    assert post(shopify_order(), channel="nobody").status_code == 404
    raw = b'{"id": 1,'
    assert client.post("/webhooks/shopify/web", data=raw, headers=signed_headers(raw)).status_code == 200
    work_through_the_night()
    assert shop.tasks() == ["inbound_failed"]


def work_through_the_night():
    """Every pause between tries passes."""
    at = now()
    for _ in range(10):
        at += timedelta(minutes=10)
        with time_machine.travel(at, tick=False):
            work_off()
    db.session.rollback()


def test_two_woocommerce_orders_of_one_second_both_exist(shop, client):
    with atomic():
        db.session.add(
            Channel(
                key="woo",
                platform=Platform.WOOCOMMERCE,
                name="Blog shop",
                prefix="WO",
                secret="hush",
                locations={"*": "MQ"},
            )
        )
    assert client.post("/webhooks/woocommerce/woo", data={"webhook_id": "7"}).status_code == 200
    assert kept() == 0
    for number in (1, 2):
        raw = json.dumps(
            {
                "id": number,
                "number": str(number),
                "status": "processing",
                "currency": "EUR",
                "total": "2.50",
                "date_created_gmt": "2026-11-22T10:00:00",
                "date_modified_gmt": "2026-11-22T10:00:00",
                "shipping_lines": [{"method_id": "local_pickup", "total": "0.00"}],
                "line_items": [
                    {
                        "id": 5,
                        "name": "Oat milk",
                        "sku": "HW-OM-1",
                        "quantity": 1,
                        "subtotal": "2.50",
                        "total": "2.50",
                        "total_tax": "0.00",
                        "price": 2.5,
                    }
                ],
            }
        ).encode()
        headers = {
            "X-WC-Webhook-Signature": signature(raw),
            "X-WC-Webhook-Topic": "order.created",
            "X-WC-Webhook-Delivery-ID": "same",
        }
        assert client.post("/webhooks/woocommerce/woo", data=raw, headers=headers).status_code == 200
    work_off()
    assert [order.number for order in orders()] == ["WO-1", "WO-2"]


def test_a_refund_that_comes_before_its_order_waits_for_it(shop, post):
    refund = {
        "id": 1,
        "order_id": 6001,
        "created_at": "2026-11-22T11:00:00Z",
        "refund_line_items": [],
        "transactions": [{"kind": "refund", "status": "success", "amount": "10.00"}],
    }
    post(refund, event="r-1", topic="refunds/create")
    work_off()
    post(shopify_order(), event="o-1")
    work_through_the_night()
    assert [refund.amount for refund in orders()[0].refunds] == [1000]
    assert shop.tasks() == []


def test_a_payload_without_its_method_asks_the_platform_for_it(shop, post, httpserver):
    path = "/admin/api/2026-01/orders/6001/fulfillment_orders.json"
    answer = {
        "fulfillment_orders": [{"delivery_method": {"method_type": "pick_up"}, "assigned_location_id": "cr"}]
    }
    httpserver.expect_request(path).respond_with_json(answer)
    with atomic(shop.web):
        shop.web.settings = {**shop.web.settings, "base_url": httpserver.url_for(""), "access_token": "t"}
    post(shopify_order(method=None))
    work_off()
    assert orders()[0].store_id == shop.castle_row.id


def test_where_nobody_says_it_a_person_is_asked(shop, post):
    post(shopify_order(method=None))
    work_off()
    assert shop.tasks() == ["method_unclear"]


def test_a_product_told_later_releases_the_order_that_waited_for_it(shop, post):
    post(shopify_order(sku="NEW-1"), event="o-1")
    work_off()
    assert shop.tasks() == ["map_product"]
    product = {
        "id": 77,
        "title": "New thing",
        "variants": [{"id": 11, "sku": "NEW-1", "price": "89.00", "barcode": None}],
    }
    post(product, event="p-1", topic="products/create")
    work_off()
    assert orders()[0].state == OrderState.WAITING
    assert shop.tasks() == ["no_stock"]  # known now, but nowhere on a shelf


def test_what_looks_like_a_card_number_is_not_kept(shop, post):
    post(shopify_order(note="my card is 4242 4242 4242 4242"))
    work_off()
    bodies = db.session.scalars(sa.select(Inbound.body)).one()
    assert "4242 4242 4242 4242" not in bodies + orders()[0].note


def claim_and_die(kind, times):
    """A worker takes it and is killed, again and again."""
    at, claimed = now(), []
    for _ in range(times):
        at += timedelta(seconds=61)
        with time_machine.travel(at, tick=False):
            claimed.append(claim(kind) is not None)
    db.session.rollback()
    return claimed


def test_what_kills_every_worker_is_given_up_loudly(app, shop, post):
    post(shopify_order())
    assert claim_and_die(Inbound, MOST_CLAIMS + 2) == [True] * MOST_CLAIMS + [False] * 2
    inbound = db.session.scalars(sa.select(Inbound)).one()
    assert (inbound.state, shop.tasks()) == (InboundState.FAILED, ["inbound_failed"])
    assert "broke off 8 times" in inbound.problem
    work_through_the_night()
    assert orders() == []
    with atomic(inbound):
        inbound.state, inbound.tries = InboundState.PENDING, 0  # as somebody who tries it again does
    work_through_the_night()
    assert [order.number for order in orders()] == ["HW-1001"]


def test_a_message_that_kills_every_worker_is_given_up_loudly(shop):
    order = shop.has_order((shop.jacket, 1))
    with atomic():
        queue_message("canceled", "test", recipient="maya@mail.example", order_id=order.id)
    assert claim_and_die(Delivery, MOST_CLAIMS + 1)[-1] is False
    delivery = db.session.scalars(sa.select(Delivery)).one()
    assert (delivery.state, shop.tasks()) == (DeliveryState.FAILED, ["message_failed"])
    assert "may have arrived" in delivery.result


def test_one_that_is_given_up_stands_in_nobodys_way(shop, post):
    post(shopify_order(), event="o-1")
    claim_and_die(Inbound, MOST_CLAIMS)
    post(shopify_order(1002), event="o-2")
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        assert claim(Inbound) is not None


def test_a_worker_that_died_leaves_its_work_to_the_next(shop, post):
    post(shopify_order())
    assert claim(Inbound) is not None
    assert claim(Inbound) is None
    with time_machine.travel(now() + timedelta(seconds=61), tick=False):
        work_off()
    assert db.session.scalars(sa.select(Inbound.state)).one() == InboundState.DONE
