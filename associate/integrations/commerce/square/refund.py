"""Refunds of Square: inside an order, and as the events refund.created and refund.updated."""

from associate.core.orders.incoming import IncomingNothing, IncomingRefund, IncomingRefundNotice
from associate.integrations.commerce.reading import Reading, nothing
from associate.integrations.commerce.square.payment import cents
from associate.outside.fields import Json, ident, listed, mapped, plain, text
from associate.words import _

_MOVED = {"APPROVED", "COMPLETED"}  # of an order's refund, of a payment's refund


def refunds_of(order: Json, reading: Reading) -> tuple[IncomingRefund, ...]:
    moved = [item for item in listed(order.get("refunds")) if plain(item.get("status")) in _MOVED]
    found = {ident(item.get("id")): item for item in moved if ident(item.get("id"))}
    return tuple(_refund(item, reading) for item in found.values())


def read_refund(event: Json) -> IncomingRefundNotice | IncomingNothing:
    told = mapped(mapped(event.get("data")).get("object"))
    refund = mapped(event.get("refund")) or mapped(told.get("refund"))
    order_id = ident(refund.get("order_id"))
    if not order_id or not ident(refund.get("id")):
        return nothing("no_refund", _("There is no refund in this payload."))
    if plain(refund.get("status")) not in _MOVED:
        return nothing("refund_pending", _("This refund has not been paid out."))
    reading = Reading(mapped(refund.get("amount_money")).get("currency"))
    return IncomingRefundNotice(order_external_id=order_id, refund=_refund(refund, reading))


def _refund(refund: Json, reading: Reading) -> IncomingRefund:
    return IncomingRefund(
        external_id=ident(refund.get("id")),
        amount=cents(refund, "amount_money", reading),
        at=reading.when(refund.get("created_at")),
        reason=text(refund.get("reason")),
    )
