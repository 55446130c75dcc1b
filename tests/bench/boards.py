"""500 curbside boards of 50 stores that ask whether they are current, on this machine.

Idle: the share of a core that they cost, database included, and the statements that one web process sends a
second with all of the boards and with a fifth of them. Busy: 20 changes a second by another process, and the
time from the commit to the board that shows it.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

import sqlalchemy as sa
from flask import Flask

from associate.clock import now
from associate.core.acts import arrivals, running
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visits import Visit
from associate.core.stores.models import LocationKind, Store, StoreVersion
from associate.core.stores.sessions import A_SHIFT
from associate.core.stores.staff import Role, Staff, StaffSession
from associate.db import atomic, db
from associate.web.tokens import new_token, token_hash
from associate.workflows.curbside.screens import board as screen
from tests.bench.measure import cpu_of, postgres_pids
from tests.bench.stage import Stage, each_engine, say, stage
from tests.support.furnish import HASH, place, store

STORES, BOARDS = 50, 10  # boards of each store
IDLE_EVERY, BUSY_EVERY = screen.IDLE, screen.BUSY  # seconds between two questions of a board
IDLE_FOR, BUSY_FOR = 20.0, 30.0  # seconds of measuring
CHANGES = 20  # a second
WARM_UP = 20.0  # seconds; by then each board was answered from memory
GOALS = "goals: 2 s, 10 % of a core"
PATH = "/curbside/cars"
"""A board's fragment."""


@dataclass
class Board:
    """One tablet: it shows a version, and asks for the next."""

    store_id: int
    cookie: str
    version: str = ""
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

    def note(self, store_id: int) -> None:
        n = db.session.scalar(sa.select(StoreVersion.n).filter_by(store_id=store_id))
        self.made.setdefault(store_id, []).append((n or 0, time.perf_counter()))

    def shown_between(self, store_id: int, before: int, after: int) -> Iterator[float]:
        """When each change happened that a board saw only now."""
        return (at for n, at in self.made.get(store_id, []) if before < n <= after)


def run() -> None:
    for engine, url in each_engine():
        with stage(url) as set_:
            boards = open_boards(set_)
            pids = [*set_.pids, *postgres_pids(url)]
            few = asyncio.run(idle(set_, boards[::5], pids))
            all_ = asyncio.run(idle(set_, boards, pids))
            say(
                f"boards   {engine:10} {len(boards)} idle: {all_.core:.1%} of a core,",
                f"{all_.statements:.1f} statements/s ({len(boards) // 5} boards: {few.core:.1%},",
                f"{few.statements:.1f} statements/s)",
            )
            cars = park_cars(set_)
            waits, core = asyncio.run(busy(set_, boards, cars, pids))
            p95 = statistics.quantiles(waits, n=20)[-1]
            say(
                f"boards   {engine:10} {CHANGES} changes/s: commit → screen p50",
                f"{statistics.median(waits):.2f} s, p95 {p95:.2f} s of {len(waits)} showings,",
                f"{core:.0%} of a core ({GOALS})",
            )


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


def park_cars(set_: Stage) -> list[Visit]:
    """A car before each store, with one order in it."""
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
        with atomic(job):
            cars.append(
                arrivals.arrive(
                    [job],
                    bay=None,
                    make="Skoda",
                    color="blue",
                    plate="482",
                    load=None,
                    needs_help=False,
                    by=set_.shop.helen.actor,
                )
            )
    return cars


@dataclass
class Idle:
    core: float  # share of one
    statements: float  # a second


async def idle(set_: Stage, boards: list[Board], pids: list[int]) -> Idle:
    changes = Changes()
    tasks = [asyncio.create_task(watch(set_.url, board, IDLE_EVERY, changes)) for board in boards]
    await asyncio.sleep(WARM_UP)
    before, sent, began = cpu_of(pids), set_.statements(), time.perf_counter()
    await asyncio.sleep(IDLE_FOR)
    seconds = time.perf_counter() - began
    found = Idle((cpu_of(pids) - before) / seconds, (set_.statements() - sent) / seconds)
    await stop(tasks)
    return found


async def busy(
    set_: Stage, boards: list[Board], cars: list[Visit], pids: list[int]
) -> tuple[list[float], float]:
    """All that a board waited for a change, in seconds; the share of a core that it cost."""
    changes = Changes()
    tasks = [asyncio.create_task(watch(set_.url, board, BUSY_EVERY, changes)) for board in boards]
    await asyncio.sleep(WARM_UP)
    for board in boards:
        board.waits.clear()
    before, began, turn = cpu_of(pids), time.perf_counter(), cycle(cars)
    while (so_far := time.perf_counter() - began) < BUSY_FOR:
        car = next(turn)
        change(car, set_)
        changes.note(car.store_id)
        await asyncio.sleep(random.expovariate(CHANGES))
    core = (cpu_of(pids) - before) / so_far
    await asyncio.sleep(2 * BUSY_EVERY)
    await stop(tasks)
    return [wait for board in boards for wait in board.waits], core


def change(car: Visit, set_: Stage) -> None:
    """A runner takes it, or gives it back: what the board shows of it changes."""
    with atomic(car):
        if car.runner_id:
            running.release(car, by=set_.shop.helen.actor)
        else:
            running.claim(car, set_.shop.helen, by=set_.shop.helen.actor)


async def stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    failed = await asyncio.gather(*tasks, return_exceptions=True)
    for error in failed:
        if not isinstance(error, asyncio.CancelledError):
            raise error or AssertionError("a board stopped")


async def watch(url: str, board: Board, every: float, changes: Changes) -> None:
    """What static/js/behaviors/live.js does: ask, show, wait 10 % more or less."""
    host, _, port = url.removeprefix("http://").partition(":")
    await asyncio.sleep(random.uniform(0, every))
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
        await asyncio.sleep(every * random.uniform(0.9, 1.1))


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, board: Board) -> tuple[int, bytes]:
    writer.write(board.request())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    body = await reader.readexactly(int(length)) if length else b""
    return int(head.split(b" ", 2)[1]), body


def show(board: Board, body: bytes, changes: Changes) -> None:
    seen, at = board.version, time.perf_counter()
    board.version = body.partition(b'data-version="')[2].partition(b'"')[0].decode()
    if seen:
        before, after = (int(version.partition(".")[0]) for version in (seen, board.version))
        board.waits += [at - made for made in changes.shown_between(board.store_id, before, after)]
