"""500 curbside boards of 50 stores that ask whether they are current, on this machine.

Idle: the share of a core that they cost, database included, and the statements that one web process sends a
second with all of the boards and with a fifth of them; beside it what the same questions cost gunicorn’s
threads when there is no app behind them. Busy: 20 changes a second by another process, and the time from the
commit to the board that shows it. A store’s car comes, is taken, given back and drives off again, so a change
finds boards that are empty and boards that are not, each in the rhythm that it was told.
"""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from flask import Flask

from associate.clock import now
from associate.core.acts import arrivals, running
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.models import LocationKind, Store, StoreVersion
from associate.core.stores.sessions import A_SHIFT
from associate.core.stores.staff import Role, Staff, StaffSession
from associate.db import atomic, db
from associate.web.tokens import new_token, token_hash
from associate.workflows.curbside.screens import board as screen
from tests.bench.measure import children_of, cpu_of, postgres_pids
from tests.bench.stage import Stage, each_engine, say, stage
from tests.support import server
from tests.support.furnish import HASH, place, store

STORES, BOARDS = 50, 10  # boards of each store
IDLE_FOR, BUSY_FOR = 20.0, 30.0  # seconds of measuring
CHANGES = 20  # a second
WARM_UP = 12.0  # seconds; by then each board was answered from memory
TICK = 0.25  # seconds; a browser looks that often at what is due
GOALS = "goals: 2 s, 10 % of a core"
PATH = "/curbside/cars"
"""A board's fragment."""


@dataclass
class Board:
    """One tablet: it shows a version, and asks for the next."""

    store_id: int
    cookie: str
    version: str = ""
    every: float = screen.IDLE  # seconds between two questions; what it shows says so
    waits: list[float] = field(default_factory=list)

    def request(self) -> bytes:
        return (
            f"GET {PATH}?v={self.version} HTTP/1.1\r\nHost: bench\r\nHX-Request: true\r\n"
            f"Cookie: {self.cookie}\r\n\r\n"
        ).encode()


@dataclass
class Changes:
    """What was committed, by store: (the counter it moved to, when)."""

    made: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    def make(self, car: "Car") -> None:
        next(car.deeds)
        committed, store_id = time.perf_counter(), car.job.store_id
        n = db.session.scalar(sa.select(StoreVersion.n).filter_by(store_id=store_id))
        self.made.setdefault(store_id, []).append((n or 0, committed))

    def shown_between(self, store_id: int, before: int, after: int) -> Iterator[float]:
        """When each change happened that a board saw only now."""
        return (at for n, at in self.made.get(store_id, []) if before < n <= after)


def run() -> None:
    with no_app() as (url, pids):
        nobody = [Board(0, "") for _ in range(STORES * BOARDS)]
        floor = asyncio.run(idle(url, nobody, pids, lambda: 0))
        say(f"boards   gunicorn’s threads alone: {len(nobody)} idle: {floor.core:.1%} of a core")
    for engine, url in each_engine():
        with stage(url) as set_:
            boards = open_boards(set_)
            pids = [*set_.pids, *postgres_pids(url)]
            few = asyncio.run(idle(set_.url, boards[::5], pids, set_.statements))
            all_ = asyncio.run(idle(set_.url, boards, pids, set_.statements))
            say(
                f"boards   {engine:10} {len(boards)} idle: {all_.core:.1%} of a core,",
                f"{all_.statements:.1f} statements/s ({len(boards) // 5} boards: {few.core:.1%},",
                f"{few.statements:.1f} statements/s; {GOALS})",
            )
            found = asyncio.run(busy(set_, boards, cars_of(set_), pids))
            p95 = statistics.quantiles(found.waits, n=20)[-1]
            say(
                f"boards   {engine:10} {found.rate:.1f} changes/s: commit → screen p50",
                f"{statistics.median(found.waits):.2f} s, p95 {p95:.2f} s of {len(found.waits)} showings,",
                f"{found.core:.0%} of a core ({GOALS})",
            )


@contextmanager
def no_app() -> Iterator[tuple[str, list[int]]]:
    """Address and processes of gunicorn’s own worker with an app that says 204 to everybody."""
    with TemporaryDirectory() as folder:
        other = {"GUNICORN_CMD_ARGS": "--worker-class=gthread"}
        with server.serve("sqlite://", Path(folder), app="tests.bench.nothing:app", **other) as running:
            pids = children_of(os.getpid())
            yield running.url, [pid for child in pids for pid in (child, *children_of(child))]


def open_boards(set_: Stage) -> list[Board]:
    """A person signed in at each; their cookie is what the login page would have set."""
    app: Flask = set_.app
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name, boards = app.config["SESSION_COOKIE_NAME"], []
    with atomic():
        for n in range(STORES):
            here = store(f"S{n:02}", f"Store {n}", "Europe/Dublin", "EUR", "IE")
            place(here, "1", LocationKind.BAY, 90)
            for at in range(BOARDS):
                staff = Staff(
                    email=f"{here.code}-{at}@shop.example".lower(),
                    first_name=f"Ana{at}",
                    last_name=here.name,
                    role=Role.ASSOCIATE,
                    store=here,
                    password_hash=HASH,
                )
                token = new_token()
                db.session.add(
                    StaffSession(token_hash=token_hash(token), staff=staff, expires_at=now() + A_SHIFT)
                )
                kept = signer.dumps({"_user_id": token, "_fresh": True})
                db.session.flush()
                boards.append(Board(here.id, f"{name}={kept}"))
    return boards


