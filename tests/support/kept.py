"""One PostgreSQL database for all the tests of a process: between them its rows are put back, exactly.

A clone for each test is honest too, but it took 40 ms, and every connection to it began with cold caches: a
test that took 0.4 s on SQLite took 0.6 s. Putting rows back takes 5 ms, and connections stay open.
"""

from collections.abc import Callable

import psycopg
from psycopg import Connection

VACUUM_EVERY = 50  # tests; what was deleted is not reused before, and nothing else sweeps here
SETTLE = """
SET session_replication_role = replica;  -- no trigger and no foreign key has a say in putting back
SET lock_timeout = '5s';
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
COUNTERS = "SELECT seqrelid::regclass::text FROM pg_sequence"
SCHEMA = """
SELECT string_agg(made::text, ' ') FROM (
    SELECT (count(*), sum(xmin::text::bigint)) AS made FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT (count(*), sum(xmin::text::bigint)) FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT (count(*), sum(xmin::text::bigint)) FROM pg_trigger WHERE oid >= 16384
    UNION ALL SELECT (count(*), sum(xmin::text::bigint)) FROM pg_proc WHERE oid >= 16384
) AS catalogs
"""


class Rows:
    """Everything that the tables and the counters of a database hold."""

    def __init__(self, connection: Connection) -> None:
        self.tables = [name for (name,) in connection.execute(TABLES)]
        self.full = {name: rows for name in self.tables if (rows := _rows_of(connection, name))}
        counters = [name for (name,) in connection.execute(COUNTERS)]
        self.counters = [(name, *_counter(connection, name)) for name in counters]

    def put_back(self, connection: Connection) -> None:
        """Into a database of the same schema, in one transaction."""
        deletes = ";".join(f"DELETE FROM {name}" for name in self.tables)
        counters = ",".join(f"setval('{name}', {at}, {used})" for name, at, used in self.counters)
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(deletes)
            for name, rows in self.full.items():
                with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                    copy.write(rows)
            cursor.execute(f"SELECT {counters}")


class Kept:
    """The database that tests get one after the other, as `clone(kind)` made it."""

    def __init__(self, address: str, clone: Callable[[str], None], drop: Callable[[], None]) -> None:
        """`clone` makes the database of that kind at this address, `drop` removes it."""
        self.address, self.clone, self.drop = address, clone, drop
        self.connection: Connection | None = None
        self.schema = ""
        self.kinds: dict[str, Rows] = {}
        self.uses = 0

    def becomes(self, kind: str) -> None:
        """This kind of database is there, with nothing that a test before has left."""
        self.uses += 1
        try:
            if kind in self.kinds and self._is_as_it_was():
                return self._put_back(kind)
        except psycopg.OperationalError:  # somebody holds a lock, or has ended this connection
            self.schema = ""
        self._make(kind)

    def close(self) -> None:
        if self.connection:
            self.connection.close()
            self.drop()
            self.connection = None

    def _is_as_it_was(self) -> bool:
        return self.connection is not None and self.schema == _schema(self.connection)

    def _put_back(self, kind: str) -> None:
        assert self.connection
        self.connection.execute(END_OTHERS)
        self.kinds[kind].put_back(self.connection)
        if self.uses % VACUUM_EVERY == 0:
            self.connection.execute("VACUUM")

    def _make(self, kind: str) -> None:
        self.close()
        self.clone(kind)
        self.connection = psycopg.connect(self.address, autocommit=True)
        self.connection.execute(SETTLE)
        self.schema = _schema(self.connection)
        self.kinds[kind] = Rows(self.connection)


def _schema(connection: Connection) -> str:
    """A mark that changes with every change of a table, a constraint, a trigger or a function."""
    return str(connection.execute(SCHEMA).fetchone())


def _rows_of(connection: Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(map(bytes, copy))


def _counter(connection: Connection, name: str) -> tuple[int, bool]:
    found = connection.execute(f"SELECT last_value, is_called FROM {name}").fetchone()
    assert found
    return found[0], found[1]
