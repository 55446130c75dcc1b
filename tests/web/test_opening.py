"""A shop opens from nothing: store, channel, products, stock, and its first order can be picked."""

import json

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.catalog.channels import Channel
from associate.core.events.models import Event
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.models import Location, LocationKind
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
    assert types("store", "places", "MQ", "B-12").output == "1 added, 0 were there.\n"
    assert types("store", "places", "MQ", "R-1", "--kind", "staging").exit_code == 0
    file = tmp_path / "stock.csv"
    file.write_text("store,sku,units,place\nMQ,HW-RJ-204-M,5,B-12\n")
    said = types("import", "stock", file)
    assert said.exit_code == 0 and "1 rows: 1 new" in said.output
    tells(client, shopify_order(1001), "orders/create", "o-1")
    db.session.rollback()
    assert db.session.scalars(sa.select(Fulfillment.number)).all() == ["HW-1001"]
    assert list(mismatches()) == []


def test_places_are_added_once_in_walking_order_all_or_none(types):
    types(*STORE)
    assert types("store", "places", "MQ", "B-2", "B-1").exit_code == 0
    assert types("store", "places", "MQ", "b2", "B-3").output == "1 added, 1 were there.\n"
    for wrong in ("B" * 21, "--"):
        said = types("store", "places", "MQ", "B-4", "--", wrong)
        assert said.exit_code == 2 and "is no code for a place" in said.output
    assert types("store", "places", "XX", "B-4").exit_code == 2
    db.session.rollback()
    way = sa.select(Location.code, Location.kind).order_by(Location.sequence)
    assert db.session.execute(way).all() == [(code, LocationKind.SHELF) for code in ("B-2", "B-1", "B-3")]


@pytest.mark.parametrize("wrong", [{"Europe/Dublin": "Europe/Nowhere"}, {"EUR": "EURO"}])
def test_what_is_no_zone_or_currency_is_refused(types, wrong):
    said = types(*[wrong.get(word, word) for word in STORE])
    assert said.exit_code == 2 and "is no" in said.output


def test_the_same_code_twice_is_refused(types):
    types(*STORE)
    types(*CHANNEL)
    assert types(*STORE).exit_code == 2 and types(*CHANNEL).exit_code == 2


def sends_from_stores():
    db.session.rollback()
    return db.session.scalars(sa.select(Channel.ships_from_stores)).one()


def test_who_sends_is_said_at_the_beginning_and_may_change(types):
    types(*STORE)
    assert types(*CHANNEL, "--ships-from-stores").exit_code == 0 and sends_from_stores()
    assert "its platform sends" in types("channel", "change", "web", "--no-ships-from-stores").output
    assert not sends_from_stores()
    for _again in range(2):
        assert "our stores send" in types("channel", "change", "web", "--ships-from-stores").output
    changes = [event.facts["changes"] for event in db.session.scalars(sa.select(Event).order_by(Event.id))]
    assert changes == [{"ships_from_stores": [True, False]}, {"ships_from_stores": [False, True]}]
    assert types("channel", "change", "web").exit_code == 2
    assert types("channel", "change", "nobody", "--ships-from-stores").exit_code == 2
