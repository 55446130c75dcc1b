"""What the app tells a platform, over HTTP, and every way in which a platform may answer."""

import time

import pytest

from associate.integrations.commerce import calling, outlet_for
from associate.integrations.commerce.outgoing import OrderNews, Outcome, RefundNews, StockItem, Tracking
from associate.integrations.commerce.pretend.shops import PretendShopify, PretendWoo
from tests.integrations.webhooks_out.test_sender import dripping
from tests.support.pretend_platforms import served

SHOPIFY, WOO = outlet_for("shopify"), outlet_for("woocommerce")


@pytest.fixture
def shopify():
    with served(PretendShopify(knows=False)) as there:
        yield there


@pytest.fixture
def woo():
    with served(PretendWoo(knows=False)) as there:
        yield there


def test_many_levels_go_in_one_call(shopify):
    shop, settings = shopify
    for n in range(30):
        shop.has(f"S-{n}", str(100 + n), _1=0)
    items = [StockItem(str(100 + n), "1", n) for n in range(30)]
    assert SHOPIFY.set_stock(items, key="k", settings=settings).outcome == Outcome.DONE
    assert shop.count("SetStock") == 1 and shop.units["129", "1"] == 29


def test_what_shopify_refuses_is_named_and_nothing_of_the_call_is_done(shopify):
    shop, settings = shopify
    shop.has("S", "100", _1=3)
    items = [StockItem("100", "1", 9), StockItem("404", "1", 9)]
    answer = SHOPIFY.set_stock(items, key="k", settings=settings)
    assert (answer.outcome, list(answer.refused)) == (Outcome.REFUSED, [1])
    assert "could not be found" in answer.refused[1] and shop.units["100", "1"] == 3


def test_woocommerce_does_what_it_can_and_takes_variations_by_their_product(woo):
    shop, settings = woo
    shop.has("S", "12", all=0)
    shop.has("V", "20/21", all=0)
    items = [StockItem("12", None, 5), StockItem("13", None, 5), StockItem("20/21", None, 7)]
    answer = WOO.set_stock(items, key="k", settings=settings)
    assert (answer.outcome, dict(answer.refused)) == (Outcome.DONE, {1: "Invalid ID."})
    assert (shop.units["12", None], shop.units["20/21", None]) == (5, 7)


