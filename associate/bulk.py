"""Many rows in one statement: how a machine's work is written, where a person's tap uses the session.

On PostgreSQL the rows travel as one JSON text. The statement is then the same for any number of rows, so that
it is parsed and planned once; with a parameter for each value, reading it cost more than carrying it out.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from associate.db import Base, db, insert_into, is_sqlite

Rows = Sequence[dict[str, Any]]
"""The columns of each row by name, the same names in every row. Defaults stand in for what is left out."""


def insert_all(model: type[Base], rows: Rows) -> None:
    """Inside atomic(): all of these rows, in one round trip. None: nothing happens."""
    if len(rows) > 1 and not is_sqlite():
        _insert_as_json(_table(model), rows)
    elif rows:
        run(_insert_into(model), rows)


def run(statement: sa.Insert | sa.Update, rows: Rows) -> int:
    """Inside atomic(): the statement for each of these rows, its parameters. How many rows it changed."""
    one_or_many = rows if len(rows) > 1 else rows[0]  # for a single one psycopg needs no pipeline
    return db.session.execute(statement, one_or_many).rowcount  # type: ignore[attr-defined,no-any-return]


def insert_for_ids(model: type[Base], rows: Rows, *told_apart_by: str) -> list[int]:
    """Inside atomic(): all of these rows; the id of each, in their order.

    No database promises to return rows in the order they were given. Columns that tell the rows apart are
    the quick way to know them again; without such columns each row may be a statement of its own.
    """
    if not rows:
        return []
    table = _table(model)
    if len(rows) > 1 and not is_sqlite():
        ids = list(db.session.scalars(_next_ids(table), {"n": len(rows)}))
        _insert_as_json(table, [{**row, "id": id_} for row, id_ in zip(rows, ids, strict=True)])
        return ids
    if not told_apart_by:
        insert = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(db.session.scalars(insert, rows))
    known_by = [table.c[name] for name in told_apart_by]
    made = db.session.execute(sa.insert(table).returning(table.c.id, *known_by), rows)
    found = {tuple(key): id_ for id_, *key in made}
    return [found[tuple(row[name] for name in told_apart_by)] for row in rows]


def insert_new(model: type[Base], rows: Rows, *told_apart_by: str) -> dict[tuple[Any, ...], int]:
    """Inside atomic(): the rows whose place is free. The id of each that was written, by those columns.

    On PostgreSQL it waits for another transaction that writes the same: give the rows in one order.
    """
    if not rows:
        return {}
    table = _table(model)
    known_by = [table.c[name] for name in told_apart_by]
    insert = insert_into(table).on_conflict_do_nothing().returning(table.c.id, *known_by)
    return {tuple(key): id_ for id_, *key in db.session.execute(insert, rows)}


def _insert_as_json(table: sa.Table, rows: Rows) -> None:
    left_out = [c for c in table.c if c.default is not None and c.name not in rows[0]]
    names = (*rows[0], *(column.name for column in left_out))
    texts = [name for name in names if _is_json(table.c[name])]
    told = [{**row, **{column.name: _default(column) for column in left_out}} for row in rows]
    for each in told:
        for name in texts:
            each[name] = json.dumps(each[name])
    statement = _insert_told(table, names)
    db.session.execute(statement, {"told": json.dumps(told, default=_plain)})


def _default(column: sa.Column[Any]) -> Any:
    """For one row: made anew where it is made."""
    default = cast(sa.ColumnDefault, column.default)
    return default.arg(None) if default.is_callable else default.arg


@cache
def _insert_told(table: sa.Table, names: tuple[str, ...]) -> sa.Insert:
    """From a JSON list of objects. A column of JSON comes as text: null in it is JSON's, as elsewhere."""
    text = sa.cast(sa.bindparam("told", type_=sa.Text()), postgresql.JSON())
    columns = {name: sa.Text() if _is_json(table.c[name]) else table.c[name].type for name in names}
    rows = sa.func.json_to_recordset(text).table_valued(*(sa.column(n, kind) for n, kind in columns.items()))
    rows = rows.render_derived(name="told", with_types=True)
    values = [
        sa.cast(rows.c[name], table.c[name].type) if _is_json(table.c[name]) else rows.c[name]
        for name in names
    ]
    return sa.insert(table).from_select(names, sa.select(*values), include_defaults=False)


@cache
def _next_ids(table: sa.Table) -> sa.Select[int]:
    """As many of the table's next ids as `n` says."""
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    return sa.select(sa.func.nextval(sequence)).select_from(
        sa.func.generate_series(1, sa.bindparam("n", type_=sa.Integer()))
    )


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def _plain(value: object) -> object:
    """What JSON has no word for, as the column would take it."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"no column takes {type(value).__name__} this way")


@cache
def _insert_into(model: type[Base]) -> sa.Insert:
    return sa.insert(_table(model))


def _table(model: type[Base]) -> sa.Table:
    return cast(sa.Table, model.__table__)
