"""What follows once money has moved, whoever says so: the order’s tenders, and how far its refund is."""

from associate.core.acts.refund_state import settle
from associate.core.orders.models import Order, Refund, Tender
from associate.core.payments.calls import PaymentCall
from associate.db import db

GATEWAY = "associate"
"""The gateway of a tender that we charged at the till."""


def charged(call: PaymentCall, payment: str = "") -> None:
    """Inside atomic(order): the order has another tender, which can be refunded like the others."""
    if call.tender_id is not None:
        return
    account = call.account
    tender = Tender(
        external_id=payment[:80],
        kind="card" if account else "other",
        gateway=account.platform if account else GATEWAY,
        amount=call.amount,
        is_captured=True,
    )
    call.order.tenders.append(tender)
    db.session.flush()
    call.tender_id = tender.id


def refunded(call: PaymentCall) -> None:
    """Inside atomic(order)."""
    if call.refund_id is not None:
        settle(db.session.get_one(Refund, call.refund_id), db.session.get_one(Order, call.order_id))
