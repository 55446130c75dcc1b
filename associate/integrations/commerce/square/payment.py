"""What a Square order says about its money."""

from collections.abc import Sequence

from associate.core.orders.incoming import IncomingLine, IncomingTender, Payment
from associate.integrations.commerce.reading import Reading
from associate.outside.fields import NAME, Json, ident, listed, mapped, plain, text

_KINDS = {
    "CARD": "card",
    "CASH": "cash",
    "SQUARE_GIFT_CARD": "gift_card",
    "BANK_ACCOUNT": "bank",
    "SQUARE_ACCOUNT": "other",
}


def cents(holder: Json, key: str, reading: Reading) -> int:
    """The amount of a Square money object, in minor units; 0 where there is none."""
    return reading.minor(mapped(holder.get(key)).get("amount"), key)


def fees_tax_of(order: Json, lines: Sequence[IncomingLine], reading: Reading) -> int:
    """Tax on service charges: what the order's tax holds beyond that of its lines."""
    if not listed(order.get("service_charges")):
        return 0
    return sum(
        cents(charge, "total_tax_money", reading)
        for charge in listed(order.get("service_charges"))
        if charge.get("treatment_type") != "APPORTIONED_TREATMENT"
    )


def payment_of(order: Json, total: int, reading: Reading) -> Payment:
    """From the tenders. Without any, an order that is complete, or owes nothing, has been paid."""
    live = [tender for tender in listed(order.get("tenders")) if _status(tender) not in ("VOIDED", "FAILED")]
    taken = sum(cents(tender, "amount_money", reading) for tender in live if _status(tender) != "AUTHORIZED")
    back = sum(
        cents(refund, "amount_money", reading)
        for refund in listed(order.get("refunds"))
        if refund.get("status") in ("APPROVED", "COMPLETED")
    )
    if taken > 0 and back > 0:
        return Payment.REFUNDED if back >= taken else Payment.PARTIALLY_REFUNDED
    if live and taken < total:
        return Payment.PARTIALLY_PAID if all(map(_is_taken, live)) else Payment.AUTHORIZED
    return Payment.PAID if live or _owes_nothing(order, total) else _unpaid(order)


def _is_taken(tender: Json) -> bool:
    return _status(tender) != "AUTHORIZED"


def _owes_nothing(order: Json, total: int) -> bool:
    due = mapped(order.get("net_amount_due_money")).get("amount")
    return (
        order.get("state") == "COMPLETED"
        or (due == 0 and due is not False)
        or (total == 0 and bool(mapped(order.get("total_money"))))
    )


def _unpaid(order: Json) -> Payment:
    return Payment.VOIDED if order.get("state") == "CANCELED" else Payment.PENDING


def tenders_of(order: Json, reading: Reading) -> tuple[IncomingTender, ...]:
    live = [tender for tender in listed(order.get("tenders")) if _status(tender) not in ("VOIDED", "FAILED")]
    return tuple(_tender(tender, reading) for tender in live)


def _tender(tender: Json, reading: Reading) -> IncomingTender:
    kind = plain(tender.get("type"))
    card = mapped(mapped(tender.get("card_details")).get("card"))
    last4 = plain(card.get("last_4") or "")
    return IncomingTender(
        external_id=ident(tender.get("id")),
        kind=_KINDS.get(kind, "other"),
        gateway=text(f"square {kind.lower()}".strip(), NAME),
        amount=cents(tender, "amount_money", reading),
        is_captured=_is_taken(tender),
        last4=last4 if len(last4) == 4 and last4.isascii() and last4.isdigit() else "",
    )


def _status(tender: Json) -> str:
    """Only cards wait to be captured; everything else is money at once."""
    return plain(mapped(tender.get("card_details")).get("status") or "CAPTURED")
