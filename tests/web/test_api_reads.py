"""What the API tells: the same facts as the screens, in pages that stay right."""

import re
from datetime import timedelta

import pytest
from openapi_spec_validator import validate

from associate.clock import as_of, now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.intake import note_refund
from associate.core.events.record import SYSTEM
from associate.core.orders.incoming import IncomingRefund
from associate.core.orders.queries import order_of
from associate.db import atomic
from associate.upkeep.statements import tally_statements
from tests.support.machines import Machine, code_of


@pytest.fixture
def feed(app, shop):
    return Machine(app)


def test_an_order_reads_as_it_was_told(shop, feed):
    shop.has_order((shop.jacket, 1), (shop.kettle, 2), number="1001")
    told = feed.gets("/orders/HW-1001")
    assert (told["number"], told["channel"], told["store"], told["state"]) == ("HW-1001", "web", "MQ", "open")
    assert told["total"] == {"amount": 8900 + 2 * 4250, "currency": "EUR"}
    assert [(line["sku"], line["quantity"]) for line in told["lines"]] == [
        ("HW-RJ-204-M", 1),
        ("HW-EK-15", 2),
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", told["placed_at"])
    assert told["tenders"][0]["last4"] == "4417"


def test_contact_details_need_their_own_scope(app, shop, feed):
    shop.has_order((shop.jacket, 1))
    assert feed.gets("/orders/HW-1001")["contact"]["email"] == "maya@mail.example"
    without = Machine(app, "orders:read").gets("/orders/HW-1001")
    assert without["contact"] is None and without["note"] is None


def test_pages_give_each_order_once_while_more_come_in(shop, feed):
    for n in range(1, 6):
        shop.has_order((shop.milk, 1), number=str(1000 + n), at=now() - timedelta(hours=10 - n))
    seen, cursor = [], None
    while True:
        page = feed.gets("/orders", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [order["number"] for order in page["items"]]
        if len(seen) == 2:
            shop.has_order((shop.milk, 1), number="2000", at=now() - timedelta(minutes=1))
        if (cursor := page["next"]) is None:
            break
    assert seen == ["HW-1001", "HW-1002", "HW-1003", "HW-1004", "HW-1005", "HW-2000"]


@pytest.mark.parametrize("cursor", ["abc", "WzFd", "bnVsbA", "e30", "WyIxOTk5Il0", "A" * 300])
def test_a_foreign_cursor_is_refused(feed, cursor):
    assert code_of(feed.reads("/orders", cursor=cursor)) == (422, "not_valid")


def test_orders_are_filtered_by_what_they_are(shop, feed):
    shop.has_order((shop.jacket, 1), number="1001")
    there = shop.has_order((shop.kettle, 1), number="1002", location="cr")
    cancel_order(there, by=SYSTEM, reason="mistake")

    def numbers(**query):
        return [order["number"] for order in feed.gets("/orders", **query)["items"]]

    assert numbers(store="MQ") == ["HW-1001"] and numbers(store="CR") == ["HW-1002"]
    assert numbers(state="canceled") == ["HW-1002"]
    assert numbers(sku="HW-RJ-204-M") == ["HW-1001"] and numbers(gtin="4006381333931") == ["HW-1002"]
    assert numbers(channel="web") == ["HW-1001", "HW-1002"] and numbers(channel="till") == []
    assert code_of(feed.reads("/orders", store="ZZ")) == (422, "not_valid")
    assert code_of(feed.reads("/orders", gtin="4006381333930")) == (422, "not_valid")


def test_updated_since_finds_what_something_happened_to(shop, feed):
    began = now()
    for minute in range(12):
        with as_of(began + timedelta(minutes=minute)):
            shop.has_order((shop.milk, 1), number=str(1000 + minute))
    with as_of(began + timedelta(hours=1)):
        order = shop.has_order((shop.milk, 1), number="2000")
        cancel_order(order_of(shop.web, "ext-1003"), by=SYSTEM, reason="mistake")

    def since(minutes):
        moment = (began + timedelta(minutes=minutes)).isoformat()
        return {o["number"] for o in feed.gets("/orders", updated_since=moment, limit=200)["items"]}

    assert since(30) == {order.number, "HW-1003"}
    assert len(since(-1)) == 13 and since(120) == set()
    assert since(10.5) == {"HW-1011", "HW-1003", "HW-2000"}


def test_a_fulfillment_tells_what_a_store_does(shop, feed):
    shop.has_order((shop.jacket, 2))
    (told,) = feed.gets("/fulfillments", store="MQ", state="released")["items"]
    assert (told["number"], told["order"], told["method"]) == ("HW-1001", "HW-1001", "pickup")
    assert (told["lines"][0]["wanted"], told["lines"][0]["picked"]) == (2, 0)
    assert feed.gets("/fulfillments/HW-1001") == told
    assert feed.gets("/fulfillments", order="HW-1002")["items"] == []


def test_stock_shows_the_sum_of_what_can_be_promised(shop, feed):
    shop.has_order((shop.kettle, 3))
    (level,) = feed.gets("/stock", store="MQ", sku="HW-EK-15")["items"]
    parts = {name: level[name] for name in ("on_hand", "reserved", "held", "safety", "atp")}
    assert parts == {"on_hand": 20, "reserved": 3, "held": 0, "safety": 0, "atp": 17}
    assert level["location"] == "B-2"
    assert len(feed.gets("/stock", gtin="4006381333931")["items"]) == 2


def test_products_stores_and_customers_can_be_read(shop, feed):
    shop.has_order((shop.wine, 1))
    (wine,) = feed.gets("/products", sku="HW-PN-75")["items"]
    assert wine["min_age"] == 18 and wine["variants"][0]["price"] == {"amount": 1450, "currency": "EUR"}
    assert feed.gets(f"/products/{wine['id']}") == wine
    castle, mill = feed.gets("/stores")["items"]
    assert (castle["code"], mill["code"]) == ("CR", "MQ")
    assert mill["hours"][0] == {"weekday": 1, "opens": "00:00", "closes": "23:59"}
    assert feed.gets("/stores/MQ") == mill
    (maya,) = feed.gets("/customers", email="maya@mail.example")["items"]
    assert maya["identities"] == [{"channel": "web", "external_id": "c-maya"}]
    assert feed.gets(f"/customers/{maya['id']}") == maya


def test_returns_tell_the_refunds_that_were_told(shop, feed):
    order = shop.has_order((shop.kettle, 2))
    refund = IncomingRefund(external_id="r-1", amount=4250, at=now(), lines=(("1001-1", 1),))
    note_refund(order, refund, by=SYSTEM)
    (told,) = feed.gets("/returns", order="HW-1001")["items"]
    assert told["amount"] == {"amount": 4250, "currency": "EUR"}
    assert told["lines"] == [{"order_line": "1001-1", "sku": "HW-EK-15", "quantity": 1}]
    assert feed.gets("/orders/HW-1001")["refunded"]["amount"] == 4250


def test_who_has_it_already_gets_304(shop, feed):
    first = feed.reads("/stores/MQ")
    again = feed.reads("/stores/MQ", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""
    with atomic():
        shop.mill_quay.name = "Mill Quay 2"
    assert feed.reads("/stores/MQ", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_page_costs_the_same_however_many_it_holds(app, shop, feed):
    def cost(limit):
        tally = tally_statements()
        feed.gets("/orders", limit=limit)
        feed.gets("/fulfillments", limit=limit)
        feed.gets("/products", limit=limit)
        return tally.count

    for n in range(8):
        shop.has_order((shop.milk, 1), number=str(1000 + n))
    cost(1)
    assert cost(8) == cost(2)


def test_availability_says_who_has_it_how_far_and_by_when(shop, feed):
    with atomic():
        shop.mill_quay.latitude, shop.mill_quay.longitude = 53.3460, -6.2297
        shop.castle_row.latitude, shop.castle_row.longitude = 55.9486, -3.1999
        shop.mill_quay.postcode, shop.castle_row.postcode = "D02 X285", "EH1 2NG"
        shop.castle_row.cash_on_pickup = True
    shop.has_order((shop.kettle, 18))
    answer = feed.gets("/availability", sku="HW-EK-15", quantity=3, lat=55.95, lon=-3.19)
    castle, mill = answer["items"][0]["stores"]
    assert (castle["code"], castle["atp"], castle["is_available"], castle["can_reserve"]) == (
        "CR",
        20,
        True,
        True,
    )
    assert castle["distance_km"] < 2 and castle["ready_by"] > now().isoformat()
    assert (mill["code"], mill["atp"], mill["is_available"], mill["ready_by"]) == ("MQ", 2, False, None)
    assert 340 < mill["distance_km"] < 360
    assert answer["items"][0]["price"] == {"amount": 4250, "currency": "EUR"}
    near = feed.gets("/availability", gtin="4006381333931", postcode="d02 y000")
    assert near["origin"]["is_approximate"] and near["items"][0]["stores"][0]["code"] == "MQ"
    assert feed.gets("/availability", sku="HW-EK-15", postcode="99999")["origin"] is None


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sku": "HW-EK-15", "gtin": "4006381333931"},
        {"sku": "NOPE"},
        {"sku": "HW-EK-15", "lat": "53"},
        {"sku": "HW-EK-15", "lat": "nan", "lon": "1"},
        {"product": "99999"},
        {"sku": "HW-EK-15", "quantity": "0"},
    ],
)
def test_availability_refuses_what_it_can_not_answer(feed, query):
    assert code_of(feed.reads("/availability", **query)) == (422, "not_valid")


def test_the_document_and_its_page_are_for_everybody(app, shop):
    nobody = app.test_client()
    document = nobody.get("/api/v1/openapi.json")
    assert document.status_code == 200 and document.get_json()["openapi"].startswith("3.1")
    page = nobody.get("/api-reference")
    assert page.status_code == 200 and "/api/v1/stock/adjustments" in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_document_is_sound_and_tells_everything(app, shop):
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    validate(document)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert operation["summary"] and operation["x-scope"], (method, path)
            assert {"401", "403", "422", "429", "500"} <= operation["responses"].keys()
            keys = [p for p in operation.get("parameters", []) if p["name"] == "Idempotency-Key"]
            assert len(keys) == (method == "post"), (method, path)
