"""A shop or a carrier that takes its time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_httpserver import HTTPServer
from werkzeug import Response


@contextmanager
def slow(server: HTTPServer, path: str) -> Iterator[None]:
    """What is asked for here is answered after the block. The server is then done with it: it serves other
    tests, too, and they look at what it was asked."""
    over = threading.Event()
    server.expect_request(path).respond_with_handler(lambda _asked: Response("{}" if over.wait(10) else ""))
    yield
    over.set()
    ends = time.monotonic() + 10
    while path not in {asked.path for asked, _answer in server.log}:
        assert time.monotonic() < ends, "nobody asked"
        time.sleep(0.01)
