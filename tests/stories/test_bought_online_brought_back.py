"""Bought at Shopify, picked up in one store, brought back in another: a part refunded, a part swapped."""

import json
import time

import httpx2
import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.acts.collect import collect
from associate.core.catalog.channels import Platform
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.links import make_link, use_pass
from associate.core.inventory import ledger
from associate.core.orders.models import Order, RefundState
from associate.core.payments.models import PaymentAccount
from associate.db import atomic, db
from associate.integrations.commerce.pretend.shopify import PretendShopify
from tests.integrations.webhooks import shopify_order, signed_headers
from tests.support.counter import stage
from tests.support.hands import Hands
from tests.support.listeners import listener, subscribe
from tests.support.pretend_platforms import connect, served
from tests.support.shop import look_again

JACKET = "96385074"
MOST = 40  # seconds for all of it at the counter


@pytest.fixture(autouse=True)
def listeners_are_here(app, monkeypatch):
    """What the server posts to its subscribers may stay on this machine. The app of all tests, made before,
    doesn’t hear of it."""
    monkeypatch.setenv("WEBHOOKS_TO_SELF", "yes")


@pytest.fixture
def heard(shop):
    """Somebody listens before the shop opens."""
    with listener() as found:
        subscribe(found.url)
        yield found


@pytest.fixture
def shopify(shop):
    """The web shop at Shopify holds the money of its orders and hears what happens to them."""
    with served(PretendShopify(knows=True)) as (platform, settings):
        connect(shop.web, settings, Platform.SHOPIFY, mq="MQ", _cr="CR")
        with atomic():
            account = PaymentAccount(key="web", platform="shopify", name="Shopify", channel_id=shop.web.id)
            db.session.add(account)
        yield platform


@pytest.fixture
def large(shop):
    """The jacket in L hangs in the other store, whose returns can’t be undone: their money leaves at once."""
    with atomic():
        made = Variant(product=shop.jacket.product, sku="HW-RJ-204-L", size="L", price=9500, currency="EUR")
        db.session.add(made)
        shop.castle_row.currency, shop.castle_row.undo_minutes = "EUR", 0
        db.session.flush()
        row = {"store_id": shop.castle_row.id, "variant_id": made.id, "on_hand": 2}
        ledger.stock_up([row], cause="test", by=SYSTEM)
    return made


def bought(server, shop):
    raw = json.dumps(
        shopify_order(
            48213,
            customer={"id": 1, "first_name": "Maya", "last_name": "Rosen", "email": "maya@mail.example"},
        )
    ).encode()
    answer = httpx2.post(f"{server.url}/webhooks/shopify/web", content=raw, headers=signed_headers(raw))
    assert answer.status_code == 200
    return until(lambda: db.session.scalar(sa.select(Order)))


def picked_up(shop, order):
    job = stage(shop, order, "7K4")
    with atomic(job.order, job):
        collect(job, {line.id: line.wanted for line in job.lines}, cause="test", by=SYSTEM)
        use_pass(job)
        for bag in job.open_bags:
            bag.gone_at = now()
        return make_link(order)


def until(found, seconds=40):
    """What another process brings about."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        look_again()
        if answer := found():
            return answer
        db.session.rollback()
        time.sleep(0.1)
    raise AssertionError("it didn’t come about")


def the(order_id):
    look_again()
    return db.session.get_one(Order, order_id)


@pytest.mark.engine("sqlite", later="postgresql")
def test_one_comes_back_and_one_is_swapped_in_another_store(heard, server, shop, shopify, large, devices):
    order = bought(server, shop)
    number = order.id
    token = picked_up(shop, order)
    charlie = Hands(devices.tablet(), server.url).signs_in(shop.charlie).opens("/returns")

    began = time.monotonic()
    charlie.scans("HW-48213").sees("How do you know it’s Maya R.?").does_not_see("Rosen")
    charlie.page.get_by_text("The receipt in their hand").click()
    charlie.taps("Next: their things")
    charlie.sees("What is Maya bringing back?").scans(JACKET).sees("Why does it come back?")
    charlie.taps("Changed mind").taps("As new").sees("Refund €89.00")
    charlie.scans(JACKET).taps("Wrong size").taps("As new").sees("Refund €178.00")
    charlie.taps("They take something else").scans(large.sku).sees("takes instead")
    charlie.taps("Exchange, and refund").sees("Refunded €", "Where things go now")
    assert time.monotonic() - began < MOST

    refund = until(lambda: next(iter(the(number).refunds), None))
    until(lambda: the(number).refunds[0].state == RefundState.DONE)
    made = db.session.scalars(sa.select(Order).where(Order.number.startswith("EX-"))).one()
    kinds = until(lambda: {"order.returned", "order.refunded"} <= set(heard.kinds) and heard.kinds)

    assert shop.level(shop.jacket) == (18, 0, 0)
    assert shop.level(shop.jacket, shop.castle_row) == (22, 0, 2)
    assert shop.level(large, shop.castle_row) == (1, 0, 0)
    assert made.total + refund.amount == 17800
    assert kinds.count("order.returned") == 1
    (told,) = shopify.till.refunds[order.external_id]
    assert [each["amount"] for each in told["told"]["transactions"]] == ["83.00"]
    maya = Hands(devices.phone(), server.url).opens(f"/p/{token}")
    maya.sees("€83.00")
    assert list(mismatches()) == []
