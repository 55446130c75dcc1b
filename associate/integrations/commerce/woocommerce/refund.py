"""Refunds of WooCommerce: three fields inside an order, a whole object by themselves."""

from collections import Counter
from datetime import datetime

from associate.core.orders.incoming import IncomingNothing, IncomingRefund, IncomingRefundNotice
from associate.integrations.commerce.reading import Reading, nothing
from associate.outside.fields import Json, ident, listed, mapped, plain, text, whole
from associate.words import _


def refunds_of(order: Json, at: datetime, reading: Reading) -> tuple[IncomingRefund, ...]:
    """An order's refunds carry no time of their own; `at` is when the order last changed."""
    found = {ident(item.get("id")): item for item in listed(order.get("refunds")) if ident(item.get("id"))}
    return tuple(
        IncomingRefund(
            external_id=own_id,
            amount=abs(reading.money(item.get("total"), "refund")),
            at=at,
            reason=text(item.get("reason") or item.get("refund")),
        )
        for own_id, item in found.items()
    )


def read_refund(refund: Json, currency: str | None) -> IncomingRefundNotice | IncomingNothing:
    """A refund object names its order only by its parent or by the links beside it."""
    own_id, order_id = ident(refund.get("id")), _order_id(refund)
    if not own_id or not order_id:
        return nothing("no_refund", _("There is no refund in this payload."))
    reading = Reading(refund.get("currency"), currency)
    at = reading.when(refund.get("date_created_gmt"), refund.get("date_created"))
    return IncomingRefundNotice(
        order_external_id=order_id,
        refund=IncomingRefund(
            external_id=own_id,
            amount=abs(reading.money(refund.get("amount"), "amount")),
            at=at,
            reason=text(refund.get("reason")),
            lines=_lines(refund),
        ),
    )


def _order_id(refund: Json) -> str:
    parent = ident(refund.get("parent_id"))
    links = listed(mapped(refund.get("_links")).get("up"))
    linked = plain(next(iter(links), {}).get("href")).rstrip("/").rpartition("/")[2]
    return parent if parent not in ("", "0") else linked if linked.isascii() and linked.isdigit() else ""


def _lines(refund: Json) -> tuple[tuple[str, int], ...]:
    """Quantities are negative here, and the line given back is named in `_refunded_item_id`."""
    counted: Counter[str] = Counter()
    for item in listed(refund.get("line_items")):
        meta = [entry for entry in listed(item.get("meta_data")) if entry.get("key") == "_refunded_item_id"]
        line_id = ident(meta[0].get("value")) if meta else ""
        if line_id and whole(item.get("quantity")):
            counted[line_id] += abs(whole(item.get("quantity")))
    return tuple(counted.items())
