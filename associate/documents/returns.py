"""What is printed at the returns counter, read from a closed return or from a payment at the till."""

from flask_babel import force_locale

from associate.core.orders.models import Order
from associate.core.payments import slips
from associate.core.payments.calls import PaymentCall, PaymentVerb
from associate.core.returns.answer import Payout, Way
from associate.core.returns.check_words import closes_words
from associate.core.returns.models import Return, ReturnKind, ReturnState
from associate.core.returns.part_words import refund_words
from associate.core.returns.payout_words import payout_rows
from associate.core.returns.rest import rest_until
from associate.core.stores.models import Store
from associate.db import db
from associate.documents.paper import Paper
from associate.documents.parcels import language_of, store_address
from associate.documents.receipts import ReturnReceipt, TillSlip, return_receipt
from associate.documents.receipts import till_slip as draw_slip
from associate.words import _, spoken


def receipt(return_: Return, retailer: str = "") -> bytes:
    """The PDF on its store’s paper, in its customer’s language.

    Raises ValueError for a return that isn’t done: until then there is nothing to confirm.
    """
    if return_.state != ReturnState.DONE or return_.store is None:
        raise ValueError(f"{return_.ref} isn’t done")
    order = return_.order
    with force_locale(spoken(order.locale if order else "", return_.store.locale) or "en"):
        told = _receipt_of(return_, return_.store, retailer)
        return return_receipt(told, Paper(return_.store.paper))


def till_slip(call: PaymentCall, retailer: str = "") -> bytes:
    """The PDF for a register of the call’s store, in that store’s language; both ways, by the call’s verb.

    Raises ValueError for a call that no till is asked for.
    """
    if not call.is_slip or call.store_id is None:
        raise ValueError(f"{call.ref} is for no till")
    store, verb = db.session.get_one(Store, call.store_id), call.verb.value
    with force_locale(language_of(store)):
        slip = TillSlip(
            retailer=retailer or store.name,
            store=store_address(store),
            order=call.order.number,
            reference=slips.reference(call.key, verb),
            symbol=slips.symbol(call.key, verb, call.amount, call.currency),
            amount=call.amount,
            currency=call.currency,
            is_refund=call.verb == PaymentVerb.REFUND,
            way=_way(call),
        )
        return draw_slip(slip, Paper(store.paper))


def _receipt_of(return_: Return, store: Store, retailer: str) -> ReturnReceipt:
    taken = db.session.get(Order, return_.exchange_id) if return_.exchange_id else None
    at = return_.closed_at or return_.opened_at
    return ReturnReceipt(
        retailer=retailer or store.name,
        store=store_address(store),
        code=return_.code,
        order=return_.order.number if return_.order else "",
        at=at.astimezone(store.timezone),
        words=refund_words(return_),
        exchange=taken.number if taken else "",
        is_money_only=return_.kind == ReturnKind.ADJUSTMENT,
        policy=_policy(return_, store),
        note=_questions(store),
    )


def _policy(return_: Return, store: Store) -> str:
    """Until when the rest may come back; whoever got a gift has no rest."""
    order = return_.order
    day = rest_until(order, store) if order and return_.kind != ReturnKind.GIFT else None
    return str(_("What you keep may come back %(until)s.", until=closes_words(day))) if day else ""


def _questions(store: Store) -> str:
    if not store.phone:
        return str(_("Questions? Bring this receipt to any of our stores."))
    return str(
        _("Questions? %(store)s, %(phone)s. Have this receipt at hand.", store=store.name, phone=store.phone)
    )


def _way(call: PaymentCall) -> str:
    if call.tender is None or call.verb != PaymentVerb.REFUND:
        return ""
    payout = Payout(call.tender.id, call.tender.kind, Way.BACK, call.amount)
    [row] = payout_rows([payout], call.currency, {call.tender.id: call.tender.last4})
    return row.words
