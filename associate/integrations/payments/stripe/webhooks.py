"""What Stripe’s events tell: https://docs.stripe.com/api/events/types."""

from collections.abc import Callable, Mapping

from associate.clock import now
from associate.integrations.payments.answers import refused
from associate.integrations.payments.port import DONE, FAILED, Answer, News, Verb
from associate.integrations.payments.stripe import reading
from associate.integrations.payments.stripe.amounts import to_ours
from associate.outside.body import Unreadable, parse
from associate.outside.fields import Json, code, ident, mapped, plain
from associate.words import _

MOST = 64  # characters of an event’s name


def news(raw: bytes) -> tuple[News, ...]:
    try:
        event = mapped(parse(raw))
    except Unreadable:
        return ()
    read, data = READERS.get(plain(event.get("type"))), mapped(event.get("data"))
    if read is None or not code(event.get("id"), MOST) or not mapped(data.get("object")):
        return ()
    return (read(event, mapped(data["object"])),)


def _refund(event: Json, body: Json) -> News:
    return _news(event, body, Verb.REFUND, reading.refund_answer(body), reading.payment_of(body), "amount")


def _refunded(event: Json, charge: Json) -> News:
    """Of a charge: how much more of it is refunded now, and not by which refund."""
    before = mapped(mapped(event.get("data")).get("previous_attributes")).get("amount_refunded")
    told = _news(
        event, {**charge, "id": ""}, Verb.REFUND, DONE, reading.payment_of(charge), "amount_refunded"
    )
    more = told.amount - to_ours(before, told.currency)
    return News(**{**vars(told), "key": "", "amount": max(0, more)})


def _captured(event: Json, body: Json) -> News:
    return _news(event, body, Verb.CAPTURE, DONE, ident(body.get("id")), "amount_received")


def _let_go(event: Json, body: Json) -> News:
    return _news(event, body, Verb.RELEASE, DONE, ident(body.get("id")), "amount")


def _charged(event: Json, body: Json) -> News:
    answer = reading.charge_answer(body)
    if plain(event.get("type")) == "checkout.session.async_payment_failed":
        answer = refused(_("The payment didn’t come through."), FAILED)
    return _news(event, body, Verb.CHARGE, answer, ident(body.get("payment_intent")), "amount_total")


def _news(event: Json, body: Json, verb: Verb, answer: Answer, payment: str, amount: str) -> News:
    currency = reading.currency_of(body)
    return News(
        event_id=code(event.get("id"), MOST),
        verb=verb,
        payment=payment,
        ref=ident(body.get("id")),
        key=reading.key_of(body),
        answer=answer,
        amount=to_ours(body.get(amount), currency),
        currency=currency,
        at=reading.moment_of(event.get("created")) or now(),
    )


READERS: Mapping[str, Callable[[Json, Json], News]] = {
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "charge.refund.updated": _refund,
    "charge.refunded": _refunded,
    "payment_intent.succeeded": _captured,
    "payment_intent.canceled": _let_go,
    "checkout.session.completed": _charged,
    "checkout.session.async_payment_succeeded": _charged,
    "checkout.session.async_payment_failed": _charged,
    "checkout.session.expired": _charged,
}
