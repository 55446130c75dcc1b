"""What Stripe says of payments, refunds and links, in our words (https://docs.stripe.com/api)."""

from datetime import UTC, datetime

from associate.integrations.payments.answers import never_done, refused, said, unknown
from associate.integrations.payments.port import (
    ALREADY,
    CAPTURED,
    DONE,
    EXPIRED,
    FAILED,
    Answer,
    Moved,
    Outcome,
)
from associate.integrations.payments.stripe.amounts import to_ours
from associate.outside.fields import Json, ident, mapped, plain
from associate.words import _

KEY = "associate_key"  # of their metadata
GIVEN_UP = {"requires_payment_method", "canceled"}


def key_of(body: Json) -> str:
    return plain(mapped(body.get("metadata")).get(KEY))


def refund(body: Json, *, is_test: bool) -> Moved:
    currency = currency_of(body)
    return Moved(
        refund_answer(body),
        ref=ident(body.get("id")),
        payment=payment_of(body),
        amount=to_ours(body.get("amount"), currency),
        currency=currency,
        is_test=is_test,
    )


def refund_answer(body: Json) -> Answer:
    """https://docs.stripe.com/refunds#failed-refunds: one that succeeded may fail up to 30 days later."""
    match plain(body.get("status")):
        case "succeeded":
            return DONE
        case "failed" | "canceled":
            why = plain(body.get("failure_reason")).replace("_", " ")
            return refused(why or _("The refund came back."), FAILED)
    if not ident(body.get("id")):
        return unknown(_("Stripe’s answer can’t be read."))
    return Answer(Outcome.PENDING, said(plain(body.get("pending_reason")).replace("_", " ")))


def capture(body: Json, key: str, *, is_test: bool) -> Moved:
    """How far a PaymentIntent is, seen from one who wants it captured."""
    currency = currency_of(body)
    moved = Moved(
        _captured(body, key),
        ref=ident(body.get("id")),
        payment=ident(body.get("id")),
        amount=to_ours(body.get("amount_received"), currency),
        currency=currency,
        is_test=is_test,
    )
    return moved if moved.ref else Moved(unknown(_("Stripe’s answer can’t be read.")))


def _captured(body: Json, key: str) -> Answer:
    match plain(body.get("status")):
        case "succeeded":
            return DONE if key_of(body) == key else Answer(Outcome.DONE, code=ALREADY)
        case "processing":
            return Answer(Outcome.PENDING)
        case "canceled":
            return refused(_("This authorization has run out, or was called off."), EXPIRED)
    return never_done().answer


def release(body: Json, *, is_test: bool) -> Moved:
    """How far a PaymentIntent or a link is, seen from one who wants it let go."""
    match plain(body.get("status")):
        case "canceled" | "expired":
            answer = DONE
        case "succeeded" | "complete" | "processing":
            answer = refused(_("This was paid. It takes a refund."), CAPTURED)
        case "":
            return Moved(unknown(_("Stripe’s answer can’t be read.")))
        case _:
            return never_done()
    return Moved(answer, ref=ident(body.get("id")), payment=ident(body.get("id")), is_test=is_test)


def charge(body: Json, *, is_test: bool) -> Moved:
    """A Checkout Session; where it is complete and unpaid, with its PaymentIntent inside."""
    currency, answer = currency_of(body), charge_answer(body)
    is_open = plain(body.get("status")) == "open"
    return Moved(
        answer,
        ref=ident(body.get("id")),
        payment=_paid_by(body),
        amount=to_ours(body.get("amount_total"), currency),
        currency=currency,
        pay_url=plain(body.get("url")) if is_open else "",
        expires_at=moment_of(body.get("expires_at")) if is_open else None,
        is_test=is_test,
    )


def charge_answer(body: Json) -> Answer:
    """Complete and unpaid: by a way that takes days and may still fail, a bank transfer for one."""
    payment = mapped(body.get("payment_intent"))
    match plain(body.get("status")), plain(body.get("payment_status")):
        case "complete", "paid":
            return DONE
        case "complete", _ if plain(payment.get("status")) in GIVEN_UP:
            why = mapped(payment.get("last_payment_error")).get("message")
            return refused(why or _("The payment didn’t come through."), FAILED)
        case (("open" | "complete"), _):
            return Answer(Outcome.PENDING)
        case "expired", _:
            return refused(_("Nobody paid by this link."), EXPIRED)
    return unknown(_("Stripe’s answer can’t be read."))


def currency_of(body: Json) -> str:
    return plain(body.get("currency")).upper()


def payment_of(body: Json) -> str:
    """Of a refund or a charge: the PaymentIntent where there is one."""
    charged = body.get("charge") if body.get("object") == "refund" else body.get("id")
    return ident(body.get("payment_intent")) or ident(charged)


def _paid_by(session: Json) -> str:
    """Inside they have it whole where we asked for that, else by its id."""
    theirs = session.get("payment_intent")
    return ident(mapped(theirs).get("id")) or ident(theirs)


def moment_of(seconds: object) -> datetime | None:
    is_time = isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds < 10**11
    return datetime.fromtimestamp(seconds, UTC) if is_time else None  # type: ignore[arg-type]
