"""What an order and each screen cost with 10,000, 200,000 and 1,000,000 past orders, as a ratio to the first.

Nothing that is open grows: only what is done. `--million` asks for the last size, which takes its time and
some 15 GB. CPU of this process and of the database's, both sizes in turn; wall times beside it.
"""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from associate import create_app
from associate.config import database_uri
from associate.core.acts.cancel import cancel_order
from associate.core.acts.intake import take_in
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.api_tokens import SCOPES, SHOWN, ApiToken, hash_of, new_token
from associate.core.events.commands import intent
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.inventory import ledger
from associate.core.orders.models import Order
from associate.core.stores.models import LocationKind
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task
from associate.core.tasks.tasks import close_task
from associate.db import atomic, db
from associate.workflows.handover.forms import Proof
from associate.workflows.handover.rules import bags, completion, opening, verification
from tests.bench.history import multiply
from tests.bench.measure import Series, cpu_of, postgres_pids
from tests.bench.stage import say
from tests.support import engines
from tests.support.furnish import PASSWORD, furnish, place, store, variant
from tests.support.pickups import KEY, make_ready
from tests.support.shop import Shop, look_again

FIRST, NEXT, MILLION = 10_000, 200_000, 1_000_000
STORES, THINGS, DONE, OPEN, NEW = 20, 40, 100, 40, 3 * MILLION
ROUNDS, BATCH, MOST = 6, 8, 1.2
SCREENS = {
    "queue": "/pick",
    "queue's poll": "/pick/cards",
    "order list": "/orders",
    "find by number": f"/orders?q=HW-{2 * MILLION + 3}",
    "find by name": f"/orders?q=guest{2 * MILLION + 3}",
    "by a name of many": "/orders?q=guest43",  # one in a hundred has it, and a fifth of those in this store
    "by what all have": "/orders?q=guest",
    "by two words of many": "/orders?q=guest43+rosen43",
    "find at the counter": f"/handover?q=guest{2 * MILLION}",
    "tasks": "/tasks",
    "today": "/",
    "put back": "/putback",
    "stock": "/stock",
    "lookup": "/stock/lookup?q=THING-3",
    "reorder": "/stock/reorder",
    "counts": "/counts",
    "transfers": "/transfers",
    "API orders": "/api/v1/orders",
    "API fulfillments": "/api/v1/fulfillments",
    "API stock": "/api/v1/stock",
}


@dataclass
class Side:
    """A shop with so many past orders."""

    orders: int
    app: Flask
    client: Any
    token: str
    pids: list[int]
    said: int = 0

    def opens(self, path: str) -> None:
        headers = {"Authorization": f"Bearer {self.token}"} if path.startswith("/api") else {}
        answer = self.client.get(path, headers=headers, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])

    def takes_in(self) -> None:
        """One new order, by a customer of its own."""
        self.said += 1
        with self.app.app_context():
            _order(NEW + self.said * STORES + 3)
            db.session.remove()


def run() -> None:
    sizes = [FIRST, NEXT, *([MILLION] if "--million" in sys.argv else [])]
    with tempfile.TemporaryDirectory() as folder, engines.postgres_server() as server:
        yard = (engines.PostgresEngine(server, fill), engines.SqliteEngine(Path(folder), fill))
        for engine in yard:
            for size in sizes[1:]:
                with ExitStack() as stack:
                    compare(engine.name, *(stack.enter_context(shop_of(engine, n)) for n in (FIRST, size)))
            engine.close()