@dataclass
class Car:
    """It comes to its store for the one order there, again and again."""

    job: Fulfillment
    deeds: Iterator[object]


def cars_of(set_: Stage) -> list[Car]:
    channel = set_.shop.web
    with atomic():
        here = list(db.session.scalars(sa.select(Store).where(Store.code.like("S__")).order_by(Store.id)))
        channel.locations = {**channel.locations, **{s.code.lower(): s.code for s in here}}
    cars = []
    for at, store_ in enumerate(here):
        set_.shop.stocks(set_.shop.jacket, 1, store=store_)
        order = set_.shop.has_order(
            (set_.shop.jacket, 1), number=f"B{at}", customer=f"b-{at}", location=store_.code.lower()
        )
        job = db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id)).one()
        cars.append(Car(job, deeds(job, set_.shop.helen)))
    return cars


def deeds(job: Fulfillment, runner: Staff) -> Iterator[object]:
    """One change each: what a board shows of the car is otherwise after it."""
    while True:
        yield (visit := arrivals.arrive([job], bay=None, make="Skoda", plate="482", by=runner.actor))
        yield running.claim(visit, runner, by=runner.actor)
        yield running.release(visit, by=runner.actor)
        yield running.left(visit, by=runner.actor)


@dataclass
class Idle:
    core: float  # share of one
    statements: float  # a second


@dataclass
class Busy:
    waits: list[float]  # all that a board waited for a change, in seconds
    rate: float  # changes a second
    core: float  # share of one


async def idle(url: str, boards: list[Board], pids: list[int], statements: Callable[[], int]) -> Idle:
    tasks = [asyncio.create_task(watch(url, board, Changes())) for board in boards]
    await asyncio.sleep(WARM_UP)
    before, sent, began = cpu_of(pids), statements(), time.perf_counter()
    await asyncio.sleep(IDLE_FOR)
    seconds = time.perf_counter() - began
    found = Idle((cpu_of(pids) - before) / seconds, (statements() - sent) / seconds)
    await stop(tasks)
    return found


async def busy(set_: Stage, boards: list[Board], cars: list[Car], pids: list[int]) -> Busy:
    changes = Changes()
    tasks = [asyncio.create_task(watch(set_.url, board, changes)) for board in boards]
    await make(changes, cars, WARM_UP)
    for board in boards:
        board.waits.clear()
    before, began = cpu_of(pids), time.perf_counter()
    rate = await make(changes, cars, BUSY_FOR)
    core = (cpu_of(pids) - before) / (time.perf_counter() - began)
    await asyncio.sleep(2 * screen.IDLE)
    await stop(tasks)
    return Busy([wait for board in boards for wait in board.waits], rate, core)


async def make(changes: Changes, cars: list[Car], seconds: float) -> float:
    """How many a second there were: fewer than CHANGES where the machine is too slow to make them."""
    began, due, made = time.perf_counter(), 0.0, 0
    while due < seconds:
        await asyncio.sleep(began + due - time.perf_counter())
        await asyncio.to_thread(changes.make, random.choice(cars))  # boards go on asking
        due, made = due + random.expovariate(CHANGES), made + 1
    return made / (time.perf_counter() - began)


async def stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    failed = await asyncio.gather(*tasks, return_exceptions=True)
    for error in failed:
        if not isinstance(error, asyncio.CancelledError):
            raise error or AssertionError("a board stopped")


async def watch(url: str, board: Board, changes: Changes) -> None:
    """What static/js/behaviors/live.js does: ask, show, wait 10 % more or less."""
    host, _, port = url.removeprefix("http://").partition(":")
    await asyncio.sleep(random.uniform(0, board.every))
    reader, writer = await asyncio.open_connection(host, int(port))
    while True:
        try:
            status, body = await ask(reader, writer, board)
        except (asyncio.IncompleteReadError, ConnectionError):  # the server closes what was quiet for long
            reader, writer = await asyncio.open_connection(host, int(port))
            continue
        if status == 200:
            show(board, body, changes)
        assert status in (200, 204), (status, body[:300])
        wait = board.every * random.uniform(0.9, 1.1)
        await asyncio.sleep(ceil(wait / TICK) * TICK)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, board: Board) -> tuple[int, bytes]:
    writer.write(board.request())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    body = await reader.readexactly(int(length)) if length else b""
    return int(head.split(b" ", 2)[1]), body


def show(board: Board, body: bytes, changes: Changes) -> None:
    seen, at = board.version, time.perf_counter()
    board.version, board.every = said(body, "version"), float(said(body, "every"))
    if seen:
        before, after = (int(version.partition(".")[0]) for version in (seen, board.version))
        board.waits += [at - made for made in changes.shown_between(board.store_id, before, after)]


def said(body: bytes, what: str) -> str:
    """A data attribute of the fragment."""
    return body.partition(f'data-{what}="'.encode())[2].partition(b'"')[0].decode()
