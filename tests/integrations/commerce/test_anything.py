"""Whatever a platform sends, or somebody in its name: an answer, no exception, and figures that hold."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from associate.core.orders.incoming import IncomingOrder
from associate.integrations.commerce import PLATFORMS, commerce_for
from tests.integrations.commerce.payloads import (
    leaves_by,
    shopify_line,
    shopify_order,
    square_order,
    woo_order,
)

TOPICS = ["order", "refund", "dispatch", "product", "ping", "ignored", ""]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        [
            "1e400000",
            "NaN",
            "-0.001",
            "4242 4242 4242 4242",
            "2026-02-30",
            "0001-01-01T00:00:00+14:00",
            "gid://x/Y/",
            "\ud800",
            "9" * 50,
            "P9999W",
            "success",
            "COMPLETED",
        ]
    ),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
WHOLE = {
    "shopify": shopify_order(
        shopify_line(discount_allocations=[{"amount": "1.00"}], tax_lines=[{"price": "2.00"}]),
        fulfillment_orders=[leaves_by("pick_up")],
        transactions=[{"id": 1, "kind": "sale", "amount": "41.00"}],
        fulfillments=[{"id": 2, "status": "success", "line_items": [{"id": 71, "quantity": 1}]}],
        refunds=[{"id": 3, "transactions": [], "refund_line_items": [{"line_item_id": 71, "quantity": 1}]}],
        billing_address={"first_name": "Mia"},
        shipping_lines=[{"price": "1.00", "tax_lines": []}],
    ),
    "woocommerce": woo_order(
        refunds=[{"id": 1, "total": "-1.00"}],
        fee_lines=[{"total": "1.00"}],
        meta_data=[{"key": "k", "value": "v"}],
    ),
    "square": square_order(
        tenders=[{"id": "t", "type": "CARD", "card_details": {"card": {"last_4": "1111"}}}],
        refunds=[{"id": "r", "status": "APPROVED"}],
        service_charges=[{"uid": "s"}],
    ),
}
WHOLE["pretend"] = WHOLE["shopify"]


@pytest.mark.parametrize("platform", PLATFORMS)
@given(payload=JSON, topic=st.sampled_from(TOPICS), currency=st.sampled_from([None, "EUR", "JPY", "odd"]))
@settings(max_examples=60, deadline=None)
def test_any_json_gets_an_answer(platform, payload, topic, currency):
    adapter = commerce_for(platform)
    assert adapter.guess_topic(payload) in {*TOPICS} - {""}
    assert adapter.read(topic, payload, currency=currency)


@pytest.mark.parametrize("platform", PLATFORMS)
@given(odd=JSON, seed=st.integers(0, 2**32), times=st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_an_order_with_odd_fields_is_kept(platform, odd, seed, times):
    """Only its id decides whether it is an order; all else may be anything."""
    chance = random.Random(seed)
    payload = WHOLE[platform]
    for _time in range(times):
        payload = _bent(payload, odd, chance)
    payload = payload | {
        "id": "77",
        "line_items": payload.get("line_items") if isinstance(payload.get("line_items"), list) else [],
    }
    (told,) = commerce_for(platform).read("order", payload, currency="EUR")
    assert isinstance(told, IncomingOrder), told
    for line in told.lines:
        assert line.total == line.quantity * line.unit_price - line.discount + (
            0 if told.tax_included else line.tax
        )
        assert 0 <= line.to_fulfill <= line.quantity
    assert told.adjustment == 0 or any(problem.code == "total_differs" for problem in told.problems)
    IncomingOrder.model_validate(told.model_dump())
    told.model_dump_json().encode()


def _bent(value, odd, chance):
    """The same JSON with one value somewhere in it exchanged for another."""
    if isinstance(value, dict) and value:
        key = chance.choice(sorted(value))
        return value | {key: _bent(value[key], odd, chance)}
    if isinstance(value, list) and value:
        place = chance.randrange(len(value))
        return [*value[:place], _bent(value[place], odd, chance), *value[place + 1 :]]
    return odd
