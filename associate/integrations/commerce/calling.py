"""One call to a platform’s API: over TLS, no redirect followed, ten seconds, a megabyte. What goes wrong is
data."""

import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2

from associate.clock import now
from associate.core.orders.cards import mask_cards
from associate.in_time import in_time
from associate.integrations.commerce.body import Unreadable, parse
from associate.integrations.commerce.fields import Json, mapped, plain
from associate.integrations.commerce.outgoing import DONE, Answer, Outcome, Settings
from associate.words import _

SECONDS = 10
MOST_BYTES = 1_000_000
LONGEST_WAIT = 3600.0  # seconds that a platform may ask for
KEPT = 300  # characters of its words
_LOCAL = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Reply:
    """`body` is what was said, parsed; `answer` is DONE for every 2xx that could be read."""

    answer: Answer
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


def call(
    method: str,
    address: str | None,
    *,
    settings: Settings,
    headers: Mapping[str, str],
    json: object = None,
    client: httpx2.Client | None = None,
) -> Reply:
    """`address` None: the channel isn’t connected."""
    if address is None or not has_token(settings):
        return Reply(refused(_("This shop’s address or access token is missing.")))
    try:
        with nullcontext(client) if client else client_for(settings) as asking:
            return _ask(asking, method, address, headers, json)
    except httpx2.TimeoutException:
        return Reply(unknown(_("The shop took too long to answer.")))
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError):
        return Reply(unknown(_("The shop could not be reached.")))


def client_for(settings: Settings) -> httpx2.Client:
    if settings.get("pretend") is True:
        from associate.integrations.commerce.pretend.shops import pretend_client

        return pretend_client(str(settings.get("base_url")))
    return httpx2.Client(trust_env=False)


def base_of(settings: Settings) -> str | None:
    """Where its API begins. Only over TLS, except to this very machine: the token is worth a whole shop."""
    try:
        parts = urlsplit(str(settings.get("base_url") or ""))
        host = parts.hostname or ""
    except ValueError:
        return None
    is_safe = bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL))
    return (
        f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        if is_safe and "@" not in parts.netloc
        else None
    )


def token_of(settings: Settings) -> str:
    return str(settings.get("access_token") or "")


def has_token(settings: Settings) -> bool:
    token = token_of(settings)
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def refused(words: str, status: int | None = None) -> Answer:
    return Answer(Outcome.REFUSED, said(words), status=status)


def unknown(words: str, status: int | None = None) -> Answer:
    return Answer(Outcome.UNKNOWN, said(words), status=status)


def said(words: str) -> str:
    """One line, without what looks like a card number."""
    return mask_cards(" ".join(plain(words).split()))[:KEPT]


def _ask(client: httpx2.Client, method: str, address: str, headers: Mapping[str, str], json: object) -> Reply:
    ends = time.monotonic() + SECONDS
    about = {"Accept": "application/json", "User-Agent": "Associate", **headers}
    with (
        in_time(2 * SECONDS) as watch,
        client.stream(
            method,
            address,
            headers=about,
            json=json,
            timeout=SECONDS,
            follow_redirects=False,
            extensions={"trace": watch},
        ) as answer,
    ):
        raw = b""
        for chunk in answer.iter_bytes():
            raw += chunk
            if len(raw) > MOST_BYTES or time.monotonic() > ends:
                return Reply(unknown(_("The shop’s answer is too long."), answer.status_code))
    return _read(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, raw)


def _read(status: int, headers: Mapping[str, str], raw: bytes) -> Reply:
    try:
        body = parse(raw) if raw else None
    except Unreadable:
        body = None
    if 200 <= status < 300:
        return (
            Reply(DONE, body, headers)
            if body is not None
            else Reply(unknown(_("The shop’s answer can’t be read."), status))
        )
    words = _words(body) or _("The shop answered %(status)s.", status=status)
    if status == 429 or (status == 503 and "retry-after" in headers):
        return Reply(
            Answer(Outcome.LATER, said(words), wait=asked_to_wait(headers), status=status), body, headers
        )
    if status >= 500 or status == 408:
        return Reply(unknown(words, status), body, headers)
    return Reply(refused(words, status), body, headers)


def asked_to_wait(headers: Mapping[str, str], default: float = 2.0) -> float:
    """Retry-After in seconds: a number, of Shopify with a fraction, or a date (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return default
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now()).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else default


def _words(body: object) -> str:
    """The message in an error’s body: {"message"}, {"errors": "…"} or {"errors": [{"message"}]}."""
    known: Json = mapped(body)
    errors = known.get("errors")
    if isinstance(errors, list):
        told = [mapped(each) for each in errors[:3]]
        return " ".join(plain(each.get("message") or each.get("detail")) for each in told)
    return plain(known.get("message")) or plain(errors)
