"""EasyPost’s API v2 (https://docs.easypost.com), with our key as the `reference` of a shipment.

It takes no idempotency key, but a shipment of theirs can be bought once only. So a rate is bought in the very
shipment it was offered for; and when that was made for another key, in a new one that carries ours.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, datetime
from unicodedata import normalize

from associate.integrations.carriers.calling import line_to
from associate.integrations.carriers.easypost import reading
from associate.integrations.carriers.easypost.forms import formed
from associate.integrations.carriers.easypost.home import HOME
from associate.integrations.carriers.easypost.labels import bought, looked_at, searched
from associate.integrations.carriers.easypost.rates import chosen, is_made_for, offered, parts
from associate.integrations.carriers.port import (
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
from associate.integrations.carriers.reading import ident
from associate.outside.body import Unreadable, parse
from associate.outside.fields import mapped, plain
from associate.outside.headers import Headers, header
from associate.words import _


class EasyPost:
    platform = "easypost"
    can = frozenset({"rates", "void", "form", "return", "zpl", "tracking_webhook"})

    def rates(self, shipment: Shipment, *, settings: Settings) -> Rates:
        with line_to(HOME, settings) as line:
            return offered(line, shipment)

    def buy(self, shipment: Shipment, rate: Rate | None, *, settings: Settings) -> Bought:
        with line_to(HOME, settings) as line:
            if rate is not None and is_made_for(rate, shipment.key):
                return bought(line, rate)
            answer, same = chosen(offered(line, shipment), rate)
            return bought(line, same) if same else Bought(answer)

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
            if rate is not None and is_made_for(rate, key):
                return looked_at(line, line.ask("GET", f"/shipments/{parts(rate)[0]}"))
            return searched(line, key, since)

    def void(self, label_ref: str, *, key: str, settings: Settings) -> Voided:
        """A refusal may be asked again: they reject labels that are too new to be known."""
        if not ident(label_ref):
            return Voided(Answer(Outcome.REFUSED, code=NOT_FOUND))
        with line_to(HOME, settings) as line:
            there = line.ask("GET", f"/shipments/{label_ref}")
            if not there.is_done:
                return Voided(there.answer)
            known = reading.refund(there.body)
            if known and known.outcome != Outcome.REFUSED:
                return Voided(known)
            asked = line.ask("POST", f"/shipments/{label_ref}/refund", is_safe=False)
            open_yet = Answer(Outcome.PENDING, _("The carrier is looking at it."))
            return Voided((reading.refund(asked.body) or open_yet) if asked.is_done else asked.answer)

    def form(
        self, label_refs: Sequence[str], sender: Address, ship_date: date, *, key: str, settings: Settings
    ) -> Formed:
        """A SCAN form; a shipment is in one at most, and one is found by any shipment in it."""
        refs = [ident(ref) for ref in label_refs]
        if not refs or not all(refs):
            return Formed(Answer(Outcome.REFUSED, code=NOT_FOUND))
        with line_to(HOME, settings) as line:
            there = line.ask("GET", f"/shipments/{refs[0]}")
            if not there.is_done:
                return Formed(there.answer)
            made = ident(mapped(there.body.get("scan_form")).get("id"))
            if made:
                return formed(line, line.ask("GET", f"/scan_forms/{made}"))
            told = {"shipments": [{"id": ref} for ref in refs]}
            return formed(line, line.ask("POST", "/scan_forms", json=told, is_safe=False))

    def track(
        self, tracking_number: str, carrier: str, *, settings: Settings, given_at: datetime | None = None
    ) -> tuple[Answer, tuple[Tracked, ...]]:
        """Asking for the same number twice makes no second tracker there."""
        told = {"tracking_code": tracking_number, **({"carrier": carrier} if carrier else {})}
        with line_to(HOME, settings) as line:
            reply = line.ask("POST", "/trackers", json={"tracker": told})
            return reply.answer, reading.events(reply.body) if reply.is_done else ()

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        """HMAC-SHA256 in hex, the secret in its compatibility decomposition
        (https://docs.easypost.com/guides/webhooks-guide)."""
        digest = hmac.new(normalize("NFKD", secret).encode(), raw, hashlib.sha256).hexdigest()
        signed = header(headers, "X-Hmac-Signature").encode("utf-8", "replace")
        return bool(secret) and hmac.compare_digest(f"hmac-sha256-hex={digest}".encode(), signed)

    def read_webhook(self, raw: bytes) -> tuple[Tracked, ...]:
        try:
            event = mapped(parse(raw))
        except Unreadable:
            return ()
        about = mapped(event.get("result"))
        return reading.events(about) if plain(event.get("description")).startswith("tracker.") else ()
