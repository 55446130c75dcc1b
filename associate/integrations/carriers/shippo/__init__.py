"""Shippo’s API (https://docs.goshippo.com), with our key as the `metadata` of a label.

It takes no idempotency key, and one rate can be bought twice: what became of a label that was asked for is
looked up before anybody asks again.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, datetime

from associate.integrations.carriers.calling import Line, line_to, refused, said
from associate.integrations.carriers.check_digits import carrier_of
from associate.integrations.carriers.port import (
    DONE,
    NO_RATES,
    NOT_FOUND,
    Address,
    Answer,
    Bought,
    Formed,
    Outcome,
    Rate,
    Rates,
    Settings,
    Shipment,
    Tracked,
    Voided,
)
from associate.integrations.carriers.reading import cheapest_first, ident
from associate.integrations.carriers.shippo import reading, sent
from associate.integrations.carriers.shippo.forms import formed
from associate.integrations.carriers.shippo.home import HOME
from associate.integrations.carriers.shippo.labels import AT_IT, bought, found
from associate.outside.body import Unreadable, parse
from associate.outside.fields import listed, mapped, plain
from associate.outside.headers import Headers, header
from associate.words import _

MOMENT = 2.0  # seconds


class Shippo:
    platform = "shippo"
    can = frozenset({"rates", "void", "form", "return", "zpl", "tracking_webhook"})

    def rates(self, shipment: Shipment, *, settings: Settings) -> Rates:
        with line_to(HOME, settings) as line:
            return _offered(line, shipment)

    def buy(self, shipment: Shipment, rate: Rate | None, *, settings: Settings) -> Bought:
        with line_to(HOME, settings) as line:
            if rate is None:
                offered = _offered(line, shipment)
                if not offered.rates:
                    return Bought(offered.answer)
                rate = offered.rates[0]
            return bought(line, rate, shipment.key)

    def find(
        self,
        key: str,
        *,
        settings: Settings,
        shipment: Shipment | None = None,
        rate: Rate | None = None,
        since: datetime | None = None,
    ) -> Bought:
        with line_to(HOME, settings) as line:
            return found(line, key, rate, since)

    def void(self, label_ref: str, *, key: str, settings: Settings) -> Voided:
        if not ident(label_ref):
            return Voided(Answer(Outcome.REFUSED, code=NOT_FOUND))
        with line_to(HOME, settings) as line:
            there = line.ask("GET", f"/transactions/{label_ref}")
            if not there.is_done:
                return Voided(there.answer)
            match plain(there.body.get("status")):
                case "REFUNDED":
                    return Voided(DONE)
                case "REFUNDPENDING":
                    return Voided(Answer(Outcome.PENDING, _("The carrier is looking at it.")))
            return _given_back(line, label_ref)

    def form(
        self, label_refs: Sequence[str], sender: Address, ship_date: date, *, key: str, settings: Settings
    ) -> Formed:
        refs = [ident(ref) for ref in label_refs]
        if not refs or not all(refs):
            return Formed(Answer(Outcome.REFUSED, code=NOT_FOUND))
        with line_to(HOME, settings) as line:
            return formed(line, refs, sender, ship_date)

    def track(
        self, tracking_number: str, carrier: str, *, settings: Settings, given_at: datetime | None = None
    ) -> tuple[Answer, tuple[Tracked, ...]]:
        """`carrier` as a label says it; where nobody knows, the number may tell."""
        whose = (carrier or carrier_of(tracking_number)).lower().replace(" ", "_")
        if not ident(whose) or not ident(tracking_number):
            return Answer(Outcome.REFUSED, code=NOT_FOUND), ()
        with line_to(HOME, settings) as line:
            reply = line.ask("GET", f"/tracks/{whose}/{tracking_number}")
            return reply.answer, reading.events(reply.body) if reply.is_done else ()

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        """HMAC-SHA256 in hex over "time.body" (https://docs.goshippo.com/tracking/webhook-security). The time
        isn’t judged: what is told twice is one event."""
        signed = header(headers, "Shippo-Auth-Signature").split(",")
        parts = dict(each.strip().partition("=")[::2] for each in signed)
        digest = hmac.new(
            secret.encode(), parts.get("t", "").encode() + b"." + raw, hashlib.sha256
        ).hexdigest()
        theirs = parts.get("v1", "").encode("utf-8", "replace")
        return bool(secret) and hmac.compare_digest(digest.encode(), theirs)

    def read_webhook(self, raw: bytes) -> tuple[Tracked, ...]:
        try:
            event = mapped(parse(raw))
        except Unreadable:
            return ()
        return reading.events(mapped(event.get("data"))) if event.get("event") == "track_updated" else ()


def _offered(line: Line, shipment: Shipment) -> Rates:
    reply = line.ask("POST", "/shipments/", json=sent.shipment(shipment, line.settings))
    if not reply.is_done:
        return Rates(reply.answer)
    words = said(reading.messages(reply.body))
    rates = cheapest_first(map(reading.rate, listed(reply.body.get("rates"))))
    if not rates and plain(reply.body.get("status")) in AT_IT:
        return Rates(Answer(Outcome.RETRY, words, retry_after=MOMENT))
    if not rates:
        return Rates(refused(words or _("No carrier takes this parcel there."), NO_RATES))
    return Rates(Answer(Outcome.DONE, words), rates)


def _given_back(line: Line, ref: str) -> Voided:
    asked = line.ask("POST", "/refunds/", json={"transaction": ref, "async": False}, is_safe=False)
    if not asked.is_done:
        return Voided(asked.answer)
    match plain(asked.body.get("status")):
        case "SUCCESS":
            return Voided(DONE)
        case "ERROR":
            return Voided(
                refused(reading.messages(asked.body) or _("The carrier won’t take it back."), "ERROR")
            )
    return Voided(Answer(Outcome.PENDING, _("The carrier is looking at it.")))
