"""How far a deed is by Shopify’s books."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from associate.integrations.payments.answers import never_done, refused, unknown
from associate.integrations.payments.port import (
    ALREADY,
    CAPTURED,
    DONE,
    EXPIRED,
    FAILED,
    Answer,
    Deed,
    Moved,
    Outcome,
)
from associate.integrations.payments.shopify.asking import MOST_REFUNDS
from associate.integrations.payments.shopify.books import GAVE_BACK, Books, Entry
from associate.outside.fields import Json, ident
from associate.words import _

SKEW = timedelta(minutes=1)  # that our clock and theirs may be apart


def mark(deed: Deed) -> str:
    """What a refund’s note ends with."""
    return f"[{deed.key}]"


def captured(books: Books, deed: Deed, ref: str, since: datetime | None) -> Moved:
    """A capture is ours by its name, or by its amount and time: nothing else can be written on it."""
    held = books.authorizations(deed.payment)
    made = books.captures(held)
    ours = [e for e in made if e.ref == ref] or [e for e in made if _may_be(e, deed, since)]
    if ours:
        return moved(deed, sorted(ours, key=lambda e: (e.has_failed, not e.is_done))[:1], books.currency)
    if any(books.capturable(each) for each in held):
        return never_done()
    taken = [e for e in made if not e.has_failed] if held else books.payments(deed.payment)
    if taken:
        stands = moved(deed, taken, books.currency)
        was_so = Answer(Outcome.DONE, code=ALREADY)
        return replace(stands, answer=was_so) if stands.answer == DONE else stands
    return Moved(refused(_("This authorization has run out, or was called off."), EXPIRED))


def released(books: Books, deed: Deed) -> Moved:
    held = books.authorizations(deed.payment)
    if any(e.is_done for e in books.captures(held)) or (not held and books.payments(deed.payment)):
        return Moved(refused(_("This was paid. It takes a refund."), CAPTURED))
    if any(not books.is_let_go(each) for each in held):
        return never_done()
    return Moved(DONE, ref=held[-1].ref if held else "", payment=deed.payment)


def refunded(books: Books, deed: Deed) -> Moved:
    refund = books.refund_with(mark(deed))
    if refund is not None:
        return read_refund(refund, books.parts_of(refund), deed, books.currency)
    is_whole = len(books.refunds) < MOST_REFUNDS
    return never_done() if is_whole else Moved(unknown(_("There are too many refunds to look through.")))


def read_refund(refund: Json, parts: Sequence[Entry], deed: Deed, currency: str) -> Moved:
    paid = [e for e in parts if e.kind == GAVE_BACK]
    return replace(moved(deed, paid, currency), ref=ident(refund.get("id")))


def moved(deed: Deed, made: Sequence[Entry], currency: str) -> Moved:
    """Where one part failed and another didn’t, `amount` is less than was asked for."""
    good = [each for each in made if not each.has_failed]
    return Moved(
        _answer(made, good),
        ref=made[0].ref if made else "",
        payment=deed.payment or (made[0].parent if made else ""),
        amount=sum(each.amount for each in good),
        currency=currency,
        is_test=any(each.is_test for each in made),
    )


def _answer(made: Sequence[Entry], good: Iterable[Entry]) -> Answer:
    if not made:
        return unknown(_("The shop’s answer can’t be read."))
    if not good:
        return refused(_("The payment provider didn’t do it."), FAILED)
    return DONE if all(each.is_done for each in good) else Answer(Outcome.PENDING)


def _may_be(entry: Entry, deed: Deed, since: datetime | None) -> bool:
    is_new = since is None or (entry.at is not None and entry.at >= since - SKEW)
    return is_new and entry.amount == deed.amount
