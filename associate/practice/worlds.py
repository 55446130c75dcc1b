"""A database for each person who practices: a file, made from nothing and thrown away after a day.

Nothing of practice is ever written to the shop’s own database, and nothing that reads that one (figures, the
worker, the API, exports, the audit) could come upon it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import lru_cache
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
    return Path(folder) / f"{staff_id}.db"


def at(file: Path) -> AbstractContextManager[None]:
    """This file is the one database there is."""
    return elsewhere(_engine(str(file)))


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
            Base.metadata.create_all(connection())
        furnish()
    _engine.cache_clear()
    draft.replace(file)


def wipe_old(folder: Path) -> int:
    """Throw away what nobody practiced in for a day; how many files went."""
    before = (now() - KEPT_FOR).timestamp()
    old = [file for file in folder.glob("*.*") if file.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


@lru_cache(maxsize=AT_ONCE)
def _engine(file: str) -> Engine:
    """Of this file. No pool: the file may be exchanged for a fresh one at any time."""
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def _quick(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # what a power cut takes is begun anew

    return engine
