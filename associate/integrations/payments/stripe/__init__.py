"""Stripe: captures, releases and refunds of PaymentIntents, and a Checkout page for what is paid on top.

A charge is a page of theirs that the customer opens, by a link or a QR code on our screen, and pays once
(https://docs.stripe.com/api/checkout/sessions/create). It stays open for a day, or until it is released.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from associate.integrations.payments.answers import not_offered, refused, said
from associate.integrations.payments.port import (
    NO_PAYMENT,
    WRONG_CURRENCY,
    Deed,
    Moved,
    News,
    Outcome,
    Settings,
    Verb,
)
from associate.integrations.payments.signing import is_signed
from associate.integrations.payments.stripe import finding, reading, webhooks
from associate.integrations.payments.stripe.amounts import to_theirs
from associate.integrations.payments.stripe.line import Line, line_to
from associate.outside.fields import mapped
from associate.outside.headers import Headers, header
from associate.words import _

THEIRS = re.compile(r"(?P<kind>pi|ch|py|cs)_[A-Za-z0-9_]{1,250}")
UNEXPECTED = "payment_intent_unexpected_state"


class Stripe:
    platform = "stripe"
    can = frozenset({"capture", "release", "charge", "refund", "webhook", "link"})

    def do(self, deed: Deed, *, settings: Settings) -> Moved:
        amount = to_theirs(deed.amount, deed.currency)
        if amount is None:
            words = _("Stripe doesn’t pay %(currency)s that finely.", currency=deed.currency)
            return Moved(refused(words, WRONG_CURRENCY))
        if deed.verb != Verb.CHARGE and not THEIRS.fullmatch(deed.payment):
            return Moved(refused(_("This payment isn’t one of Stripe’s."), NO_PAYMENT))
        with line_to(settings) as line:
            return DEEDS[deed.verb](line, deed, amount)

    def find(self, deed: Deed, *, settings: Settings, ref: str = "", since: datetime | None = None) -> Moved:
        with line_to(settings) as line:
            return finding.found(line, deed, ref=ref, since=since)

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        return is_signed(raw, header(headers, "Stripe-Signature"), secret)

    def read_webhook(self, raw: bytes) -> tuple[News, ...]:
        return webhooks.news(raw)


def _capture(line: Line, deed: Deed, amount: int) -> Moved:
    """What isn’t captured is let go: https://docs.stripe.com/api/payment_intents/capture."""
    if not deed.payment.startswith("pi_"):
        return not_offered()
    form = {"amount_to_capture": str(amount), f"metadata[{reading.KEY}]": deed.key}
    reply = line.post(f"/payment_intents/{deed.payment}/capture", form, key=deed.key)
    if reply.is_done:
        return reading.capture(reply.body, deed.key, is_test=line.is_test)
    stands = mapped(reply.body.get("payment_intent"))
    if reply.body.get("code") == UNEXPECTED and stands.get("status") in ("succeeded", "canceled"):
        return reading.capture(stands, deed.key, is_test=line.is_test)
    return Moved(reply.answer)


def _release(line: Line, deed: Deed, amount: int) -> Moved:
    if not deed.payment.startswith(("pi_", "cs_")):
        return not_offered()
    is_link = deed.payment.startswith("cs_")
    path = (
        f"/checkout/sessions/{deed.payment}/expire" if is_link else f"/payment_intents/{deed.payment}/cancel"
    )
    reply = line.post(path, {}, key=deed.key)
    if reply.is_done:
        return reading.release(reply.body, is_test=line.is_test)
    if reply.answer.outcome != Outcome.REFUSED:
        return Moved(reply.answer)
    stands = finding.released(line, deed)  # it may be so already, or be paid by now
    return stands if stands.ref else Moved(reply.answer)


def _refund(line: Line, deed: Deed, amount: int) -> Moved:
    by = "payment_intent" if deed.payment.startswith("pi_") else "charge"
    form = {
        by: deed.payment,
        "amount": str(amount),
        f"metadata[{reading.KEY}]": deed.key,
        "metadata[order]": deed.reference,
        "metadata[note]": said(deed.note),
        "instructions_email": deed.email,
    }
    reply = line.post("/refunds", _told(form), key=deed.key)
    return reading.refund(reply.body, is_test=line.is_test) if reply.is_done else Moved(reply.answer)


def _charge(line: Line, deed: Deed, amount: int) -> Moved:
    """In one currency: what is refunded of it later has to be the same. No time is set, for a second try has
    to say what the first one said."""
    form = {
        "mode": "payment",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": deed.currency.lower(),
        "line_items[0][price_data][unit_amount]": str(amount),
        "line_items[0][price_data][product_data][name]": said(deed.note) or deed.reference,
        "adaptive_pricing[enabled]": "false",
        "client_reference_id": deed.key,
        f"metadata[{reading.KEY}]": deed.key,
        f"payment_intent_data[metadata][{reading.KEY}]": deed.key,
        "payment_intent_data[description]": deed.reference,
        "success_url": deed.return_url,
        "customer_email": deed.email,
    }
    reply = line.post("/checkout/sessions", _told(form), key=deed.key)
    return reading.charge(reply.body, is_test=line.is_test) if reply.is_done else Moved(reply.answer)


def _told(form: Mapping[str, str]) -> dict[str, str]:
    """They take an empty value for one that is to be deleted."""
    return {name: value for name, value in form.items() if value}


DEEDS: Mapping[Verb, Callable[[Line, Deed, int], Moved]] = {
    Verb.CAPTURE: _capture,
    Verb.RELEASE: _release,
    Verb.REFUND: _refund,
    Verb.CHARGE: _charge,
}
