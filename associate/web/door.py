"""Polls that are known byte by byte, for a server that can answer before it parses.

A browser asks for a live part with the same bytes each time, but for the version at the end of the address.
Once the server has parsed such a request and the memory of polls has answered it, the same bytes with any
version are the same question. Nothing is parsed here, so nothing can be parsed otherwise than by the server:
bytes that differ in anything else are unknown, and go its way. Only a request that ends with its head is
learned, for what followed it would be taken for the next one.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from associate.clock import now

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

ASKED = "associate.asked"
"""In the environment of a request: its bytes, if all of them came at once."""

MOST = 20_000  # requests a process knows; the one not heard for longest goes
LONGEST = 4096  # bytes of a question that is worth knowing
_PARTS = re.compile(rb"(GET /[^ ]*[?&]v=)([A-Za-z0-9._:-]*)( HTTP/1\.1\r\n.*)", re.DOTALL)
_END = b"\r\n\r\n"
_MORE = ("CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_UPGRADE")
"""With one of these a request may not end with its head."""


class Answer(NamedTuple):
    status: str
    headers: tuple[tuple[str, str], ...]
    body: tuple[bytes, ...] = ()


class Door:
    """`answers` is asked what was learned, with the version that is shown; None: not to be said at once."""

    def __init__(self, answers: Callable[[Any, str], Answer | None]) -> None:
        self.answers = answers
        self.known: OrderedDict[tuple[bytes, bytes], Any] = OrderedDict()
        self.lock = threading.Lock()

    def learn(self, environ: "WSGIEnvironment", question: Hashable, version: str) -> None:
        """The server parsed this request, and it means this question."""
        parts = _parts(environ.get(ASKED, b""))
        if not parts or parts[1] != version.encode() or not _ends_with_its_head(environ):
            return
        with self.lock:
            self.known[parts[0], parts[2]] = question
            if len(self.known) > MOST:
                self.known.popitem(last=False)

    def answer(self, asked: bytes) -> bytes | None:
        """What goes over the wire, or None: parse it and ask the app. Never waits for the database."""
        parts = _parts(asked)
        question = self._find((parts[0], parts[2])) if parts else None
        found = self.answers(question, parts[1].decode()) if parts and question else None
        return _written(found) if found else None

    def _find(self, key: tuple[bytes, bytes]) -> Any:
        with self.lock:
            if key in self.known:
                self.known.move_to_end(key)
            return self.known.get(key)


def _parts(asked: bytes) -> tuple[bytes, bytes, bytes] | None:
    """The bytes before the version, it, and those after it."""
    if asked.find(_END) != len(asked) - len(_END):
        return None
    found = _PARTS.fullmatch(asked)
    return (found[1], found[2], found[3]) if found else None


def _ends_with_its_head(environ: "WSGIEnvironment") -> bool:
    stays = environ.get("HTTP_CONNECTION", "keep-alive").lower() == "keep-alive"
    return stays and not any(name in environ for name in _MORE)


def _written(answer: Answer) -> bytes:
    """As RFC 9112 wants it."""
    head = [f"HTTP/1.1 {answer.status}", _date(int(now().timestamp())), "Connection: keep-alive"]
    head += [f"{name}: {value}" for name, value in answer.headers]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + b"".join(answer.body)


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return f"Date: {formatdate(second, usegmt=True)}"
