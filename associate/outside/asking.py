"""One request to somebody else’s server: no redirect followed, so many seconds, so many bytes."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import urlsplit

import httpx2

from associate.clock import now
from associate.in_time import in_time

LONGEST_WAIT = 3600.0  # seconds that a server may ask for
LOCAL = {"localhost", "127.0.0.1", "::1"}
NEVER_LEFT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.InvalidURL)


class TooMuch(ValueError):
    """It said more than we take, or took too long to say it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Heard:
    status: int
    headers: Mapping[str, str]  # names in lower case
    raw: bytes


def hear(
    client: httpx2.Client,
    method: str,
    address: str,
    *,
    headers: Mapping[str, str],
    json: object = None,
    form: Mapping[str, str] | None = None,
    seconds: float,
    most: int,
) -> Heard:
    """Ask once, with a body of JSON or a form. Raises TooMuch, or what httpx2 raises where nobody answers."""
    ends = time.monotonic() + seconds
    with (
        in_time(2 * seconds) as watch,
        client.stream(
            method,
            address,
            headers=headers,
            json=json,
            data=form,
            timeout=seconds,
            follow_redirects=False,
            extensions={"trace": watch},
        ) as answer,
    ):
        raw = b""
        for chunk in answer.iter_bytes():
            raw += chunk
            if len(raw) > most or time.monotonic() > ends:
                raise TooMuch(answer.status_code)
    return Heard(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, raw)


def safe_base(address: object) -> str | None:
    """Where an API begins, without a slash at the end. Only over TLS, except to this very machine: what we
    prove ourselves with is worth a whole account."""
    try:
        parts = urlsplit(str(address or ""))
        host = parts.hostname or ""
    except ValueError:
        return None
    is_safe = bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL))
    return (
        f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        if is_safe and "@" not in parts.netloc
        else None
    )


def line_of_its_own() -> httpx2.Client:
    """No proxy of the environment: what we prove ourselves with goes to this one server."""
    return httpx2.Client(trust_env=False, verify=_trusted())


def can_travel(secret: str) -> bool:
    """Whether it can stand in a header."""
    return bool(secret) and secret.isascii() and secret.isprintable() and " " not in secret


@cache
def _trusted() -> ssl.SSLContext:
    """Reading all authorities takes a fifth of a second: once."""
    return ssl.create_default_context()


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
