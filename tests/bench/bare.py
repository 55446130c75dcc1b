"""The same rows once more, by the bare driver: what a database asks for them and nothing else."""

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.string import TextLoader

TABLES = (
    "customers customer_identities orders order_lines tenders order_keys events fulfillments "
    "fulfillment_lines movements reservations"
).split()
Rows = dict[str, list[tuple[Any, ...]]]


class Bare:
    """Copies of the tables with all their indexes, without keys to other tables, on the same engine."""

    def __init__(self, url: str) -> None:
        self.is_postgres = url.startswith("postgres")
        if self.is_postgres:
            self.source = psycopg.connect(url)
            for kind in ("json", "jsonb"):
                self.source.adapters.register_loader(kind, TextLoader)
            self.target = psycopg.connect(url)
            self._copy_of_postgres()
        else:
            self.folder = tempfile.TemporaryDirectory()
            self.source = sqlite3.connect(url.removeprefix("sqlite:///"))
            self.target = sqlite3.connect(Path(self.folder.name) / "bare.db", isolation_level=None)
            self._copy_of_sqlite()

    def begin(self) -> None:
        """From here on new rows count."""
        self.before = {table: self._mark(table) for table in TABLES}

    def rows(self) -> Rows:
        """What was written since `begin`."""
        return {table: self._all(f"SELECT * FROM {table}")[self.before[table] :] for table in TABLES}

    def insert(self, rows: Rows, batches: int) -> None:
        """In as many transactions, each with a part of every table."""
        for batch in range(batches):
            self._begin()
            cursor = self.target.cursor()
            for table, all_ in rows.items():
                part = all_[len(all_) * batch // batches : len(all_) * (batch + 1) // batches]
                if part:
                    cursor.executemany(self._into(table, len(part[0])), part)
            self.target.execute("COMMIT")

    def close(self) -> None:
        self.source.close()
        self.target.close()

    def _begin(self) -> None:
        if not self.is_postgres:
            self.target.execute("BEGIN IMMEDIATE")

    def _into(self, table: str, columns: int) -> str:
        mark, name = ("%s", f"bare.{table}") if self.is_postgres else ("?", table)
        return f"INSERT INTO {name} VALUES ({', '.join([mark] * columns)})"

    def _mark(self, table: str) -> int:
        return self._all(f"SELECT count(*) FROM {table}")[0][0]

    def _all(self, statement: str) -> list[tuple[Any, ...]]:
        found = self.source.execute(statement).fetchall()  # type: ignore[call-overload]
        self.source.rollback()
        return found

    def _copy_of_postgres(self) -> None:
        self.target.execute("CREATE SCHEMA bare")
        for table in TABLES:
            copy = sql.SQL("CREATE TABLE bare.{0} (LIKE public.{0} INCLUDING ALL)")
            self.target.execute(copy.format(sql.Identifier(table)))
        self.target.commit()

    def _copy_of_sqlite(self) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self.target.execute(f"PRAGMA {pragma}")
        find = "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')"
        for table, made in self._all(f"{find} ORDER BY type DESC"):
            if table in TABLES:
                self.target.execute(made)
