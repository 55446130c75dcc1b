"""WooCommerce: it gives money back through whatever took it there. It has no word for captures.

It knows no idempotency key, so that we look first. Our key stands in the reason too: that is written before
the money moves, the data of a refund after it (wc_create_refund, and the REST controller of v3).
"""

from datetime import datetime

from associate.integrations.commerce.woocommerce.rest import rest
from associate.integrations.payments.answers import (
    never_done,
    not_begun,
    not_offered,
    refused,
    said,
    unanswered,
    unknown,
)
from associate.integrations.payments.port import (
    DONE,
    NO_PAYMENT,
    Answer,
    Deed,
    Moved,
    News,
    Outcome,
    Settings,
    Verb,
)
from associate.integrations.payments.shops import heard
from associate.money import to_major, to_minor
from associate.outside.fields import Json, ident, listed, mapped, plain
from associate.outside.headers import Headers
from associate.words import _

KEY = "_associate_key"
MOST = 100  # refunds in one answer
NOT_CREATED = "woocommerce_rest_cannot_create_order_refund"  # with status 500, and the gateway’s own words


class WooCommerce:
    platform = "woocommerce"
    can = frozenset({"refund"})

    def do(self, deed: Deed, *, settings: Settings) -> Moved:
        if deed.verb != Verb.REFUND:
            return not_offered()
        answer, there = _refunds(deed, settings)
        if answer.outcome != Outcome.DONE:
            return not_begun(answer)
        ours = _ours(there, deed)
        return _give_back(deed, settings) if ours is None else _read(ours, deed)

    def find(self, deed: Deed, *, settings: Settings, ref: str = "", since: datetime | None = None) -> Moved:
        answer, there = _refunds(deed, settings)
        if answer.outcome != Outcome.DONE:
            return unanswered(answer)
        ours = _ours(there, deed)
        if ours is not None:
            return _read(ours, deed)
        is_whole = len(there) < MOST
        return never_done() if is_whole else Moved(unknown(_("There are too many refunds to look through.")))

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        """Its webhooks come in with the orders."""
        return False

    def read_webhook(self, raw: bytes) -> tuple[News, ...]:
        return ()


def _refunds(deed: Deed, settings: Settings) -> tuple[Answer, list[Json]]:
    if not deed.order.isascii() or not deed.order.isdigit():
        return refused(_("The shop doesn’t know this order."), NO_PAYMENT), []
    reply = rest("GET", f"orders/{deed.order}/refunds", settings=settings, client=None, per_page=MOST)
    answer = heard(reply.answer)
    if answer.outcome == Outcome.DONE and not isinstance(reply.body, list):
        answer = unknown(_("The shop’s answer can’t be read."))
    return answer, listed(reply.body)


def _give_back(deed: Deed, settings: Settings) -> Moved:
    told = {
        "amount": str(to_major(deed.amount, deed.currency)),
        "reason": f"{said(deed.note)} [{deed.key}]".strip(),
        "api_refund": True,
        "api_restock": False,  # the stock is ours
        "meta_data": [{"key": KEY, "value": deed.key}],
        "line_items": [
            {"id": int(line), "quantity": units, "refund_total": 0}
            for line, units in deed.lines
            if line.isascii() and line.isdigit()
        ],
    }
    reply = rest("POST", f"orders/{deed.order}/refunds", settings=settings, client=None, json=told)
    if (answer := heard(reply.answer)).outcome == Outcome.DONE:
        return _read(mapped(reply.body), deed)
    if mapped(reply.body).get("code") == NOT_CREATED:
        return Moved(refused(reply.answer.words))
    return Moved(answer)


def _ours(there: list[Json], deed: Deed) -> Json | None:
    return next((each for each in there if _is_ours(each, deed.key)), None)


def _is_ours(refund: Json, key: str) -> bool:
    data = listed(refund.get("meta_data"))
    is_marked = any(each.get("key") == KEY and plain(each.get("value")) == key for each in data)
    return is_marked or f"[{key}]" in plain(refund.get("reason"))


def _read(refund: Json, deed: Deed) -> Moved:
    """Written down and not paid: the shop’s server stopped in between, and only its gateway knows."""
    if not ident(refund.get("id")):
        return Moved(unknown(_("The shop’s answer can’t be read.")))
    try:
        amount = to_minor(plain(refund.get("amount")), deed.currency)
    except ValueError:
        amount = 0
    is_paid = refund.get("refunded_payment") is True
    unpaid = unknown(_("The shop wrote this refund down, and doesn’t say that it was paid."))
    return Moved(
        DONE if is_paid else unpaid, ref=ident(refund.get("id")), amount=amount, currency=deed.currency
    )
