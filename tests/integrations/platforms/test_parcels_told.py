"""Handed to its driver, a parcel is told to the web shop and to whoever listens: with its number, once."""

import json

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import labels as acts
from associate.core.acts import manifests
from associate.core.catalog.channels import Platform
from associate.core.events.outbox import Post, PostState
from associate.core.shipping.labels import live_label
from associate.db import atomic, db
from associate.integrations.commerce.pretend.shopify import PretendShopify
from associate.integrations.commerce.pretend.woo import PretendWoo
from associate.jobs.labels import ask_carriers
from tests.support.listeners import listener, subscribe, tell_the_world
from tests.support.packing import Bench, account, now_, the_parcel
from tests.support.picking import scan_all
from tests.support.pretend_platforms import connect, served, tell_shops
from tests.support.shop import look_again


@pytest.fixture
def bench(shop):
    made = Bench(shop)
    with atomic():
        made.pretend = account("pretended", platform="pretend")
    return made


@pytest.fixture
def labeled(shop, bench):
    """An order of the web shop in one parcel with a label; `there` gets to know it first."""

    def label(there=None):
        order = bench.order((shop.jacket, 2), number="5001", external_id="5001")
        if there is not None:
            there.takes(order.external_id, {line.external_id: line.quantity for line in order.lines})
        scan_all(shop.job(order), shop.ana)
        acts.want_label(bench.packs(shop.job(order)), bench.pretend, by=bench.by)
        ask_carriers()
        return shop.job(order)

    return label


def hand_off(shop, bench, job):
    closed = manifests.close_manifest(shop.mill_quay, bench.pretend, now().date(), by=bench.by)
    manifests.scan_off(closed, the_parcel(job).number, by=bench.by)
    manifests.hand_off(closed, driver="Joe", by=bench.by)
    return live_label(the_parcel(job).id)


def test_shopify_hears_how_to_follow_it_at_hand_off_and_once(app, shop, bench, labeled):
    with served(PretendShopify(knows=False)) as (there, settings):
        connect(shop.web, settings, Platform.SHOPIFY, _1="MQ", _2="CR")
        job = labeled(there)
        tell_shops(app)
        assert there.count("TellGone") == 0
        label = hand_off(shop, bench, job)
        for _n in range(3):
            tell_shops(app)
        known = there.orders[now_(job).order.external_id]
        assert known["tracking"] == {"number": label.tracking_number, "company": label.carrier}
        assert set(known["gone"].values()) == {2} and there.count("TellGone") == 1


def test_woocommerce_hears_it_once(app, shop, bench, labeled):
    with served(PretendWoo(knows=False)) as (there, settings):
        connect(shop.web, settings, Platform.WOOCOMMERCE, mq="MQ", cr="CR")
        job = labeled()
        label = hand_off(shop, bench, job)
        for _n in range(3):
            tell_shops(app)
        known = there.orders[now_(job).order.external_id]
        told = [each["value"] for each in known["meta_data"] if each["key"] == "_associate_tracking"]
        assert told == [{"number": label.tracking_number, "company": label.carrier}]
        assert known["status"] == "completed"


def test_whoever_listens_gets_its_parcels(app, shop, bench, labeled):
    app.config["WEBHOOKS_TO_SELF"] = "yes"
    with listener() as there:
        subscribe(there.url, "order.shipped", "fulfillment.manifested")
        job = labeled()
        label = hand_off(shop, bench, job)
        for _n in range(3):
            tell_the_world(app.config)
        bodies = {body["type"]: body["data"] for body in (json.loads(told.body) for told in there.told)}
    assert sorted(there.kinds) == ["fulfillment.manifested", "order.shipped"]
    assert "parcels" not in bodies["fulfillment.manifested"]
    assert bodies["order.shipped"]["parcels"] == [
        {
            "number": "HW-5001/1",
            "carrier": label.carrier,
            "tracking_number": label.tracking_number,
            "tracking_url": None,
        }
    ]
    look_again()
    assert {post.state for post in db.session.scalars(sa.select(Post))} == {PostState.SENT}
