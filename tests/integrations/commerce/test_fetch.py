"""Asking Shopify how an order leaves: a real HTTP server stands in for the shop."""

import pytest
from werkzeug import Request, Response

from associate.core.orders.incoming import Method
from associate.integrations.commerce import commerce_for
from associate.integrations.commerce.shopify import admin
from tests.integrations.commerce.payloads import leaves_by
from tests.support.slow import slow

PATH = "/admin/api/2026-01/orders/5001/fulfillment_orders.json"


@pytest.fixture
def ask(httpserver):
    def asked(order="5001", **changes):
        settings = {"base_url": httpserver.url_for("").rstrip("/"), "access_token": "shpat_1"} | changes
        return commerce_for("shopify").fetch_fulfillment_orders(order, settings=settings)

    return asked


def test_the_shop_says_how_and_where(httpserver, ask):
    seen = []

    def answer(request: Request):
        seen.append(request.headers["X-Shopify-Access-Token"])
        return Response(
            '{"fulfillment_orders": [{"id": 1, "status": "open", "assigned_location_id": 7, '
            '"delivery_method": {"method_type": "pick_up"}}]}'
        )

    httpserver.expect_request(PATH).respond_with_handler(answer)
    found = ask()
    assert (found.method, found.location, found.problem, seen) == (Method.PICKUP, "7", None, ["shpat_1"])


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ([], "method_unclear"),
        ([leaves_by("pick_up"), leaves_by("shipping")], "method_mixed"),
    ],
)
def test_a_shop_that_does_not_say_it_leaves_it_open(httpserver, ask, orders, code):
    httpserver.expect_request(PATH).respond_with_json({"fulfillment_orders": orders})
    assert (ask().method, ask().problem.code) == (None, code)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, "{}"),
        (404, "{}"),
        (500, "oops"),
        (200, "<html>"),
        (200, "[]"),
        (200, "x" * 1_000_001),
        (200, "[" * 9000),
    ],
)
def test_a_failure_is_an_answer_too(httpserver, ask, status, body):
    httpserver.expect_request(PATH).respond_with_data(body, status=status)
    found = ask()
    assert found.method is None
    assert found.problem.code in ("fetch_failed", "method_unclear")


def test_a_redirect_does_not_take_the_token_elsewhere(httpserver, ask):
    httpserver.expect_request(PATH).respond_with_data("", status=302, headers={"Location": "/elsewhere"})
    assert ask().problem.code == "fetch_failed"
    assert [request.path for request, _answer in httpserver.log] == [PATH]


def test_a_shop_that_is_slow_or_gone_is_not_waited_for(httpserver, ask, monkeypatch):
    monkeypatch.setattr(admin, "SECONDS", 0.2)
    with slow(httpserver, PATH):
        assert ask().problem.code == "fetch_failed"
    assert ask(base_url="http://127.0.0.1:9").problem.code == "fetch_failed"


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": None},
        {"base_url": "http://shop.example"},
        {"base_url": "ftp://shop.example"},
        {"base_url": "https://["},
        {"access_token": None},
        {"access_token": "a\r\nHost: x"},
        {"api_version": "../x"},
        {"order": "5001/../1"},
    ],
)
def test_nobody_is_asked_without_a_safe_address_and_a_token(httpserver, ask, changes):
    assert ask(**changes).problem.code == "not_connected"
    assert httpserver.log == []
