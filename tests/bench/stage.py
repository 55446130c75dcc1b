"""A shop with orders in it, served by gunicorn, for one bench."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from associate import create_app
from associate.config import database_uri
from associate.core.orders.models import Order
from associate.db import db
from tests.bench.client import Client
from tests.bench.measure import children_of
from tests.support import engines, server
from tests.support.furnish import furnish
from tests.support.shop import Shop


@dataclass
class Stage:
    shop: Shop
    client: Client
    pids: list[int]
    url: str
    app: Flask
    counters: dict[str, str] = field(default_factory=dict)  # order number → its open handover

    def orders(self, count: int, first: int = 1) -> list[Order]:
        items = ((self.shop.jacket, 1), (self.shop.kettle, 1), (self.shop.milk, 1))
        for variant, _units in items:
            self.shop.stocks(variant, count)
        return [
            self.shop.has_order(
                *items, number=str(first + n), customer=f"c-{first + n}", first=f"Guest{first + n}"
            )
            for n in range(count)
        ]

    def statements(self) -> int:
        """How many the serving process has sent to the database so far."""
        return int(self.client.get("/bench/statements").text)

    def version(self, path: str) -> str:
        """The version that the live part of a page shows."""
        return re.search(r'data-version="([^"]*)"', self.client.get(path).text)[1]  # type: ignore[index]


@contextmanager
def stage(url: str, workers: int = 1) -> Iterator[Stage]:
    """gunicorn with processes of 8 threads on this database; one, as `./dev demo` runs it, if not told."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            {"SQLALCHEMY_DATABASE_URI": database_uri(url), "SECRET_KEY": "tests", "RATELIMIT_ENABLED": False}
        )
        with app.app_context():
            assert app.test_cli_runner().invoke(args=["setup"]).exit_code == 0
            furnish()
            shop = Shop()
            with server.serve(
                url, Path(folder), workers, app="tests.bench.app:create_bench_app()"
            ) as running:
                pids = [pid for child in children_of(os.getpid()) for pid in (child, *children_of(child))]
                yield Stage(shop, Client(running.url, shop.ana.email), pids, running.url, app)
            db.session.remove()
            db.engine.dispose()


def each_engine() -> Iterator[tuple[str, str]]:
    """("sqlite", address) and ("postgresql", address), both empty."""
    with tempfile.TemporaryDirectory() as folder, engines.postgres_server() as postgres:
        yield "sqlite", f"sqlite:///{folder}/bench.db"
        yield "postgresql", postgres


def say(*words: object) -> None:
    print(*words, file=sys.stdout, flush=True)
