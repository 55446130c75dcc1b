"""The real sender: one POST, no redirect followed, little of the answer read."""

import ssl
import time
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from functools import cache

import httpx2

from associate.clock import now
from associate.core.orders.cards import mask_cards
from associate.in_time import in_time
from associate.integrations.webhooks_out.addresses import Resolve, Target, resolve, target_of
from associate.integrations.webhooks_out.port import Answer, Notice, Outcome, Unsafe
from associate.integrations.webhooks_out.signing import headers

SECONDS = 10.0
KEPT = 500  # characters of an answer
READ = 8 * 1024  # bytes of it that are read at all
LONGEST_WAIT = timedelta(hours=24)  # that a receiver may ask for
ASKS_TO_WAIT = {429, 503}
GONE = 410
WHY = {
    "address": "not an address we can call",
    "scheme": "not https",
    "name_in_it": "a name or password in the address",
    "port": "a port we don't call",
    "not_public": "not on the open internet: not called",
    "unknown_host": "no such host",
}
"""In the log of tries, beside other servers' own words; a page says it in the reader's language."""


class Sender:
    """`is_local_ok`: may call this machine itself, also without TLS."""

    def __init__(
        self, *, is_local_ok: bool = False, seconds: float = SECONDS, look_up: Resolve = resolve
    ) -> None:
        self.is_local_ok, self.seconds, self.look_up = is_local_ok, seconds, look_up

    def send(self, notice: Notice) -> Answer:
        try:
            target = target_of(notice.url, is_local_ok=self.is_local_ok, look_up=self.look_up)
            return self._post(target, notice)
        except Unsafe as refused:
            return Answer(Outcome.NOT_NOW, words=WHY[refused.code])
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            return Answer(Outcome.NOT_NOW, words=_words(str(error) or type(error).__name__))

    def _post(self, target: Target, notice: Notice) -> Answer:
        """To the address that was checked, under the name whose certificate it must show. No proxy of the
        environment: it would look the name up by itself."""
        signed = headers(notice.uid, int(now().timestamp()), notice.body, notice.secrets)
        about = {"host": target.host_header, "content-type": "application/json", "user-agent": "Associate"}
        with _client(self.seconds) as client, in_time(2 * self.seconds) as watch:
            request = client.build_request(
                "POST",
                target.url,
                content=notice.body.encode(),
                headers={**about, **signed},
                extensions={"sni_hostname": target.host, "trace": watch},
            )
            response = client.send(request, stream=True)
            try:
                return _answer(response, self._read(response))
            finally:
                response.close()

    def _read(self, response: httpx2.Response) -> str:
        """The beginning of its body, as far as it comes in time: the status is what counts."""
        ends, said = time.monotonic() + self.seconds, b""
        try:
            for part in response.iter_bytes():
                said += part
                if len(said) >= READ or time.monotonic() > ends:
                    break
        except httpx2.HTTPError:
            pass
        return said[:READ].decode("utf-8", "replace")


@cache
def _trusted() -> ssl.SSLContext:
    """Reading all authorities takes a fifth of a second: once."""
    return ssl.create_default_context()


def _client(seconds: float) -> httpx2.Client:
    """One for each post: connections are kept by IP, and names that share one must each show their own
    certificate."""
    return httpx2.Client(timeout=seconds, follow_redirects=False, trust_env=False, verify=_trusted())


def _answer(response: httpx2.Response, said: str) -> Answer:
    status, words = response.status_code, _words(said or response.reason_phrase)
    if 200 <= status < 300:
        return Answer(Outcome.TAKEN, status, words)
    if status == GONE:
        return Answer(Outcome.GONE, status, words)
    wait = _wait(response.headers.get("retry-after", "")) if status in ASKS_TO_WAIT else None
    return Answer(Outcome.NOT_NOW, status, words, wait)


def _wait(said: str) -> timedelta | None:
    """Retry-After: seconds or a date (RFC 9110, 10.2.3), a day at most."""
    if said.strip().isascii() and said.strip().isdigit():
        return min(timedelta(seconds=int(said.strip()[:9])), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now(), timedelta()), LONGEST_WAIT)


def _words(said: str) -> str:
    """One line, without what looks like a card number."""
    line = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return mask_cards(line)[:KEPT]
