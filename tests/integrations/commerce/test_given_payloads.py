"""Real payloads of the platforms: none fails, no line and no cent is lost."""

import pytest

from associate.core.orders.incoming import IncomingOrder
from associate.integrations.commerce import commerce_for
from associate.outside.body import parse
from tests.integrations.commerce.reading import assert_exact, codes
from tests.support.shared import shared_files

FILES = [
    (platform, path)
    for platform in ("shopify", "woocommerce", "square")
    for path in shared_files(f"{platform}/*.json")
    if not path.name.endswith(".request.json")
]
# file: (total, [(discount, tax, line total, left)…])
ORDERS = {
    "orders_updated.partially_refunded.web.json": (
        59894,
        [(334, 398, 19964, 0), (333, 398, 19965, 1), (333, 398, 19965, 0)],
    ),
    "orders_updated.note_attributes.json": (
        59894,
        [(334, 398, 19964, 0), (333, 398, 19965, 1), (333, 398, 19965, 0)],
    ),
    "orders_cancelled.partial_amount_refund.json": (
        59894,
        [(334, 398, 19964, 0), (333, 398, 19965, 0), (333, 398, 19965, 0)],
    ),
    "orders_create.custom_item_EUR_taxes.json": (23847, [(0, 1350, 23847, 3)]),
    "orders_create.discount_code.json": (18109, [(1791, 0, 18109, 1)]),
    "orders_create.fulfilled_at_location.json": (19900, [(0, 0, 19900, 0)]),
    "orders_create.minimal_guest.json": (19900, [(0, 0, 19900, 1)]),
    "orders_create.partially_paid.json": (19900, [(0, 0, 19900, 1)]),
    "orders_create.pending_payment.json": (19900, [(0, 0, 19900, 1)]),
    "go_order.json": (1000, [(0, 0, 0, 0), (500, 0, 0, 0)]),
    "order.created.processing.json": (2935, [(0, 45, 645, 2), (0, 90, 1290, 1)]),
    "order.updated.completed.json": (2935, [(0, 45, 645, 0), (0, 90, 1290, 0)]),
    "webhook_delivery.order_updated.54.json": (1400, [(0, 0, 400, 0)]),
    "CreateOrderResponse.json": (6176, [(87, 136, 1648, 1), (346, 374, 4528, 2)]),
    "UpdateOrderResponse.json": (900, [(0, 0, 500, 1), (0, 0, 400, 2)]),
    "CreatePaymentLinkResponse.json": (12500, [(0, 0, 12500, 1)]),
}
GUESSED = {
    "customer.json": "ignored",
    "fulfillment_order.open.json": "ignored",
    "go_fulfillment_order.json": "ignored",
    "fulfillments_create.ups_tracking.json": "dispatch",
    "fulfillments_update.cancelled.json": "dispatch",
    "refunds_create.two_lines.json": "refund",
    "pyapi_refund.json": "refund",
    "refunds.list.two.json": "refund",
    "products.two.json": "product",
    "products.list.json": "product",
    "RefundCreatedEvent.json": "refund",
    "orders.list.two.json": "order",
    "OrderCreatedEvent.json": "order",
    "PaymentCreatedEvent.json": "ignored",
    "transactions.order.json": "ignored",
    "gift_cards.json": "ignored",
    "shipping_methods.json": "ignored",
}


def told_by(platform, path):
    return commerce_for(platform).read("", parse(path.read_bytes()), currency="USD")


@pytest.mark.parametrize(("platform", "path"), FILES, ids=lambda value: getattr(value, "name", value))
def test_a_real_payload_is_read_whole(platform, path):
    told = told_by(platform, path)
    assert told
    assert all(
        thing.problem.code != "unreadable"
        for thing in told
        if not hasattr(thing, "external_id") and hasattr(thing, "problem")
    )
    if path.name in ORDERS:
        (order,) = told
        total, lines = ORDERS[path.name]
        assert order.total == total
        assert [(line.discount, line.tax, line.total, line.to_fulfill) for line in order.lines] == lines
    for order in (
        thing for thing in told if isinstance(thing, IncomingOrder) and path.name != "pyapi_order.json"
    ):
        assert_exact(order)
    if path.name in ORDERS or path.name in GUESSED:
        assert commerce_for(platform).guess_topic(parse(path.read_bytes())) == GUESSED.get(path.name, "order")


@pytest.mark.parametrize("path", shared_files("shopify/pyapi_order.json"), ids=lambda path: path.name)
def test_an_order_that_contradicts_itself_says_both_figures(path):
    (order,) = told_by("shopify", path)
    (problem,) = [problem for problem in order.problems if problem.code == "total_differs"]
    assert ("409.94 USD" in problem.message, "608.94 USD" in problem.message) == (True, True)
    assert (len(order.lines), order.adjustment) == (3, -19900)
    assert [(tender.last4, tender.is_captured) for tender in order.tenders] == [("4242", False)]
    assert "method_unclear" in codes(order)


@pytest.mark.parametrize("path", shared_files("woocommerce/orders.list.two.json"), ids=lambda path: path.name)
def test_a_file_may_hold_several_orders(path):
    orders = told_by("woocommerce", path)
    assert [(order.number, [refund.amount for refund in order.refunds]) for order in orders] == [
        ("727", []),
        ("723", [1000, 900]),
    ]
