"""Reservations through the domain code against the same statements by the bare driver, in turn, in one run.

One reservation is a conditional update of the level, its movement and the line's own row. Each in a
transaction of its own, and as a burst of orders does it: 150 lines to a transaction. Goals, of the bare
driver's reservations a second: 0.5 on PostgreSQL, 0.3 on SQLite with synchronous=FULL. Both sides have the
same settings and raise no store's version; only ours takes its connection from a pool.
"""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import psycopg

from associate import create_app
from associate.bulk import insert_for_ids
from associate.clock import now
from associate.config import database_uri, engine_options
from associate.core.acts.check import mismatches
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.inventory import ledger
from associate.db import atomic, db
from tests.bench.stage import each_engine, say
from tests.support.furnish import furnish
from tests.support.shop import Shop

ROUNDS, ALONE, TOGETHER = 10, 100, 150
GOALS = {"sqlite": 0.3, "postgresql": 0.5}
TAKE = (
    "INSERT INTO movements (level_id, bucket, quantity, kind, cause, by, device_id, at, reverses_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO reservations (level_id, fulfillment_line_id, quantity) VALUES (?, ?, ?)",
    "UPDATE stock_levels SET reserved = reserved + ? WHERE id = ? AND ? <= on_hand - reserved - held",
)


def run() -> None:
    for engine, url in each_engine():
        app = create_app({"SQLALCHEMY_DATABASE_URI": database_uri(url), "SECRET_KEY": "tests"})
        with app.app_context():
            assert app.test_cli_runner().invoke(args=["setup"]).exit_code == 0
            furnish()
            compare(engine, url)
            db.session.remove()
            db.engine.dispose()


def compare(engine: str, url: str) -> None:
    levels, lines = shelves(Shop())
    bare = Bare(url)
    for size, what in ((1, "one to a transaction"), (TOGETHER, f"{TOGETHER} to a transaction")):
        times = {"ours": 0.0, "bare": 0.0}
        count = ALONE if size == 1 else TOGETHER
        for _round in range(ROUNDS):
            for side, reserve in (("ours", through_the_ledger), ("bare", bare.reserve)):
                parts = [[(levels[n % 4], 1, next(lines)) for n in range(size)] for _ in range(count // size)]
                times[side] += seconds(reserve, parts)
        ours, limit = (ROUNDS * count / times[side] for side in ("ours", "bare"))
        say(
            f"reserve  {engine:10} {what}: {ours:.0f}/s, bare driver {limit:.0f}/s:",
            f"{ours / limit:.2f} of it (goal ≥ {GOALS[engine]})",
        )
    bare.close()
    assert list(mismatches()) == []


def shelves(shop: Shop) -> tuple[list[ledger.Level], Any]:
    """Four full levels, and lines that nothing was set aside for yet."""
    things = (shop.jacket, shop.kettle, shop.milk, shop.wine)
    for thing in things:
        shop.stocks(thing, 100_000)
    order = shop.has_order((shop.jacket, 1))
    job = shop.job(order)
    needed = 2 * ROUNDS * (ALONE + TOGETHER)
    row = {"fulfillment_id": job.id, "order_line_id": job.lines[0].order_line_id, "wanted": 1}
    with atomic():
        ids = insert_for_ids(FulfillmentLine, [{**row, "variant_id": things[0].id}] * needed)
        levels = ledger.levels_at({(shop.mill_quay.id, thing.id) for thing in things})
    return list(levels.values()), iter(ids)


def through_the_ledger(parts: list[tuple[ledger.Level, int, int]]) -> None:
    with atomic():
        ledger.reserve_all(parts, by=SYSTEM)


def seconds(reserve: Callable[[Any], None], transactions: list[Any]) -> float:
    start = time.perf_counter()
    for parts in transactions:
        reserve(parts)
    return time.perf_counter() - start


class Bare:
    """The same statements in the same order, by the driver alone."""

    def __init__(self, url: str) -> None:
        if url.startswith("postgres"):
            self.connection: Any = psycopg.connect(url, **engine_options(database_uri(url))["connect_args"])
            self.statements = [statement.replace("?", "%s") for statement in TAKE]
            self.begin: Callable[[], object] = lambda: None  # psycopg begins by itself
        else:
            self.connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
                self.connection.execute(f"PRAGMA {pragma}")
            self.statements = list(TAKE)
            self.begin = lambda: self.connection.execute("BEGIN IMMEDIATE")

    def reserve(self, parts: list[tuple[ledger.Level, int, int]]) -> None:
        wanted: dict[int, int] = {}
        for level, units, _line in parts:
            wanted[level.id] = wanted.get(level.id, 0) + units
        at = now() if "%s" in self.statements[0] else f"{now():%Y-%m-%d %H:%M:%S.%f}"
        movements = [
            (level.id, "reserved", n, "reserved", f"line:{line}", "system", None, at, None)
            for level, n, line in parts
        ]
        reservations = [(level.id, line, units) for level, units, line in parts]
        taken = [(units, level_id, units) for level_id, units in sorted(wanted.items())]
        self.begin()
        cursor = self.connection.cursor()
        for statement, many in zip(self.statements, (movements, reservations, taken), strict=True):
            if len(many) == 1:
                cursor.execute(statement, many[0])
            else:
                cursor.executemany(statement, many)
        assert cursor.rowcount == len(taken)
        self.connection.execute("COMMIT")

    def close(self) -> None:
        self.connection.close()
