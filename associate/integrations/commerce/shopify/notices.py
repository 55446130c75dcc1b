"""Refunds and fulfillments of Shopify, inside an order or told by themselves."""

from collections import Counter

from associate.core.orders.incoming import (
    IncomingDispatch,
    IncomingDispatchNotice,
    IncomingNothing,
    IncomingRefund,
    IncomingRefundNotice,
)
from associate.integrations.commerce.reading import Reading, nothing
from associate.outside.fields import Json, ident, listed, plain, text, whole
from associate.words import _

_NOT_MOVED = {"failure", "error", "pending"}  # transaction states in which no money went anywhere
_UNDONE = {"cancelled", "failure", "error"}  # fulfillment states in which nothing left, or came back
_DONE = {"success"} | _UNDONE


def read_refund(refund: Json, currency: str | None) -> IncomingRefundNotice | IncomingNothing:
    currencies = (item.get("currency") for item in listed(refund.get("transactions")))
    paid_in = next(filter(None, currencies), None)
    order_id = ident(refund.get("order_id"))
    if not order_id or not ident(refund.get("id")):
        return nothing("no_refund", _("There is no refund in this payload."))
    reading = Reading(paid_in, currency)
    return IncomingRefundNotice(order_external_id=order_id, refund=_refund(refund, reading))


def read_dispatch(fulfillment: Json) -> IncomingDispatchNotice | IncomingNothing:
    order_id, own_id = ident(fulfillment.get("order_id")), ident(fulfillment.get("id"))
    if not order_id or not own_id or "request_status" in fulfillment:
        return nothing("no_dispatch", _("There is no shipment in this payload."))
    if plain(fulfillment.get("status")) not in _DONE:
        return nothing("dispatch_pending", _("This shipment has not left yet."))
    return IncomingDispatchNotice(order_external_id=order_id, dispatch=_dispatch(fulfillment))


def refunds_of(order: Json, reading: Reading) -> tuple[IncomingRefund, ...]:
    return tuple(_refund(item, reading) for item in _by_id(order.get("refunds")))


def dispatches_of(order: Json) -> tuple[IncomingDispatch, ...]:
    told = _by_id(order.get("fulfillments"))
    return tuple(_dispatch(item) for item in told if plain(item.get("status")) in _DONE)


def _by_id(items: object) -> list[Json]:
    """Those that have an id, each id once: the last one told."""
    return list({ident(item.get("id")): item for item in listed(items) if ident(item.get("id"))}.values())


def _refund(refund: Json, reading: Reading) -> IncomingRefund:
    return IncomingRefund(
        external_id=ident(refund.get("id")),
        amount=_amount(refund, reading),
        at=reading.when(refund.get("processed_at"), refund.get("created_at")),
        reason=text(refund.get("note")),
        lines=_quantities(listed(refund.get("refund_line_items")), "line_item_id"),
    )


def _amount(refund: Json, reading: Reading) -> int:
    """The money that moved: transactions. A payload that has no such list states it by its lines."""
    if isinstance(refund.get("transactions"), list):
        moved = [
            item
            for item in listed(refund["transactions"])
            if item.get("kind") == "refund" and plain(item.get("status")) not in _NOT_MOVED
        ]
        return sum(reading.money(item.get("amount"), "amount") for item in moved)
    lines = listed(refund.get("refund_line_items"))
    return sum(reading.money(line.get(key), key) for line in lines for key in ("subtotal", "total_tax"))


def _dispatch(fulfillment: Json) -> IncomingDispatch:
    return IncomingDispatch(
        external_id=ident(fulfillment.get("id")),
        is_canceled=plain(fulfillment.get("status")) in _UNDONE,
        location=ident(fulfillment.get("location_id")) or None,
        lines=_quantities(listed(fulfillment.get("line_items")), "id"),
    )


def _quantities(items: list[Json], key: str) -> tuple[tuple[str, int], ...]:
    """Units per line id; two entries of one line are one sum."""
    counted: Counter[str] = Counter()
    for item in items:
        quantity = whole(item.get("quantity"))
        if ident(item.get(key)) and quantity > 0:
            counted[ident(item.get(key))] += quantity
    return tuple(counted.items())
