"""A pretend mail server, and the mailbox behind it: like real ones it keeps one mail of each Message-ID."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class PretendPost:
    """`silent_at`: "" answers all; "greeting" says nothing at all; "data" keeps the mail and never says so;
    "quit" says so and is silent at the goodbye."""

    def __init__(self) -> None:
        self.arrived: list[str] = []  # the Message-ID of each mail that was handed in
        self.silent_at = ""
        self.reached = threading.Event()
        self.url = ""

    @property
    def mailbox(self) -> set[str]:
        return set(self.arrived)

    def talk(self, line: socket.socket) -> None:
        with line, line.makefile("rwb", buffering=0) as wire, suppress(OSError):
            if self._falls_silent("greeting"):
                return
            wire.write(b"220 pretend\r\n")
            for heard in wire:
                verb = heard[:4].strip().upper()
                if verb == b"DATA" and not self._take(wire):
                    return
                if verb == b"QUIT" and self._falls_silent("quit"):
                    return
                if verb != b"DATA":
                    wire.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")

    def _take(self, wire) -> bool:  # type: ignore[no-untyped-def]
        wire.write(b"354 go on\r\n")
        mail = b""
        while not mail.endswith(b"\r\n.\r\n"):
            mail += wire.readline()
        self.arrived.append(re.search(rb"(?mi)^Message-ID: (\S+)", mail)[1].decode())  # type: ignore[index]
        if self._falls_silent("data"):
            return False
        wire.write(b"250 taken\r\n")
        return True

    def _falls_silent(self, step: str) -> bool:
        """Once: it is reached, and nothing more is said for as long as a test lasts."""
        if self.silent_at != step:
            return False
        self.silent_at = ""
        self.reached.set()
        threading.Event().wait(30)
        return True


@contextmanager
def pretend_post() -> Iterator[PretendPost]:
    post = PretendPost()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        post.url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        threading.Thread(target=_serve, args=(post, listener), daemon=True).start()
        yield post


def _serve(post: PretendPost, listener: socket.socket) -> None:
    with suppress(OSError):
        while True:
            line, _from = listener.accept()
            threading.Thread(target=post.talk, args=(line,), daemon=True).start()
