"""A bound on the whole of a call: a timeout of reading begins anew with each byte that drips in."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def in_time(seconds: float) -> Iterator[Any]:
    """Hangs up when all of it takes longer.

    Gives what `trace` of the request has to be: it learns the connection from it.
    """
    streams: list[Any] = []

    def watch(event: str, about: Any) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            streams.append(about["return_value"])

    def hang_up() -> None:
        with suppress(IndexError, OSError):  # nothing is open: it ends by itself
            socket.socket.shutdown(streams[-1].get_extra_info("socket"), socket.SHUT_RDWR)

    alarm = threading.Timer(seconds, hang_up)
    alarm.daemon = True
    alarm.start()
    try:
        yield watch
    finally:
        alarm.cancel()
