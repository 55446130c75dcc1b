"""Shopify: it took the money, and captures it, lets it go or gives it back when we ask.

It is asked first how the order’s money stands. A refund carries our key, and tells the lines that came back
without restocking them: the stock is ours. What Shopify’s webhooks tell of money comes with the order.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from associate.integrations.commerce.shopify.graphql import gid
from associate.integrations.payments.answers import not_begun, not_offered, refused, said, unanswered
from associate.integrations.payments.port import (
    NO_PAYMENT,
    NOT_FOUND,
    TOO_MUCH,
    WRONG_CURRENCY,
    Deed,
    Moved,
    News,
    Outcome,
    Settings,
    Verb,
)
from associate.integrations.payments.shopify import asking, standing
from associate.integrations.payments.shopify.books import Books, Entry, entry, nodes_of
from associate.money import to_major
from associate.outside.fields import Json, mapped
from associate.outside.headers import Headers
from associate.words import _

NOT_YET = datetime.max.replace(tzinfo=UTC)  # of a capture that nobody asked for yet: none is ours


class Shopify:
    platform = "shopify"
    can = frozenset({"capture", "release", "refund"})

    def do(self, deed: Deed, *, settings: Settings) -> Moved:
        if deed.verb not in self.can:
            return not_offered()
        answer, books = asking.asked(deed.order, settings)
        if answer.outcome != Outcome.DONE:
            return not_begun(answer)
        if books.currency != deed.currency:
            words = _("The customer paid this in %(currency)s.", currency=books.currency)
            return Moved(refused(words, WRONG_CURRENCY))
        if not books.knows(deed.payment):
            return Moved(refused(_("The shop doesn’t know this payment."), NO_PAYMENT))
        stands = _stands(books, deed, since=NOT_YET)
        if stands.answer.code != NOT_FOUND:
            return stands
        return DEEDS[deed.verb](books, deed, settings)

    def find(self, deed: Deed, *, settings: Settings, ref: str = "", since: datetime | None = None) -> Moved:
        answer, books = asking.asked(deed.order, settings)
        if answer.outcome != Outcome.DONE:
            return unanswered(answer)
        return _stands(books, deed, ref, since)

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        """Its webhooks come in with the orders."""
        return False

    def read_webhook(self, raw: bytes) -> tuple[News, ...]:
        return ()


def _stands(books: Books, deed: Deed, ref: str = "", since: datetime | None = None) -> Moved:
    match deed.verb:
        case Verb.CAPTURE:
            return standing.captured(books, deed, ref, since)
        case Verb.RELEASE:
            return standing.released(books, deed)
        case _:
            return standing.refunded(books, deed)


def _capture(books: Books, deed: Deed, settings: Settings) -> Moved:
    held = [e for e in books.authorizations(deed.payment) if books.capturable(e) >= deed.amount]
    if not held:
        return Moved(refused(_("That is more than is left to take."), TOO_MUCH))
    about: dict[str, object] = {
        "id": gid("Order", deed.order),
        "parentTransactionId": gid("OrderTransaction", held[0].ref),
        "amount": str(to_major(deed.amount, deed.currency)),
        "currency": deed.currency,
    }
    if held[0].captures_often:
        about["finalCapture"] = True
    answer, result = asking.told("Capture", asking.CAPTURE, {"input": about}, "orderCapture", settings)
    return _made(result, deed) if answer.outcome == Outcome.DONE else Moved(answer)


def _release(books: Books, deed: Deed, settings: Settings) -> Moved:
    """One call for each authorization that is still there; the first that isn’t let go ends it."""
    moved = standing.released(books, deed)
    for each in books.authorizations(deed.payment):
        if not books.is_let_go(each):
            about = {"parent": gid("OrderTransaction", each.ref)}
            answer, result = asking.told("LetGo", asking.VOID, about, "transactionVoid", settings)
            if answer.outcome != Outcome.DONE:
                return Moved(answer)
            moved = _made(result, deed)
    return moved


def _refund(books: Books, deed: Deed, settings: Settings) -> Moved:
    shares = books.shares(deed.payment, deed.amount)
    if sum(share for _entry, share in shares) < deed.amount:
        return Moved(refused(_("That is more than is left to give back."), TOO_MUCH))
    about = {"input": _refund_input(shares, deed), "key": deed.key}
    answer, result = asking.told("GiveBack", asking.REFUND, about, "refundCreate", settings)
    if answer.outcome == Outcome.DONE:
        refund = mapped(result.get("refund"))
        parts = [entry(each, deed.currency) for each in nodes_of(refund)]
        return standing.read_refund(refund, parts, deed, deed.currency)
    return Moved(answer)


def _refund_input(shares: list[tuple[Entry, int]], deed: Deed) -> dict[str, object]:
    return {
        "orderId": gid("Order", deed.order),
        "currency": deed.currency,
        "note": f"{said(deed.note)} {standing.mark(deed)}".strip(),
        "notify": False,  # our receipt tells it
        "transactions": [
            {
                "orderId": gid("Order", deed.order),
                "parentId": gid("OrderTransaction", entry.ref),
                "gateway": entry.gateway,
                "kind": "REFUND",
                "amount": str(to_major(share, deed.currency)),
            }
            for entry, share in shares
        ],
        "refundLineItems": [
            {"lineItemId": gid("LineItem", line), "quantity": units, "restockType": "NO_RESTOCK"}
            for line, units in deed.lines
        ],
    }


def _made(result: Json, deed: Deed) -> Moved:
    told = mapped(result.get("transaction"))
    return standing.moved(deed, [entry(told, deed.currency)] if told else [], deed.currency)


DEEDS: Mapping[Verb, Callable[[Books, Deed, Settings], Moved]] = {
    Verb.CAPTURE: _capture,
    Verb.RELEASE: _release,
    Verb.REFUND: _refund,
}
