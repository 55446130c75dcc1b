"""A shop opens from nothing: store, channel, products, stock, and its first order can be picked."""

import json

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.fulfillment.models import Fulfillment
from associate.core.inventory.models import StockLevel
from associate.db import db
from associate.jobs.worker import work_off
from tests.integrations.webhooks import shopify_order, signed_headers

STORE = [
    "store",
    "create",
    "MQ",
    "Mill Quay",
    "--zone",
    "Europe/Dublin",
    "--currency",
    "EUR",
    "--country",
    "IE",
]
CHANNEL = [
    "channel",
    "create",
    "web",
    "shopify",
    "Web",
    "--prefix",
    "HW",
    "--currency",
    "EUR",
    "--secret",
    "hush",
    "--location",
    "mq=MQ",
]
PRODUCT = {"id": 7, "title": "Rain jacket", "variants": [{"id": 11, "sku": "HW-RJ-204-M", "price": "89.00"}]}


@pytest.fixture
def types(app):
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


def tells(client, payload, topic, event):
    raw = json.dumps(payload).encode()
    headers = signed_headers(raw, topic=topic, event=event)
    assert client.post("/webhooks/shopify/web", data=raw, headers=headers).status_code == 200
    work_off()


def test_from_nothing_to_the_first_order(types, client, tmp_path):
    assert types(*STORE).exit_code == 0
    assert "/webhooks/shopify/web" in types(*CHANNEL).output
    tells(client, PRODUCT, "products/create", "p-1")
    file = tmp_path / "stock.csv"
    file.write_text("store,sku,on_hand,place\nMQ,HW-RJ-204-M,5,B-12\nMQ,,,R-1\n")
    assert types("stock", "load", file).output == "1 counted, 1 racks, 0 rows not taken.\n"
    tells(client, shopify_order(1001), "orders/create", "o-1")
    db.session.rollback()
    assert db.session.scalars(sa.select(Fulfillment.number)).all() == ["HW-1001"]
    assert list(mismatches()) == []


def test_counting_again_sets_the_figure_and_bad_rows_are_named(types, client, tmp_path):
    types(*STORE)
    types(*CHANNEL)
    tells(client, PRODUCT, "products/create", "p-1")
    file = tmp_path / "stock.csv"
    file.write_text(
        "store,sku,on_hand,place\nMQ,HW-RJ-204-M,5,B-12\nXX,HW-RJ-204-M,1,\nMQ,NEVER,1,\nMQ,HW-RJ-204-M,-3,\nMQ,HW-RJ-204-M,4,\n"
    )
    said = types("stock", "load", file)
    assert (
        said.exit_code == 1 and "row 3" in said.output and "row 4" in said.output and "row 5" in said.output
    )
    db.session.rollback()
    assert db.session.scalars(sa.select(StockLevel.on_hand)).all() == [4]
    assert list(mismatches()) == []


@pytest.mark.parametrize("wrong", [{"Europe/Dublin": "Europe/Nowhere"}, {"EUR": "EURO"}])
def test_what_is_no_zone_or_currency_is_refused(types, wrong):
    said = types(*[wrong.get(word, word) for word in STORE])
    assert said.exit_code == 2 and "is no" in said.output


def test_the_same_code_twice_is_refused(types):
    types(*STORE)
    types(*CHANNEL)
    assert types(*STORE).exit_code == 2 and types(*CHANNEL).exit_code == 2
