"""A line to one account’s API for as long as one deed takes. What goes wrong is data.

What counts when an answer is lost: may something have been done? A question, or a deed that costs nothing, is
asked again (RETRY); one that buys is UNKNOWN until somebody looked.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2

from associate.core.orders.cards import mask_cards
from associate.integrations.carriers.files import hosts_of, may_come_from
from associate.integrations.carriers.port import (
    DONE,
    NO_FUNDS,
    NOT_CONNECTED,
    NOT_FOUND,
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
from associate.outside.body import MOST_BYTES, Unreadable, parse
from associate.outside.fields import Json, code, mapped, plain
from associate.words import _

SECONDS = 20.0  # behind their server a carrier’s own takes its time
MOST_OF_A_FILE = 5_000_000
KEPT = 300  # characters of their words
CODES = {401: NOT_CONNECTED, 402: NO_FUNDS, 403: NOT_CONNECTED, 404: NOT_FOUND}

ReadRefusal = Callable[[Json], tuple[str, str]]
"""The words and the code in the body of a refusal, "" for what it doesn’t say."""


@dataclass(frozen=True)
class Reply:
    """`body` is what was said, parsed; `answer` is DONE for every 2xx that could be read."""

    answer: Answer
    body: Json = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return self.answer.outcome == Outcome.DONE


@dataclass(frozen=True)
class Home:
    """Where a platform lives, and how it speaks of what it refuses."""

    base_url: str
    file_hosts: frozenset[str]
    sign: Callable[[str], Mapping[str, str]]  # its headers, from our key
    read_refusal: ReadRefusal


class Line:
    def __init__(self, client: httpx2.Client, home: Home, settings: Settings) -> None:
        self.client, self.home, self.settings = client, home, settings
        self.base = safe_base(settings.get("base_url") or home.base_url)
        self.key = str(settings.get("api_key") or "")

    def ask(self, method: str, path: str, *, json: object = None, is_safe: bool = True) -> Reply:
        """`is_safe`: nothing is spent by doing it twice."""
        if self.base is None or not can_travel(self.key):
            return Reply(refused(_("This carrier account’s address or key is missing."), NOT_CONNECTED))
        lost = Outcome.RETRY if is_safe else Outcome.UNKNOWN
        about = {"Accept": "application/json", "User-Agent": "Associate", **self.home.sign(self.key)}
        try:
            heard = self._hear(method, self.base + path, about, MOST_BYTES, json)
        except NEVER_LEFT:
            return Reply(Answer(Outcome.RETRY, _("The carrier could not be reached.")))
        except TooMuch:
            return Reply(Answer(lost, _("The carrier’s answer is too long.")))
        except httpx2.TimeoutException:
            return Reply(Answer(lost, _("The carrier took too long to answer.")))
        except (httpx2.HTTPError, OSError, ValueError):
            return Reply(Answer(lost, _("The carrier hung up.")))
        return self._read(heard, lost)

    def file(self, address: str) -> bytes:
        """What is there; nothing where it doesn’t come whole, or from a host that we know."""
        hosts = self.home.file_hosts | hosts_of(self.settings)
        if self.base is None or not may_come_from(address, hosts or self.home.file_hosts, self.base):
            return b""
        try:
            heard = self._hear("GET", address, {"User-Agent": "Associate"}, MOST_OF_A_FILE)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError):
            return b""
        return heard.raw if heard.status == 200 else b""

    def _hear(
        self, method: str, address: str, about: Mapping[str, str], most: int, json: object = None
    ) -> Heard:
        return hear(self.client, method, address, headers=about, json=json, seconds=SECONDS, most=most)

    def _read(self, heard: Heard, lost: Outcome) -> Reply:
        try:
            body = mapped(parse(heard.raw)) if heard.raw else {}
        except Unreadable:
            body = {}
        if 200 <= heard.status < 300:
            unread = Answer(lost, _("The carrier’s answer can’t be read."))
            return Reply(DONE, body) if body else Reply(unread)
        theirs, their_code = self.home.read_refusal(body)
        words = said(theirs) or _("The carrier answered %(status)s.", status=heard.status)
        if heard.status == 429 or (heard.status == 503 and "retry-after" in heard.headers):
            wait = asked_to_wait(heard.headers)
            return Reply(Answer(Outcome.RETRY, words, code(their_code), wait), body)
        if heard.status >= 500 or heard.status == 408:
            return Reply(Answer(lost, words, code(their_code)), body)
        return Reply(refused(words, CODES.get(heard.status) or code(their_code)), body)


@contextmanager
def line_to(home: Home, settings: Settings) -> Iterator[Line]:
    with line_of_its_own() as client:
        yield Line(client, home, settings)


def refused(words: str, code: str = "") -> Answer:
    return Answer(Outcome.REFUSED, said(words), code)


def said(words: object) -> str:
    """One line, without what looks like a card number."""
    return mask_cards(" ".join(plain(words).split()))[:KEPT]


def unanswered(answer: Answer) -> Answer:
    """The answer of a search that failed: it settles nothing, whatever the reason was."""
    words = answer.words or _("The carrier’s answer can’t be read.")
    return Answer(Outcome.UNKNOWN, words, answer.code, answer.retry_after)
