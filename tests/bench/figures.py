"""What the same question about figures costs with 10,000, 200,000 and 1,000,000 orders, as a ratio.

Each order is as far in the past as in bench growth, so that a store's week holds as many of them at any size.
With 10,000 and 100,000 the points are made from the journal, and compared with a reckoning of its own that
knows nothing of them; with more they are multiplied as everything else. `--million` asks for the last size.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from associate.bulk import insert_all
from associate.clock import as_of, now
from associate.core.events.models import Event
from associate.core.figures.keep import rebuild
from associate.core.figures.models import FigurePoint
from associate.core.figures.points import Measure
from associate.core.figures.reading import Asked, Rank, ranks, sums
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db, is_sqlite
from tests.bench.growth import DONE, FIRST, MILLION, NEXT, Side, app_at, cost, fill
from tests.bench.history import APART, multiply
from tests.bench.measure import postgres_pids
from tests.bench.stage import say
from tests.support import engines
from tests.support.furnish import PASSWORD

MOST, CHECKED = 1.5, 100_000
PAGES = {
    "the page, 7 days": "/figures",
    "the page, 28 days": "/figures?span=28",
    "one figure by hour": "/figures/time-to-ready?by=hour",
    "all as a file": "/figures/figures.csv",
    "a day's close": "/figures/day",
}


def run() -> None:
    sizes = [FIRST, NEXT, *([MILLION] if "--million" in sys.argv else [])]
    with tempfile.TemporaryDirectory() as folder, engines.postgres_server() as server:
        for engine in (engines.PostgresEngine(server, fill), engines.SqliteEngine(Path(folder), fill)):
            with _shop_of(engine, CHECKED):
                pass
            for size in sizes[1:]:
                with ExitStack() as stack:
                    _compare(engine.name, *(stack.enter_context(_shop_of(engine, n)) for n in (FIRST, size)))
            engine.close()


@contextmanager
def _shop_of(engine: Any, orders: int) -> Iterator[Side]:
    with engine.database("seed") as url:
        app = app_at(url)
        with app.app_context():
            if orders > CHECKED:
                rebuild()
            multiply(orders // DONE)
            if orders > CHECKED:
                _copy_points(orders // DONE)
            else:
                _make_points(engine.name, orders)
            email = db.session.scalars(sa.select(Staff.email).filter_by(first_name="Helen")).one()
            db.session.remove()
        client = app.test_client()
        assert client.post("/login", data={"email": email, "password": PASSWORD}).status_code == 303
        yield Side(orders, app, client, "", [os.getpid(), *postgres_pids(url)])
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _make_points(engine: str, orders: int) -> None:
    began = time.perf_counter()
    with as_of(now() + timedelta(days=1)):  # all that was promised is due
        points = rebuild()
    rebuilt = time.perf_counter() - began
    found = _differences()
    say(
        f"figures  {engine:10} {orders:,} orders: {points:,} points",
        f"rebuilt in {rebuilt:.0f} s ({orders / rebuilt:,.0f} orders/s);",
        f"differs from the journal: {found}" if found else "the same as reckoned from the journal: ok",
    )


def _copy_points(times: int) -> None:
    """Each as far back as its order, to the day."""
    table, width = FigurePoint.__table__, db.session.scalar(sa.select(sa.func.max(FigurePoint.thing_id))) or 0
    seed = [dict(row._mapping) for row in db.session.execute(sa.select(table))]
    for first in range(1, times + 1, 20):
        rows = [
            {**row, "thing_id": row["thing_id"] + k * width, "day": row["day"] - k * APART}
            for k in range(first, min(first + 20, times + 1))
            for row in seed
        ]
        with atomic():
            insert_all(FigurePoint, rows)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if is_sqlite() else "VACUUM ANALYZE figure_points")


def _differences() -> list[str]:
    """From all orders of all stores, read one by one: who was ready when, and what was promised."""
    ready = sa.select(Event.about, sa.func.max(Event.at)).where(Event.kind == "fulfillment.ready")
    was_ready = {int(row[0][12:]): row[1] for row in db.session.execute(ready.group_by(Event.about))}
    find = sa.select(Fulfillment.id, Fulfillment.promise_at, Order.placed_at).join(Order)
    jobs = db.session.execute(find).all()
    waits = sorted(int((was_ready[j.id] - j.placed_at).total_seconds()) for j in jobs if j.id in was_ready)
    on_time = sum(was_ready[job.id] <= job.promise_at for job in jobs if job.id in was_ready)
    everything = Asked(tuple(db.session.scalars(sa.select(Store.id))), date(1990, 1, 1), date(2100, 1, 1))
    measures = [Measure.ASKED, Measure.ON_TIME, Measure.FILL, Measure.UNCOLLECTED]
    kept = {measure: found for (measure, _group), found in sums(everything, measures).items()}
    ranked = ranks(everything, [Measure.READY_WALL])[Measure.READY_WALL, None]
    expected = {
        "orders": (kept[Measure.ASKED].n, len(jobs)),
        "time to ready": (ranked, Rank(waits[ceil(len(waits) / 2) - 1], waits[ceil(len(waits) * 0.9) - 1])),
        "ready on time": (kept[Measure.ON_TIME].value, on_time),
        "done": (kept[Measure.FILL].value, len(waits)),
        "collected": (kept[Measure.UNCOLLECTED].n, len(waits)),
    }
    return [f"{name}: {is_} and not {should}" for name, (is_, should) in expected.items() if is_ != should]


def _compare(engine: str, first: Side, grown: Side) -> None:
    for name, path in PAGES.items():
        before, after = cost(lambda side, path=path: side.opens(path), first, grown)  # type: ignore[misc]
        ratio = sum(after.cpu) / max(sum(before.cpu), 1e-9)
        say(
            f"figures  {engine:10} {first.orders:,} → {grown.orders:,} orders  {name:20} {ratio:5.2f} ×",
            f"({before.mean_cpu():.1f} → {after.mean_cpu():.1f} ms of CPU,",
            f"p50 {before.median():.1f} → {after.median():.1f} ms)",
            "ok" if ratio <= MOST else f"falls short: more than {MOST} ×",
        )
