"""One call to a platform’s API: over TLS, no redirect followed, ten seconds, a megabyte. What goes wrong is
data."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field

import httpx2

from associate.core.orders.cards import mask_cards
from associate.integrations.commerce.outgoing import DONE, Answer, Outcome, Settings
from associate.outside.asking import Heard, TooMuch, asked_to_wait, hear, line_of_its_own, safe_base
from associate.outside.body import Unreadable, parse
from associate.outside.fields import Json, mapped, plain
from associate.words import _

SECONDS = 10
MOST_BYTES = 1_000_000
KEPT = 300  # characters of its words


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
    except TooMuch as more:
        return Reply(unknown(_("The shop’s answer is too long."), more.status))
    except httpx2.TimeoutException:
        return Reply(unknown(_("The shop took too long to answer.")))
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError):
        return Reply(unknown(_("The shop could not be reached.")))


def client_for(settings: Settings) -> httpx2.Client:
    if settings.get("pretend") is True:
        from associate.integrations.commerce.pretend.shops import pretend_client

        return pretend_client(str(settings.get("base_url")))
    return line_of_its_own()


def base_of(settings: Settings) -> str | None:
    """Where its API begins."""
    return safe_base(settings.get("base_url"))


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
    about = {"Accept": "application/json", "User-Agent": "Associate", **headers}
    return _read(hear(client, method, address, headers=about, json=json, seconds=SECONDS, most=MOST_BYTES))


def _read(heard: Heard) -> Reply:
    status, headers = heard.status, heard.headers
    try:
        body = parse(heard.raw) if heard.raw else None
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


def _words(body: object) -> str:
    """The message in an error’s body: {"message"}, {"errors": "…"} or {"errors": [{"message"}]}."""
    known: Json = mapped(body)
    errors = known.get("errors")
    if isinstance(errors, list):
        told = [mapped(each) for each in errors[:3]]
        return " ".join(plain(each.get("message") or each.get("detail")) for each in told)
    return plain(known.get("message")) or plain(errors)
