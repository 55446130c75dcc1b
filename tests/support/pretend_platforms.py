"""A pretend Shopify, WooCommerce or Square on a port of its own: the twins of the demo, talked to over
HTTP."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from associate.core.catalog.channels import Channel, Platform
from associate.db import atomic
from associate.integrations.commerce.pretend.shops import PretendShop
from associate.jobs.publish import publish_all
from associate.jobs.spread import spread_what_happened


@contextmanager
def served(shop: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The shop, and the settings of a channel that is connected to it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(shop))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield shop, {"base_url": url, "access_token": "ck_1:cs_1", "currency": "EUR"}
    finally:
        server.shutdown()
        server.server_close()


def connect(channel: Channel, settings: dict[str, Any], platform: Platform, **places: str) -> None:
    """The channel’s platform is this one from now; `places`: theirs (without the underscore) = our code."""
    with atomic():
        channel.platform, channel.settings = platform, {**channel.settings, **settings}
        if places:
            channel.locations = {theirs.removeprefix("_"): ours for theirs, ours in places.items()}


def tell_shops(app: Any) -> int:
    """Find out what there is to tell, and give each web shop a turn, as the threads beside the worker do."""
    spread_what_happened()
    return publish_all(app)


def _handler(shop: PretendShop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            silent, shop.falls_silent = shop.falls_silent, False
            status, headers, said = shop.answer(self.command, self.path, json.loads(raw) if raw else None)
            if silent:
                self.connection.close()
                return
            body = json.dumps(said).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self._answer()

        def log_message(self, *_said: object) -> None:
            pass

    return Handler
