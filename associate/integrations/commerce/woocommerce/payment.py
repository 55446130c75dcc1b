"""What a WooCommerce order's status says about its money and about what is still to hand out."""

from associate.core.orders.incoming import IncomingRefund, IncomingTender, Payment
from associate.integrations.commerce.reading import Reading
from associate.integrations.commerce.tenders import tender_kind
from associate.outside.fields import NAME, Json, code, is_true, mapped, plain, text
from associate.words import _

CANCELED = {"cancelled", "trash"}
FINISHED = {"completed", "refunded", "failed"} | CANCELED  # nothing is left to hand out
_OPEN = {"processing", "on-hold", "pending", "checkout-draft", "auto-draft"}
_TAKEN = (Payment.PAID, Payment.PARTIALLY_REFUNDED, Payment.REFUNDED)


def status_of(order: Json, reading: Reading) -> str:
    """The status as a slug. Shops add their own; such an order is open until it says otherwise."""
    status = text(order.get("status"), NAME).lower().removeprefix("wc-")
    if status not in FINISHED | _OPEN:
        reading.trouble(
            "status_unknown", _("The shop calls this order “%(status)s”, which we don’t know.", status=status)
        )
    return status


def payment_of(order: Json, status: str, total: int, refunds: tuple[IncomingRefund, ...]) -> Payment:
    if status == "refunded":
        return Payment.REFUNDED
    if not _is_paid(order, status, total):
        return Payment.VOIDED if status == "failed" or status in CANCELED else Payment.PENDING
    given_back = sum(refund.amount for refund in refunds)
    if given_back <= 0:
        return Payment.PAID
    return Payment.PARTIALLY_REFUNDED if given_back < total else Payment.REFUNDED


def pays_on_pickup(order: Json, paid: Payment) -> bool:
    return paid == Payment.PENDING and _gateway(order) == "cod"


def tenders_of(order: Json, total: int, paid: Payment) -> tuple[IncomingTender, ...]:
    gateway = _gateway(order)
    if not gateway or paid not in _TAKEN or total == 0:
        return ()
    return (
        IncomingTender(
            external_id=code(order.get("transaction_id")),
            kind=tender_kind(gateway),
            gateway=gateway,
            amount=total,
            is_captured=True,
        ),
    )


def _is_paid(order: Json, status: str, total: int) -> bool:
    """`processing` means paid, except cash on delivery, which WooCommerce lets through unpaid."""
    if status == "completed" or (total == 0 and plain(order.get("total"))):
        return True
    if status == "processing":
        return _gateway(order) != "cod"
    if status in ("pending", "on-hold", "failed"):
        return False
    paid_at = order.get("date_paid_gmt") or order.get("date_paid")
    return bool(paid_at) or is_true(mapped(order.get("payment_details")).get("paid"))


def _gateway(order: Json) -> str:
    given = order.get("payment_method") or mapped(order.get("payment_details")).get("method_id")
    return text(given, NAME).lower()
