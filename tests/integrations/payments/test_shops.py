"""Money that a web shop took: Shopify and WooCommerce over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from associate.clock import now
from associate.integrations.commerce.pretend.shopify import PretendShopify
from associate.integrations.commerce.pretend.woo import PretendWoo
from associate.integrations.payments import payments_for
from associate.integrations.payments.port import Verb
from tests.integrations.payments.facts import REFUND, gist, to
from tests.support.pretend_platforms import served

SHOPIFY, WOO = payments_for("shopify"), payments_for("woocommerce")
ORDER = REFUND.order


class Asked:
    """An adapter, and the shop that it asks."""

    def __init__(self, adapter, shop, settings):
        self.adapter, self.shop, self.settings, self.till = (
            adapter,
            shop,
            settings,
            getattr(shop, "till", None),
        )

    def do(self, deed):
        return self.adapter.do(deed, settings=self.settings)

    def find(self, deed, **known):
        return self.adapter.find(deed, settings=self.settings, **known)

    def refunds(self):
        return self.till.refunds.get(ORDER, []) if self.till else self.shop.orders[ORDER]["refunds"]


@pytest.fixture
def shopify():
    with served(PretendShopify(knows=False)) as (shop, settings):
        yield Asked(SHOPIFY, shop, settings)


@pytest.fixture
def woo():
    with served(PretendWoo(knows=False)) as (shop, settings):
        yield Asked(WOO, shop, settings)


def number(gid):
    return gid.rpartition("/")[2]


def of(payment, verb=Verb.REFUND, **changes):
    return to(verb, payment=number(payment) if payment else "", **changes)


# ── Shopify: refunds ─────────────────────────────────────────────────────────


def test_a_refund_at_shopify_names_what_it_gives_back_and_restocks_nothing(shopify):
    paid = shopify.till.takes(ORDER, "SALE", "50.00")
    moved = shopify.do(of(paid, lines=(("703073504", 1),)))
    assert (gist(moved), moved.amount, moved.currency, moved.is_test) == (("done", ""), 1290, "EUR", True)
    (refund,) = shopify.refunds()
    told = refund["told"]
    assert moved.ref == number(refund["id"]) and moved.payment == number(paid)
    assert told["note"] == "Two shirts came back [refund-7-1]" and told["notify"] is False
    (part,) = told["transactions"]
    assert (part["parentId"], part["gateway"], part["kind"], part["amount"]) == (
        paid,
        "shopify_payments",
        "REFUND",
        "12.90",
    )
    assert told["refundLineItems"] == [
        {"lineItemId": "gid://shopify/LineItem/703073504", "quantity": 1, "restockType": "NO_RESTOCK"}
    ]


def test_a_refund_of_an_authorization_goes_to_what_was_captured_of_it(shopify):
    held = shopify.till.takes(ORDER, "AUTHORIZATION", "50.00")
    shopify.do(of(held, Verb.CAPTURE, amount=5000, key="capture"))
    shopify.do(of(held))
    (part,) = shopify.refunds()[0]["told"]["transactions"]
    assert part["parentId"] == shopify.till.entries[ORDER][1]["id"]


def test_where_no_payment_is_named_the_oldest_gives_back_first_and_none_too_much(shopify):
    card = shopify.till.takes(ORDER, "SALE", "10.00", gateway="gift_card")
    shopify.till.takes(ORDER, "SALE", "40.00")
    assert gist(shopify.do(of("", amount=1500))) == ("done", "")
    amounts = [(p["gateway"], p["amount"]) for p in shopify.refunds()[0]["told"]["transactions"]]
    assert amounts == [("gift_card", "10.00"), ("shopify_payments", "5.00")]
    assert gist(shopify.do(of("", key="more", amount=3501))) == ("refused", "too_much")
    assert gist(shopify.do(of(card, key="more", amount=1))) == ("refused", "too_much")
    assert len(shopify.refunds()) == 1


def loses_the_answer_after_this_one(shop):
    def arm():
        shop.falls_silent, shop.before_answer = True, lambda: None

    shop.before_answer = arm


@pytest.mark.parametrize("name", ["shopify", "woo"])
def test_an_answer_that_got_lost_is_found_and_nothing_is_doubled(name, request):
    asked = request.getfixturevalue(name)
    if name == "shopify":
        asked.till.takes(ORDER, "SALE", "50.00")
    deed = of("")
    assert gist(asked.find(deed)) == ("refused", "not_found")
    loses_the_answer_after_this_one(asked.shop)
    assert gist(asked.do(deed)) == ("unknown", "")
    for _look in range(3):
        assert (gist(asked.find(deed)), asked.find(deed).amount) == (("done", ""), 1290)
    assert gist(asked.do(deed)) == ("done", "")
    assert gist(asked.find(replace(deed, key="refund-7-11"))) == ("refused", "not_found")
    assert len(asked.refunds()) == 1


@pytest.mark.parametrize("name", ["shopify", "woo"])
@pytest.mark.parametrize(
    ("status", "first", "looked"),
    [
        (401, ("refused", "not_connected"), ("unknown", "not_connected")),
        (404, ("refused", "no_payment"), ("unknown", "no_payment")),
        (429, ("retry", ""), ("unknown", "")),
        (500, ("retry", ""), ("unknown", "")),  # of the question before the deed
    ],
)
def test_a_shop_that_cant_be_asked_did_nothing(name, status, first, looked, request):
    asked = request.getfixturevalue(name)
    asked.shop.will(status)
    assert gist(asked.do(of(""))) == first
    asked.shop.will(status)
    assert gist(asked.find(of(""))) == looked
    assert not asked.shop.count("GiveBack")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("woo", {"message": "a page of some plugin"}),
        ("shopify", {"data": {"order": {"presentmentCurrencyCode": "EUR", "transactions": []}}}),
    ],
)
def test_an_answer_without_a_list_is_no_empty_one(name, body, request):
    asked = request.getfixturevalue(name)
    for deed, expected in ((asked.find, "unknown"), (asked.do, "retry")):
        asked.shop.will(200, body)
        assert gist(deed(of("")))[0] == expected


@pytest.mark.parametrize("adapter", [SHOPIFY, WOO])
def test_an_order_whose_name_is_no_number_is_not_asked_for(adapter):
    assert gist(adapter.do(of("", order="1/../2"), settings={})) == ("refused", "no_payment")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("PENDING", ("pending", "")),
        ("AWAITING_RESPONSE", ("pending", "")),
        ("FAILURE", ("refused", "failed")),
    ],
)
def test_a_refund_at_shopify_may_be_open_or_come_to_nothing(shopify, status, expected):
    shopify.till.takes(ORDER, "SALE", "50.00")
    shopify.till.status = status
    assert gist(shopify.do(of(""))) == gist(shopify.find(of(""))) == expected
    shopify.till.entries[ORDER][-1]["status"] = "SUCCESS"
    assert gist(shopify.find(of(""))) == ("done", "")


def test_what_shopify_refuses_is_said_in_its_words(shopify):
    shopify.till.takes(ORDER, "SALE", "50.00")
    errors = [{"field": ["input"], "message": "Refund cannot be created"}]
    refusal = {"refundCreate": {"refund": None, "userErrors": errors}}
    shopify.shop.before_answer = lambda: shopify.shop.will(200, {"data": refusal})
    moved = shopify.do(of(""))
    assert gist(moved) == ("refused", "") and moved.answer.words == "Refund cannot be created"


def test_an_accident_inside_shopify_leaves_it_open(shopify):
    """Of a mutation nobody knows how far it came."""
    shopify.till.takes(ORDER, "SALE", "50.00")
    oops = {"errors": [{"message": "Internal error", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}
    shopify.shop.before_answer = lambda: shopify.shop.will(200, oops)
    assert gist(shopify.do(of(""))) == ("unknown", "")


def test_what_was_paid_in_another_currency_is_left_to_people(shopify):
    shopify.till.takes(ORDER, "SALE", "50.00")
    shopify.till.paid_in[ORDER] = "USD"
    moved = shopify.do(of(""))
    assert gist(moved) == ("refused", "wrong_currency") and "USD" in moved.answer.words


# ── Shopify: captures and releases ───────────────────────────────────────────


def test_a_capture_is_known_again_by_what_it_captured(shopify):
    held = shopify.till.takes(ORDER, "AUTHORIZATION", "50.00")
    capture = of(held, Verb.CAPTURE)
    began = now()
    assert gist(shopify.find(capture, since=began)) == ("refused", "not_found")
    loses_the_answer_after_this_one(shopify.shop)
    assert gist(shopify.do(capture)) == ("unknown", "")
    found = shopify.find(capture, since=began)
    assert (gist(found), found.amount) == (("done", ""), 1290)
    assert gist(shopify.find(capture, ref=found.ref)) == ("done", "")
    assert shopify.shop.count("Capture") == 1


def test_two_captures_of_the_same_amount_are_two(shopify):
    held = shopify.till.takes(ORDER, "AUTHORIZATION", "50.00", multiCapturable=True)
    for key in ("one", "two"):
        assert gist(shopify.do(of(held, Verb.CAPTURE, key=key))) == ("done", "")
    assert shopify.shop.count("Capture") == 2
    assert gist(shopify.do(of(held, Verb.CAPTURE, key="three", amount=2500))) == ("refused", "too_much")


def test_what_is_captured_already_counts_with_its_amount(shopify):
    held = shopify.till.takes(ORDER, "AUTHORIZATION", "50.00")
    shopify.till.takes(ORDER, "CAPTURE", "50.00", parentTransaction={"id": held})
    long_ago = (now() - timedelta(days=1)).isoformat()
    shopify.till.entries[ORDER][-1]["createdAt"] = long_ago
    for moved in (shopify.do(of(held, Verb.CAPTURE)), shopify.find(of(held, Verb.CAPTURE), since=now())):
        assert (gist(moved), moved.amount) == (("done", "already"), 5000)
    assert gist(shopify.do(of(held, Verb.RELEASE))) == ("refused", "captured")
    shopify.till.entries[ORDER][-1]["status"] = "PENDING"
    assert gist(shopify.do(of(held, Verb.CAPTURE))) == ("pending", "")
    assert gist(shopify.do(of("77", Verb.RELEASE))) == ("refused", "no_payment")
    assert not shopify.shop.count("Capture") and not shopify.shop.count("LetGo")


def test_a_release_lets_go_of_the_card_and_leaves_the_gift_card(shopify):
    shopify.till.takes(ORDER, "SALE", "10.00", gateway="gift_card")
    held = shopify.till.takes(ORDER, "AUTHORIZATION", "40.00")
    assert gist(shopify.find(of("", Verb.RELEASE))) == ("refused", "not_found")
    assert gist(shopify.do(of("", Verb.RELEASE))) == gist(shopify.find(of("", Verb.RELEASE))) == ("done", "")
    assert gist(shopify.do(of("", Verb.RELEASE))) == ("done", "")
    assert shopify.shop.count("LetGo") == 1
    for payment in (held, ""):
        assert gist(shopify.do(of(payment, Verb.CAPTURE))) == ("refused", "expired")


@pytest.mark.parametrize("adapter", [SHOPIFY, WOO])
def test_a_shop_charges_nothing_on_top(adapter):
    assert gist(adapter.do(of("", Verb.CHARGE), settings={})) == ("refused", "not_offered")


# ── WooCommerce ──────────────────────────────────────────────────────────────


def test_a_refund_at_woocommerce_is_paid_by_its_gateway_and_restocks_nothing(woo):
    moved = woo.do(of("", lines=(("314", 2),)))
    assert (gist(moved), moved.ref, moved.amount) == (("done", ""), "700", 1290)
    (refund,) = woo.refunds()
    assert (refund["amount"], refund["api_refund"], refund["api_restock"]) == ("12.90", True, False)
    assert refund["reason"] == "Two shirts came back [refund-7-1]"
    assert refund["line_items"] == [{"id": 314, "quantity": 2, "refund_total": 0}]


def test_a_refund_that_woocommerce_wrote_down_and_stopped_is_found_and_left_open(woo):
    """Its data is written last: only the reason tells whose it is."""
    woo.do(of(""))
    woo.refunds()[0].update(meta_data=[], refunded_payment=False)
    assert gist(woo.find(of(""))) == gist(woo.do(of(""))) == ("unknown", "")
    assert len(woo.refunds()) == 1


def test_what_the_gateway_behind_woocommerce_refuses_is_no_accident(woo):
    words = "The payment gateway for this order does not support automatic refunds."
    error = {"code": "woocommerce_rest_cannot_create_order_refund", "message": words}
    woo.shop.before_answer = lambda: woo.shop.will(500, error)
    moved = woo.do(of(""))
    assert gist(moved) == ("refused", "") and moved.answer.words == words
    woo.shop.before_answer = lambda: woo.shop.will(502, {})
    assert gist(woo.do(of(""))) == ("unknown", "")
    assert gist(woo.do(of("", Verb.CAPTURE))) == ("refused", "not_offered")
