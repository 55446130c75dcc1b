"""A fact leaves for somebody's server through here. What that server did comes back as data."""

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

PORTS = frozenset({443, 8443})
"""Where a server may listen. Anything else is more likely something that was never meant to be reached."""

PREFIX = "whsec_"
BYTES = 32  # of a secret; Standard Webhooks asks for 24 to 64

PLAIN = re.compile(r"[!-\[\]-~]{1,500}")
"""Nothing outside ASCII, no space, no backslash: every library then reads the same host in it."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


@dataclass(frozen=True)
class Notice:
    """One fact for one address. `uid` and `body` are the same over all tries."""

    uid: str
    url: str
    body: str
    secrets: tuple[str, ...]  # whsec_…; two while the old one is still good


class Outcome(StrEnum):
    TAKEN = "taken"
    NOT_NOW = "not_now"  # no answer, or one that says no: again later, with the same uid
    GONE = "gone"  # 410: never again


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    status: int | None = None
    words: str = ""  # the receiver’s own, or what kept us from reaching it
    not_before: timedelta | None = None  # what it asked us to wait


class WebhooksOut(Protocol):
    def send(self, notice: Notice) -> Answer: ...


class Unsafe(ValueError):
    """We don’t call there. `code`: address, scheme, name_in_it, port, not_public or unknown_host."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parts_of(url: str, *, is_local_ok: bool = False) -> SplitResult:
    """The parts of an address that we might call; whether its host may be reached is known when it is.

    Raises Unsafe. `is_local_ok`: this machine itself may be called, also without TLS and at any port.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Unsafe("address") from None
    if not PLAIN.fullmatch(url) or not host or "%" in host or parts.fragment:
        raise Unsafe("address")
    if "@" in parts.netloc:
        raise Unsafe("name_in_it")
    if parts.scheme != "https" and not (is_local_ok and parts.scheme == "http"):
        raise Unsafe("scheme")
    if not is_local_ok and (port if port is not None else 443) not in PORTS:
        raise Unsafe("port")
    return parts
