"""A line to one account at Stripe for as long as one deed takes. What goes wrong is data.

https://docs.stripe.com/error-low-level: the first answer under a key is kept for a day and given again, also
one of 500, so that only looking tells what became of it. What 429 answers was never begun.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx2

from associate.integrations.payments.answers import refused, said, unknown
from associate.integrations.payments.port import (
    DECLINED,
    DONE,
    EXPIRED,
    NO_PAYMENT,
    NOT_CONNECTED,
    TOO_MUCH,
    Answer,
    Outcome,
    Settings,
)
from associate.outside.asking import (
    NEVER_LEFT,
    Heard,
    TooMuch,
    asked_to_wait,
    can_travel,
    hear,
    line_of_its_own,
    safe_base,
)
from associate.outside.body import Unreadable, parse
from associate.outside.fields import Json, code, mapped, plain
from associate.words import _

HOME = "https://api.stripe.com"
VERSION = "2025-12-15.clover"
SECONDS = 30.0  # behind their server a bank takes its time
MOST_BYTES = 2_000_000
BY_STATUS = {401: NOT_CONNECTED, 403: NOT_CONNECTED, 404: NO_PAYMENT}
BY_CODE = {
    "resource_missing": NO_PAYMENT,
    "charge_already_refunded": TOO_MUCH,
    "charge_expired_for_capture": EXPIRED,
    "capture_charge_authorization_expired": EXPIRED,
}
IN_FLIGHT = {"idempotency_error"}  # the same key is under way, or was sent with something else


@dataclass(frozen=True)
class Reply:
    """`body` is what was said, parsed; `answer` is DONE for every 2xx that could be read."""

    answer: Answer
    body: Json = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return self.answer.outcome == Outcome.DONE


class Line:
    def __init__(self, client: httpx2.Client, settings: Settings) -> None:
        self.client = client
        self.base = safe_base(settings.get("base_url") or HOME)
        self.secret = str(settings.get("api_key") or "")

    @property
    def is_test(self) -> bool:
        return self.secret.startswith(("sk_test_", "rk_test_"))

    def get(self, path: str, **query: object) -> Reply:
        asked = f"?{urlencode(query)}" if query else ""
        return self._ask("GET", path + asked, {}, None, lost=Outcome.RETRY)

    def post(self, path: str, form: Mapping[str, str], *, key: str) -> Reply:
        return self._ask("POST", path, {"Idempotency-Key": key}, form, lost=Outcome.UNKNOWN)

    def _ask(
        self,
        method: str,
        path: str,
        more: Mapping[str, str],
        form: Mapping[str, str] | None,
        *,
        lost: Outcome,
    ) -> Reply:
        if self.base is None or not can_travel(self.secret):
            return Reply(refused(_("Stripe’s address or key is missing."), NOT_CONNECTED))
        about = {
            "Authorization": f"Bearer {self.secret}",
            "Stripe-Version": VERSION,
            "Accept": "application/json",
            "User-Agent": "Associate",
            **more,
        }
        try:
            heard = hear(
                self.client,
                method,
                f"{self.base}/v1{path}",
                headers=about,
                form=form,
                seconds=SECONDS,
                most=MOST_BYTES,
            )
        except NEVER_LEFT:
            return Reply(Answer(Outcome.RETRY, _("Stripe could not be reached.")))
        except TooMuch:
            return Reply(Answer(lost, _("Stripe’s answer is too long.")))
        except httpx2.TimeoutException:
            return Reply(Answer(lost, _("Stripe took too long to answer.")))
        except (httpx2.HTTPError, OSError, ValueError):
            return Reply(Answer(lost, _("Stripe hung up.")))
        return _read(heard, lost)


@contextmanager
def line_to(settings: Settings) -> Iterator[Line]:
    with line_of_its_own() as client:
        yield Line(client, settings)


def _read(heard: Heard, lost: Outcome) -> Reply:
    try:
        body = mapped(parse(heard.raw)) if heard.raw else {}
    except Unreadable:
        body = {}
    if 200 <= heard.status < 300:
        return Reply(DONE, body) if body else Reply(Answer(lost, _("Stripe’s answer can’t be read.")))
    error = mapped(body.get("error"))
    words = said(error.get("message")) or _("Stripe answered %(status)s.", status=heard.status)
    return Reply(_not_done(heard, error, words, lost), error)


def _not_done(heard: Heard, error: Json, words: str, lost: Outcome) -> Answer:
    """`error`: https://docs.stripe.com/api/errors."""
    theirs, kind = code(error.get("code")), plain(error.get("type"))
    if heard.status == 429:
        return Answer(Outcome.RETRY, words, theirs, asked_to_wait(heard.headers))
    if heard.status == 409 or kind in IN_FLIGHT:
        return unknown(words, theirs)
    if heard.status >= 500 or heard.status in (408, 424):
        return Answer(lost, words, theirs)
    if kind == "card_error":
        return refused(words, DECLINED)
    return refused(words, BY_STATUS.get(heard.status) or BY_CODE.get(theirs) or theirs)
