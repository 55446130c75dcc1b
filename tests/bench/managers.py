"""What the managers' board costs with 10,000, 200,000 and 1,000,000 past orders, as a ratio to the first.

Drawn anew each time: what is kept of it by version and minute is thrown away before. The same orders are open
at any size, and as many of a store's week are done. `--million` asks for the last size.
"""

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from associate.core.stores.staff import Staff
from associate.db import db
from tests.bench.growth import FIRST, MILLION, NEXT, Side, cost, fill, shop_of
from tests.bench.stage import say
from tests.support import engines
from tests.support.furnish import PASSWORD

MOST = 1.5
OF_A_STORE = {
    "the board": "/board",
    "what is late": "/board/list?show=late",
    "promised today": "/board/list?show=today",
    "exceptions": "/board/list?show=tasks",
    "one job to move": f"/board/jobs/HW-{2 * MILLION + 3}",
}
OF_ALL = {
    "over stores": "/board/stores",
    "promised today, all": "/board/list?show=today&at=all",
    "exceptions, all": "/board/list?show=tasks&at=all",
}


def run() -> None:
    sizes = [FIRST, NEXT, *([MILLION] if "--million" in sys.argv else [])]
    with tempfile.TemporaryDirectory() as folder, engines.postgres_server() as server:
        for engine in (engines.PostgresEngine(server, fill), engines.SqliteEngine(Path(folder), fill)):
            for size in sizes[1:]:
                with ExitStack() as stack:
                    _compare(engine.name, *(stack.enter_context(shop_of(engine, n)) for n in (FIRST, size)))
            engine.close()


def _compare(engine: str, first: Side, grown: Side) -> None:
    over_stores = _as_regional(first), _as_regional(grown)
    pages = [(page, (first, grown)) for page in OF_A_STORE.items()]
    pages += [(page, over_stores) for page in OF_ALL.items()]
    for (name, path), sides in pages:
        before, after = cost(lambda side, path=path: _draws(side, path), *sides)  # type: ignore[misc]
        ratio = sum(after.cpu) / max(sum(before.cpu), 1e-9)
        say(
            f"managers {engine:10} {first.orders:,} → {grown.orders:,} orders  {name:20} {ratio:5.2f} ×",
            f"({before.mean_cpu():.1f} → {after.mean_cpu():.1f} ms of CPU,",
            f"p50 {before.median():.1f} → {after.median():.1f} ms)",
            "ok" if ratio <= MOST else f"falls short: more than {MOST} ×",
        )


def _draws(side: Side, path: str) -> None:
    side.app.extensions.pop("fragments", None)
    side.opens(path)


def _as_regional(side: Side) -> Side:
    with side.app.app_context():
        email = db.session.scalars(sa.select(Staff.email).filter_by(first_name="Rosa")).one()
        db.session.remove()
    client: Any = side.app.test_client()
    assert client.post("/login", data={"email": email, "password": PASSWORD}).status_code == 303
    return replace(side, client=client)
