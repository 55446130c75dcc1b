"""What became of an order, told to Shopify. It is asked first how far it is, and brought from there to
where we are: a telling whose answer was lost changes nothing when it comes again.
"""

from collections.abc import Mapping
from dataclasses import replace

import httpx2

from associate.integrations.commerce.outgoing import DONE, Answer, OrderNews, Outcome, RefundNews, Settings
from associate.integrations.commerce.shopify.graphql import ask, deed, gid
from associate.money import to_major
from associate.outside.fields import Json, ident, listed, mapped, plain, whole
from associate.words import _

ASK = """query AskOrder($id: ID!) { order(id: $id) { cancelledAt refunds(first: 100) { note }
  fulfillmentOrders(first: 20) { nodes { id status deliveryMethod { methodType }
    lineItems(first: 100) { nodes { id totalQuantity remainingQuantity lineItem { id } } } } } } }"""
READY = """mutation TellReady($input: FulfillmentOrderLineItemsPreparedForPickupInput!) {
  fulfillmentOrderLineItemsPreparedForPickup(input: $input) { userErrors { code field message } } }"""
GONE = """mutation TellGone($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } userErrors { field message } } }"""
CANCEL = """mutation TellCanceled($id: ID!, $note: String) {
  orderCancel(orderId: $id, reason: OTHER, refund: false, restock: false, notifyCustomer: false, staffNote:
  $note) { userErrors: orderCancelUserErrors { code field message } } }"""
REFUND = """mutation TellRefund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { userErrors { field message } } }"""

OPEN = {"OPEN", "IN_PROGRESS", "SCHEDULED"}
PREPARED_BEFORE = "NO_LINE_ITEMS_TO_PREPARE_FOR_FULFILLMENT_ORDER"


def tell_fulfillment(
    news: OrderNews, *, key: str, settings: Settings, client: httpx2.Client | None = None
) -> Answer:
    answer, order = _asked(news.order, settings, client)
    if answer.outcome != Outcome.DONE:
        return answer
    if news.step == "canceled":
        return _cancel(news, order, settings, client)
    jobs = [
        job
        for job in listed(mapped(order.get("fulfillmentOrders")).get("nodes"))
        if job.get("status") in OPEN
    ]
    if news.step == "ready":
        return _ready(jobs, settings, client)
    return _gone(news, jobs, order, settings, client)


def tell_refund(
    news: RefundNews, *, key: str, settings: Settings, client: httpx2.Client | None = None
) -> Answer:
    """As money that went back outside of Shopify; its note carries the key, by which it is known again."""
    answer, order = _asked(news.order, settings, client)
    if answer.outcome != Outcome.DONE:
        return answer
    if any(key in plain(refund.get("note")) for refund in listed(order.get("refunds"))):
        return DONE
    order_id = gid("Order", news.order)
    paid = {
        "amount": str(to_major(news.amount, news.currency)),
        "gateway": "manual",
        "kind": "REFUND",
        "orderId": order_id,
    }
    told = {
        "orderId": order_id,
        "note": f"{news.note} [{key}]".strip(),
        "notify": False,
        "transactions": [paid],
    }
    answer, data = ask("TellRefund", REFUND, {"input": told, "key": key}, settings=settings, client=client)
    return deed(answer, data.get("refundCreate"))


def _asked(order: str, settings: Settings, client: httpx2.Client | None) -> tuple[Answer, Json]:
    answer, data = ask("AskOrder", ASK, {"id": gid("Order", order)}, settings=settings, client=client)
    if answer.outcome == Outcome.DONE and not isinstance(data.get("order"), dict):
        answer = replace(
            answer, outcome=Outcome.REFUSED, words=_("The shop doesn’t know this order any more.")
        )
    return answer, mapped(data.get("order"))


def _ready(jobs: list[Json], settings: Settings, client: httpx2.Client | None) -> Answer:
    pickups = [job for job in jobs if mapped(job.get("deliveryMethod")).get("methodType") == "PICK_UP"]
    if not pickups:
        return DONE
    told = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": plain(job.get("id"))} for job in pickups]}
    answer, data = ask("TellReady", READY, {"input": told}, settings=settings, client=client)
    result = mapped(data.get("fulfillmentOrderLineItemsPreparedForPickup"))
    errors = listed(result.get("userErrors"))
    if errors and all(error.get("code") == PREPARED_BEFORE for error in errors):
        return answer
    return deed(answer, result)


def _gone(
    news: OrderNews, jobs: list[Json], order: Json, settings: Settings, client: httpx2.Client | None
) -> Answer:
    parts = _missing(news.gone, listed(mapped(order.get("fulfillmentOrders")).get("nodes")), jobs)
    if not parts:
        return DONE
    told: dict[str, object] = {"lineItemsByFulfillmentOrder": parts, "notifyCustomer": False}
    if news.tracking:
        told["trackingInfo"] = {k: v for k, v in vars(news.tracking).items() if v}
    answer, data = ask("TellGone", GONE, {"fulfillment": told}, settings=settings, client=client)
    return deed(answer, data.get("fulfillmentCreate"))


def _missing(gone: Mapping[str, int], every: list[Json], jobs: list[Json]) -> list[dict[str, object]]:
    """What left by our books and not by theirs, by their fulfillment orders."""
    left = dict(gone)
    for job in every:
        for line in _lines(job):
            theirs = whole(line.get("totalQuantity")) - whole(line.get("remainingQuantity"))
            left[_line_id(line)] = left.get(_line_id(line), 0) - theirs
    parts: list[dict[str, object]] = []
    for job in jobs:
        units = []
        for line in _lines(job):
            n = min(max(0, left.get(_line_id(line), 0)), whole(line.get("remainingQuantity")))
            left[_line_id(line)] = left.get(_line_id(line), 0) - n
            units += [{"id": plain(line.get("id")), "quantity": n}] * bool(n)
        if units:
            parts.append({"fulfillmentOrderId": plain(job.get("id")), "fulfillmentOrderLineItems": units})
    return parts


def _cancel(news: OrderNews, order: Json, settings: Settings, client: httpx2.Client | None) -> Answer:
    if order.get("cancelledAt"):
        return DONE
    about = {"id": gid("Order", news.order), "note": news.note}
    answer, data = ask("TellCanceled", CANCEL, about, settings=settings, client=client)
    return deed(answer, data.get("orderCancel"))


def _lines(job: Json) -> list[Json]:
    return listed(mapped(job.get("lineItems")).get("nodes"))


def _line_id(line: Json) -> str:
    return ident(mapped(line.get("lineItem")).get("id"))
