"""A server that listens to us: it keeps what it is told, proves who signed it, answers as it is asked to."""

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook

from associate.core.events.outbox import Subscriber
from associate.db import atomic, db
from associate.integrations.webhooks_out.port import new_secret
from associate.jobs.postman import post_due
from associate.jobs.spread import spread_what_happened


@dataclass
class Told:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def uid(self) -> str:
        return self.headers["webhook-id"]

    def proven(self, secret: str) -> Any:
        """The payload; raises WebhookVerificationError where the signature is not by this secret."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Listener:
    """`answers`: status, headers and body of the next answers, in turn; when there are none left, 200."""

    answers: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    url: str = ""
    holds: threading.Event | None = None  # answers only once it is set
    reached: threading.Event = field(default_factory=threading.Event)

    @property
    def uids(self) -> Counter[str]:
        return Counter(told.uid for told in self.told)

    @property
    def kinds(self) -> list[str]:
        return [json.loads(told.body)["type"] for told in self.told]

    def will(self, status: int, said: str = "", **headers: str) -> None:
        self.answers.append((status, {k.replace("_", "-"): v for k, v in headers.items()}, said))


@contextmanager
def listener() -> Iterator[Listener]:
    heard = Listener()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(heard))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    heard.url = f"http://127.0.0.1:{server.server_port}/hooks"
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()


def subscribe(url: str, *kinds: str, name: str = "Warehouse") -> Subscriber:
    """Told of these kinds, or of all."""
    with atomic():
        subscriber = Subscriber(name=name, url=url, secret=new_secret(), kinds=list(kinds))
        db.session.add(subscriber)
    return subscriber


def tell_the_world(config: Mapping[str, Any]) -> int:
    """Find out what there is to tell, and post it, as the threads beside the worker do."""
    spread_what_happened()
    return post_due(config)


def _handler(heard: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard.told.append(Told(self.path, headers, body))
            heard.reached.set()
            if heard.holds:
                heard.holds.wait(30)
            status, more, said = heard.answers.pop(0) if heard.answers else (200, {}, "")
            self.send_response(status)
            for name, value in {**more, "Content-Length": str(len(said.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_anything: Any) -> None:
            pass

    return Handler
