"""A database for each person who practices: a file, made from nothing and thrown away after a day.

Nothing of practice is ever written to the shop’s own database, and nothing that reads that one (figures, the
worker, the API, exports, the audit) could come upon it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from associate.clock import now
from associate.db import Base, atomic, connection, elsewhere

KEPT_FOR = timedelta(days=1)  # since somebody last did something in it
AT_ONCE = 64  # engines that a process keeps; one holds no connection


def file_of(folder: str, staff_id: int) -> Path:
    """One that older tables made is another file: nobody meets it."""
    return Path(folder) / f"{staff_id}-{_tables()}.db"


@contextmanager
def at(file: Path) -> Iterator[None]:
    """This file is the one database there is."""
    token = _file.set(str(file))
    try:
        with elsewhere(_engine(str(file))):
            yield
    finally:
        _file.reset(token)


@contextmanager
def inside(app: Flask, file: Path) -> Iterator[None]:
    """The same, with a context of the practice app."""
    with at(file), app.app_context():
        yield


def make_world(app: Flask, file: Path, furnish: Callable[[], None]) -> None:
    """In place of what was there: built beside it first, so that nobody meets half a shop."""
    file.parent.mkdir(parents=True, exist_ok=True)
    wipe_old(file.parent)
    draft = file.with_suffix(f".{token_hex(8)}")
    with inside(app, draft):
        with atomic():
            Base.metadata.create_all(connection(), checkfirst=False)
        furnish()
    draft.replace(file)


@cache
def _tables() -> str:
    """What the tables look like by now, as a few letters."""
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.c]
    return sha256(" ".join(columns).encode()).hexdigest()[:8]


def wipe_old(folder: Path) -> int:
    """Throw away what nobody practiced in for a day; how many files went."""
    before = (now() - KEPT_FOR).timestamp()
    gone = 0
    for file in folder.glob("*.*"):
        with suppress(FileNotFoundError):  # somebody else was first
            if file.stat().st_mtime < before:
                file.unlink()
                gone += 1
    return gone


def _connect() -> sqlite3.Connection:
    return sqlite3.connect(_file.get())


_file: ContextVar[str] = ContextVar("file")
_any_world = sa.create_engine("sqlite://", creator=_connect, poolclass=NullPool, hide_parameters=True)
"""No pool: a file may be exchanged for a fresh one at any time."""


@lru_cache(maxsize=AT_ONCE)
def _engine(file: str) -> Engine:
    """An engine of each file, since what a process knows of a database it keeps by engine; what statements
    look like once compiled is the same for all."""
    return _any_world.execution_options(world=file)


@sa.event.listens_for(_any_world, "connect")
def _quick(connection: Any, _record: Any) -> None:
    for pragma in ("synchronous=OFF", "journal_mode=MEMORY"):  # what a power cut takes is begun anew
        connection.execute(f"PRAGMA {pragma}")
