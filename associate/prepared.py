"""Statements that machines send by the thousand: written once for each database, then given to the driver.

SQLAlchemy knows a statement again by its key and sets its result up anew each time, which costs some three
times what the driver needs to send it. The text, the types and what listens to statements stay SQLAlchemy's.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]
Ready = Callable[[Any], Any]
"""Makes of a value what the driver takes for its type."""


@dataclass(frozen=True)
class _Written:
    text: str
    values: tuple[tuple[str, Ready | None], ...]

    def parameters(self, row: Row) -> tuple[Any, ...]:
        return tuple([ready(row[name]) if ready else row[name] for name, ready in self.values])


class Prepared:
    """An UPDATE with named parameters, or an INSERT of these columns; no default stands in for one."""

    def __init__(self, statement: sa.Insert | sa.Update, *columns: str) -> None:
        self._statement = statement.inline() if isinstance(statement, sa.Insert) else statement
        self._columns = columns or None
        self._written: dict[str, _Written] = {}

    def run(self, connection: sa.Connection, rows: Sequence[Row]) -> int:
        """Send it once for each of these rows, at least one; how many rows of the database it changed.

        Raises KeyError where a row lacks a parameter.
        """
        [changed] = run_all(connection, (self, rows))
        return changed

    def written(self, dialect: sa.Dialect) -> _Written:
        return self._written.get(dialect.name) or self._write(dialect)

    def _write(self, dialect: sa.Dialect) -> _Written:
        kind = cast(type[DefaultDialect], type(dialect))
        by_place = kind(paramstyle="qmark" if dialect.name == "sqlite" else "format")
        compiled = self._statement.compile(dialect=by_place, column_keys=self._columns)
        names = compiled.positiontup or ()
        types = [compiled.binds[name].type.dialect_impl(dialect) for name in names]
        ready = [each.bind_processor(dialect) for each in types]
        written = _Written(str(compiled), tuple(zip(names, ready, strict=True)))
        return self._written.setdefault(dialect.name, written)


def run_all(connection: sa.Connection, *statements: tuple[Prepared, Sequence[Row]]) -> list[int]:
    """Each of these in turn, on PostgreSQL in one trip to the server; how many rows each changed."""
    cursors = [connection.connection.cursor() for _each in statements]
    try:
        with _one_trip(connection) if len(statements) > 1 else nullcontext():
            for cursor, (prepared, rows) in zip(cursors, statements, strict=True):
                _send(connection, cursor, prepared.written(connection.dialect), rows)
        return [cursor.rowcount for cursor in cursors]
    except connection.dialect.loaded_dbapi.Error as error:
        sent = "; ".join(prepared.written(connection.dialect).text for prepared, _rows in statements)
        raise _as_sqlalchemys(error, sent, connection.dialect) from error
    finally:
        for cursor in cursors:
            cursor.close()


def _one_trip(connection: sa.Connection) -> AbstractContextManager[object]:
    if connection.dialect.name == "sqlite":
        return nullcontext()
    driver: Any = connection.connection.driver_connection
    return cast(AbstractContextManager[object], driver.pipeline())


def _send(connection: sa.Connection, cursor: Any, known: _Written, rows: Sequence[Row]) -> None:
    is_many = len(rows) > 1
    given: Any = [known.parameters(row) for row in rows]
    given = given if is_many else given[0]  # for a single one psycopg needs no pipeline
    told = (connection, cursor, known.text, given, None, is_many)
    for listen in connection.dispatch.before_cursor_execute:
        listen(*told)
    (cursor.executemany if is_many else cursor.execute)(known.text, given)
    for listen in connection.dispatch.after_cursor_execute:
        listen(*told)


def _as_sqlalchemys(error: Exception, text: str, dialect: sa.Dialect) -> BaseException:
    """The same fault under the name that callers know it by; what was sent with it is not in its words."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, error, base, hide_parameters=True, dialect=dialect)