@contextmanager
def shop_of(engine: Any, orders: int) -> Iterator[Side]:
    with engine.database("seed") as url:
        app = app_at(url)
        with app.app_context():
            multiply(orders // DONE)
            token, name = (
                _token(),
                db.session.scalars(sa.select(Staff.email).filter_by(first_name="Helen")).one(),
            )
            for number in range(OPEN):
                _order(2 * MILLION + number)
            db.session.remove()
        client = app.test_client()
        assert client.post("/login", data={"email": name, "password": PASSWORD}).status_code == 303
        yield Side(orders, app, client, token, [os.getpid(), *postgres_pids(url)])
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def compare(engine: str, first: Side, grown: Side) -> None:
    deeds: dict[str, Callable[[Side], None]] = {"take in an order": Side.takes_in}
    deeds |= {name: lambda side, path=path: side.opens(path) for name, path in SCREENS.items()}  # type: ignore[misc]
    for name, deed in deeds.items():
        before, after = cost(deed, first, grown)
        ratio = sum(after.cpu) / max(sum(before.cpu), 1e-9)
        say(
            f"growth   {engine:10} {first.orders:,} → {grown.orders:,} orders  {name:20} {ratio:5.2f} ×",
            f"({before.mean_cpu():.1f} → {after.mean_cpu():.1f} ms of CPU,",
            f"p50 {before.median():.1f} → {after.median():.1f} ms)",
            "ok" if ratio <= MOST else f"falls short: more than {MOST} ×",
        )


def cost(deed: Callable[[Side], None], *sides: Side) -> tuple[Series, ...]:
    """In turn: a machine that slows down slows both."""
    found = tuple(Series(f"{side.orders}") for side in sides)
    for side in sides:
        for _warm in range(3):
            deed(side)
    gc.collect()  # else going through all that is loaded, half a second, falls on one of the two
    gc.freeze()
    for _round in range(ROUNDS):
        for side, series in zip(sides, found, strict=True):
            cpu = cpu_of(side.pids)
            for _request in range(BATCH):
                start = time.perf_counter()
                deed(side)
                series.wall.append((time.perf_counter() - start) * 1000)
            series.cpu.append((cpu_of(side.pids) - cpu) * 1000 / BATCH)
    return found


# ── a seed: a few orders of every end, in many stores ────────────────────────


def app_at(url: str) -> Flask:
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": database_uri(url),
            "SECRET_KEY": KEY,
            "LOG_LEVEL": "error",
            "RATELIMIT_ENABLED": False,
            "WTF_CSRF_ENABLED": False,
            "SESSION_COOKIE_SECURE": False,
            "TESTING": True,
        }
    )


def fill(url: str, _kind: str) -> None:
    """Orders that are done, of every end: what is open comes later and isn't multiplied."""
    app = app_at(url)
    with app.app_context():
        assert app.test_cli_runner().invoke(args=["setup"]).exit_code == 0
        furnish()
        _open_stores()
        for number in range(DONE):
            _finish(_order(number), number)
        with atomic():
            db.session.execute(sa.update(Delivery).values(state=DeliveryState.SENT))
            for task in db.session.scalars(sa.select(Task).where(Task.done_at.is_(None))):
                close_task(task, "seed", by=SYSTEM)
        db.session.remove()
        db.engine.dispose()


def _open_stores() -> None:
    with atomic():
        places = {f"s{n}": f"S{n}" for n in range(STORES)}
        opened = [store(code, f"Store {code}", "Europe/Dublin", "EUR", "IE") for code in places.values()]
        things = [variant(f"THING-{n}", f"{20000000 + n}", f"Thing {n}", 1000 + n) for n in range(THINGS)]
        for here in opened:
            place(here, "R-1", LocationKind.STAGING, 51)
        ledger.stock_up(
            [
                {"store_id": here.id, "variant_id": thing.id, "on_hand": 10_000}
                for here in opened
                for thing in things
            ],
            cause="seed",
            by=SYSTEM,
        )
        channel = db.session.scalars(sa.select(Channel)).one()
        channel.locations = {**channel.locations, **places}
        helen = db.session.scalars(sa.select(Staff).filter_by(first_name="Helen")).one()
        helen.store_id = opened[3].id


def _order(number: int) -> Order:
    """Of one to three things, in one of the stores, by one of as many customers."""
    look_again()
    ids = [1 + (number * 7 + n * 3) % THINGS for n in range(1 + number % 3)]
    things = [db.session.scalars(sa.select(Variant).filter_by(sku=f"THING-{n - 1}")).one() for n in ids]
    who = {"customer": f"c-{number}", "first": f"Guest{number}", "last": f"Rosen{number}"}
    told = Shop().tells(
        *((thing, 1) for thing in things), number=f"{number}", location=f"s{number % STORES}", **who
    )
    return take_in(db.session.scalars(sa.select(Channel)).one(), told)


def _finish(order: Order, number: int) -> None:
    """Nine in ten are handed over, the others canceled before."""
    if number % 10 == 0:
        cancel_order(order, by=SYSTEM, reason="mistake")
        return
    job = db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id)).one()
    make_ready(job, tag=f"{number:03}")
    by, meant = Shop().ana.actor, iter(f"seed-{number}-{n}" for n in range(9))
    handover = db.session.get_one(
        Handover, opening.open_handover([job], intent=intent(next(meant), "open", by, {}), by=by)
    )
    proof = Proof(how="photo_id", id_type="passport")
    verification.verify(handover, proof, key=KEY, intent=intent(next(meant), "verify", by, {}), by=by)
    bags.scan_bag(handover, f"BAG-{number:03}", intent=intent(next(meant), "scan", by, {}), by=by)
    completion.hand_over(handover, key=KEY, intent=intent(next(meant), "give", by, {}), by=by)


def _token() -> str:
    text = new_token()
    with atomic():
        token = ApiToken(
            name="Bench",
            start=text[:SHOWN],
            token_hash=hash_of(text),
            scopes=list(SCOPES),
            created_by="staff:1",
        )
        db.session.add(token)
    return text