@pytest.mark.parametrize("outlet", [SHOPIFY, WOO], ids=["shopify", "woocommerce"])
@pytest.mark.parametrize(
    ("status", "headers", "outcome", "wait"),
    [
        (429, {"Retry-After": "7"}, Outcome.LATER, 7),
        (429, {"Retry-After": "2.5"}, Outcome.LATER, 2.5),
        (429, {"Retry-After": "nan"}, Outcome.LATER, 2),
        (429, {"Retry-After": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, Outcome.LATER, 2),
        (429, {"Retry-After": "Mon, 01 Jan 2026 00:00:00 +99999999999999"}, Outcome.LATER, 2),
        (429, {}, Outcome.LATER, 2),
        (503, {"Retry-After": "9"}, Outcome.LATER, 9),
        (503, {}, Outcome.UNKNOWN, 0),
        (500, {}, Outcome.UNKNOWN, 0),
        (401, {}, Outcome.REFUSED, 0),
        (302, {"Location": "http://127.0.0.1:1/"}, Outcome.REFUSED, 0),
    ],
)
def test_every_status_is_an_answer(shopify, woo, outlet, status, headers, outcome, wait):
    shop, settings = shopify if outlet is SHOPIFY else woo
    shop.answers.append((status, headers, {"message": "so it is", "errors": "so it is"}))
    answer = outlet.set_stock([StockItem("1", "1", 1)], key="k", settings=settings)
    assert (answer.outcome, answer.wait, answer.words) == (outcome, wait, "so it is")


def test_a_shop_that_drips_is_hung_up_on(monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.3)
    with dripping() as url:
        began = time.monotonic()
        settings = {"base_url": url, "access_token": "key"}
        answer = WOO.set_stock([StockItem("1", "1", 1)], key="k", settings=settings)
        assert answer.outcome == Outcome.UNKNOWN and time.monotonic() - began < 3


def test_no_answer_leaves_it_open_and_the_same_key_does_it_once(shopify):
    shop, settings = shopify
    shop.has("S", "100", _1=3)
    shop.falls_silent = True
    items = [StockItem("100", "1", 9)]
    assert SHOPIFY.set_stock(items, key="k", settings=settings).outcome == Outcome.UNKNOWN
    assert SHOPIFY.set_stock(items, key="k", settings=settings).outcome == Outcome.DONE
    assert shop.units["100", "1"] == 9


@pytest.mark.parametrize("outlet", [SHOPIFY, WOO], ids=["shopify", "woocommerce"])
@pytest.mark.parametrize(
    "base", ["", "http://shop.example", "https://", "ftp://x", "https://a:b@x.example", "http://[", 7]
)
def test_a_channel_that_is_not_safely_connected_is_told_nothing(outlet, base):
    settings = {"base_url": base, "access_token": "t"}
    assert outlet.pull_stock(None, settings=settings).answer.outcome == Outcome.REFUSED


def test_the_bucket_says_how_long_to_wait(shopify):
    shop, settings = shopify
    shop.throttles(cost=500, have=100)
    answer = SHOPIFY.pull_stock(None, settings=settings).answer
    assert (answer.outcome, answer.wait, answer.words) == (Outcome.LATER, 4.0, "Throttled")
    shop.bucket = 40.0
    answer = SHOPIFY.pull_stock(None, settings=settings).answer
    assert (answer.outcome, answer.wait) == (Outcome.DONE, 0.6)


def test_their_figures_come_page_by_page(shopify, woo):
    shop, settings = shopify
    for n in range(23):
        shop.has(f"S-{n:02}", str(100 + n), _1=n, _2=1)
    pages, cursor = [SHOPIFY.pull_stock(None, settings=settings)], None
    while cursor := pages[-1].cursor:
        pages.append(SHOPIFY.pull_stock(cursor, settings=settings))
    figures = [figure for page in pages for figure in page.figures]
    assert len(pages) == 3 and len(figures) == 46 and {f.place for f in figures} == {"1", "2"}
    shop, settings = woo
    shop.has("S", "12", all=4)
    shop.has("V", "20/21", all=6)
    page = WOO.pull_stock(None, settings=settings)
    assert [(f.item, f.sku, f.place, f.units) for f in page.figures] == [
        ("12", "S", None, 4),
        ("20/21", "V", None, 6),
    ]


def test_items_are_found_by_sku_also_where_it_holds_quotes(shopify, woo):
    shop, settings = shopify
    shop.has("S", "100")
    assert SHOPIFY.find_items(["S", 'no"such'], settings=settings).known == {"S": "100"}
    shop, settings = woo
    shop.has("V", "20/21")
    assert WOO.find_items(["V", "X"], settings=settings).known == {"V": "20/21"}


def test_an_order_that_left_is_told_once_with_its_tracking(shopify):
    shop, settings = shopify
    shop.takes("77", {"1": 2, "2": 1}, method="SHIPPING")
    news = OrderNews("77", "fulfilled", {"1": 2, "2": 1}, tracking=Tracking("1Z9", "UPS"))
    shop.falls_silent = False
    for _again in range(3):
        assert SHOPIFY.tell_fulfillment(news, key="k", settings=settings).outcome == Outcome.DONE
    assert shop.orders["77"]["gone"] == {"1": 2, "2": 1} and shop.count("TellGone") == 1
    assert shop.orders["77"]["tracking"] == {"number": "1Z9", "company": "UPS"}


def test_only_what_they_do_not_know_yet_is_told_as_gone(shopify):
    shop, settings = shopify
    shop.takes("77", {"1": 3})
    shop.orders["77"]["gone"]["1"] = 1
    SHOPIFY.tell_fulfillment(OrderNews("77", "fulfilled", {"1": 2}), key="k", settings=settings)
    assert shop.orders["77"]["gone"] == {"1": 2}


def test_ready_canceled_and_refunded_are_told_to_shopify(shopify):
    shop, settings = shopify
    shop.takes("77", {"1": 1})
    assert (
        SHOPIFY.tell_fulfillment(OrderNews("77", "ready"), key="a", settings=settings).outcome == Outcome.DONE
    )
    for _again in range(2):
        SHOPIFY.tell_refund(RefundNews("77", 1250, "EUR"), key="b", settings=settings)
        SHOPIFY.tell_fulfillment(OrderNews("77", "canceled"), key="c", settings=settings)
    order = shop.orders["77"]
    assert order["ready"] and order["canceled"] and shop.count("TellCanceled") == 1
    assert [refund["transactions"][0]["amount"] for refund in order["refunds"]] == ["12.50"]
    assert shop.count("TellRefund") == 1
    gone = SHOPIFY.tell_fulfillment(OrderNews("78", "ready"), key="d", settings=settings)
    assert gone.outcome == Outcome.REFUSED


def test_ready_left_and_refunded_are_told_to_woocommerce(woo):
    shop, settings = woo
    assert WOO.tell_fulfillment(OrderNews("9", "ready"), key="a", settings=settings).outcome == Outcome.DONE
    assert shop.orders["9"]["status"] == "processing" and shop.orders["9"]["meta_data"]
    WOO.tell_fulfillment(OrderNews("9", "fulfilled", {"1": 1}, is_all=False), key="b", settings=settings)
    assert shop.orders["9"]["status"] == "processing"
    WOO.tell_fulfillment(OrderNews("9", "fulfilled", {"1": 1}), key="b", settings=settings)
    assert shop.orders["9"]["status"] == "completed"
    shop.falls_silent = False
    for _again in range(3):
        WOO.tell_refund(RefundNews("9", 500, "JPY"), key="c", settings=settings)
    assert [refund["amount"] for refund in shop.orders["9"]["refunds"]] == ["500"]
