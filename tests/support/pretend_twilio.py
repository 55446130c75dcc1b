"""A pretend Twilio on a port of its own: takes messages, lists them, and can be told to fall silent."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class PretendTwilio:
    """`silent_at`: "" answers all; "asked" hears a POST and does nothing; "taken" keeps the message and never
    says so; "answered" keeps it, does `before_answer`, and says so."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self.silent_at = ""
        self.before_answer: Callable[[], object] = lambda: None
        self.reached = threading.Event()
        self.url = ""

    def take(self, form: dict[str, str]) -> bool:
        """False when nothing is to be answered."""
        at, self.silent_at = self.silent_at, ""
        if at != "asked":
            self.messages.append({"body": form["Body"], "status": "queued", "date_created": formatdate()})
        if at == "answered":
            self.before_answer()
        if at:
            self.reached.set()
        return at in ("", "answered")


@contextmanager
def pretend_twilio() -> Iterator[PretendTwilio]:
    twilio = PretendTwilio()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(twilio))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    twilio.url = f"twilio://AC1:secret@+15005550006?api=http://127.0.0.1:{server.server_port}"
    try:
        yield twilio
    finally:
        server.shutdown()
        server.server_close()


def _handler(twilio: PretendTwilio) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if twilio.take({name: values[0] for name, values in parse_qs(said).items()}):
                self._tell(201, {"sid": "SM1", "status": "queued"})
            else:
                threading.Event().wait(30)

        def do_GET(self) -> None:
            self._tell(200, {"messages": twilio.messages, "next_page_uri": None})

        def _tell(self, status: int, answer: dict[str, object]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            pass

    return Handler
