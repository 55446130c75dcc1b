"""A gift and its words, in the attributes where shops and their plugins keep them."""

import json

import pytest
import sqlalchemy as sa

from associate.core.orders.models import Order
from associate.db import atomic, db
from associate.integrations.commerce import commerce_for
from associate.jobs.take_in import apply, read
from tests.integrations.commerce.reading import read_order
from tests.integrations.webhooks import shopify_order


def shopify(**order):
    told = read_order("shopify", {**shopify_order(1001), **order})
    return told.is_gift, told.gift_note


def woocommerce(meta, lines=()):
    items = [{"id": 1, "name": "Mug", "quantity": 1, "total": "9.00", "meta_data": list(lines)}]
    order = {
        "id": 7,
        "number": "7",
        "currency": "EUR",
        "total": "9.00",
        "line_items": items,
        "meta_data": meta,
    }
    told = read_order("woocommerce", {**order, "date_created_gmt": "2026-11-20T10:00:00"})
    return told.is_gift, told.gift_note


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("gift", "yes", (True, "")),
        ("This is a gift", "true", (True, "")),
        ("gift-wrapping", "Red paper", (True, "")),
        ("Gift Message", "Happy birthday,\nSam!", (True, "Happy birthday,\nSam!")),
        ("gift_note", "<b>Hi</b>", (True, "<b>Hi</b>")),
        ("gift", "No", (False, "")),
        ("gift", "", (False, "")),
        ("gift message", "  ", (False, "")),
        ("gift card number", "123", (False, "")),
    ],
)
def test_the_usual_names_however_they_are_written(name, value, expected):
    assert shopify(note_attributes=[{"name": name, "value": value}]) == expected


def test_a_lines_words_count_and_those_of_a_gift_card_are_its_own():
    said = [{"name": "Gift message", "value": "For Sam"}]
    order = shopify_order(1001)
    line, again = ({**order["line_items"][0], "id": n, "properties": said} for n in (1, 2))
    assert shopify(line_items=[line, again]) == (True, "For Sam")
    assert shopify(line_items=[{**line, "gift_card": True}]) == (False, "")


def test_plugins_keep_them_where_people_dont_look():
    assert woocommerce([{"key": "_is_gift", "value": "1"}]) == (True, "")
    assert woocommerce([{"key": "_gift_message", "value": "Love &amp; kisses"}]) == (True, "Love & kisses")
    assert woocommerce([], [{"key": "Gift note", "value": "Yours"}]) == (True, "Yours")
    assert woocommerce([{"key": "_gift_message", "value": {"a": 1}}]) == (False, "")


def test_a_shop_names_its_own(shop):
    order = shopify_order(1001)
    with atomic():
        shop.web.settings = {**shop.web.settings, "gift_flags": ["geschenk?"], "gift_notes": ["Grußtext"]}
    for name, gift in (("Geschenk", True), ("gift", False)):
        said = [{"name": name, "value": "ja"}]
        told = {**order, "note_attributes": said, "id": 5 + gift, "name": f"#{gift}"}
        (it,) = read(shop.web, "order", json.dumps(told))
        apply(shop.web, it)
    kept = dict(db.session.execute(sa.select(Order.external_id, Order.is_gift)).all())
    assert kept == {"6": True, "5": False}


@pytest.mark.parametrize("junk", [None, 7, "gift", [None, 1], [{"name": None}], {"gift": [1]}, [[]]])
def test_what_is_no_attribute_is_no_gift(junk):
    for platform in ("shopify", "woocommerce", "square"):
        payload = {**shopify_order(1), "note_attributes": junk, "meta_data": junk, "metadata": junk}
        told = commerce_for(platform).read("order", payload, currency="EUR")[0]
        assert not told.model_dump().get("is_gift")
