"""Many rows in one statement: how a machine's work is written, where a person's tap uses the session."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from associate.db import Base, db, insert_into

Rows = Sequence[dict[str, Any]]
"""The columns of each row by name, the same names in every row. Defaults stand in for what is left out."""


def insert_all(model: type[Base], rows: Rows) -> None:
    """Inside atomic(): all of these rows, in one round trip. None: nothing happens."""
    if rows:
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
    if not told_apart_by:
        insert = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(db.session.scalars(insert, rows))
    known_by = [table.c[name] for name in told_apart_by]
    made = db.session.execute(sa.insert(table).returning(table.c.id, *known_by), rows)
    ids = {tuple(key): id_ for id_, *key in made}
    return [ids[tuple(row[name] for name in told_apart_by)] for row in rows]


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


@cache
def _insert_into(model: type[Base]) -> sa.Insert:
    return sa.insert(_table(model))


def _table(model: type[Base]) -> sa.Table:
    return cast(sa.Table, model.__table__)
