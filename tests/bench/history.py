"""Years of past orders, multiplied by INSERT … SELECT out of a few that were really handed over."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate import tables
from associate.db import Base, UtcDateTime, db, is_sqlite

assert tables
COPIED = (
    "customers customer_identities orders order_lines tenders refunds order_keys fulfillments "
    "fulfillment_lines reservations bags pickup_links pickup_passes handovers handover_orders handover_bags "
    "put_backs tasks deliveries events movements"
).split()
REFS = {
    "order": "orders",
    "fulfillment": "fulfillments",
    "line": "fulfillment_lines",
    "bag": "bags",
    "handover": "handovers",
    "task": "tasks",
    "put_back": "put_backs",
    "delivery": "deliveries",
}
TOLD = {("events", "about"), ("events", "order_id"), ("movements", "cause"), ("tasks", "about")}
APART = timedelta(hours=7)  # between one copy and the next: past orders lie in the past
AT_ONCE = 200  # copies in one statement


def multiply(times: int) -> None:
    """Every row of the seed as often as that, each time a little further in the past, with ids of its own.

    No trigger and no foreign key is asked: the copies point to each other as the seed's rows do.
    """
    with db.engine.connect() as connection:
        widths = {name: _width(connection, name) for name in COPIED}
        _without_checks(connection)
        for first in range(1, times + 1, AT_ONCE):
            for name in COPIED:
                connection.execute(_copy(name, widths, first, min(times, first + AT_ONCE - 1)))
            connection.commit()
        _count_on(connection, widths, times)
        connection.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if is_sqlite() else "VACUUM ANALYZE")


def _copy(name: str, widths: dict[str, int], first: int, last: int) -> sa.Insert:
    table = Base.metadata.tables[name]
    copies = _numbers(first, last)
    columns = [_moved(column, copies.c.k, widths) for column in table.columns]
    is_seed = (
        [table.c.id <= widths[name]] if "id" in table.c else [_parent(table) <= widths[_parent_of(table)]]
    )
    find = sa.select(*columns).select_from(table.join(copies, sa.true())).where(*is_seed)
    return sa.insert(table).from_select(list(table.columns.keys()), find, include_defaults=False)


def _moved(column: sa.Column[Any], k: Any, widths: dict[str, int]) -> Any:
    table = column.table.name
    target = next((key.column.table.name for key in column.foreign_keys), None)
    if column.name == "id" and isinstance(column.type, sa.Integer):
        return column + k * widths[table]
    if target in widths and target is not None:
        return column + k * widths[target]
    if table == "events" and column.name == "order_id":
        return column + k * widths["orders"]
    if (table, column.name) in TOLD:
        return _told(column, k, widths)
    if isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum) and _is_alone(column):
        copy = "-" + sa.cast(k, sa.String)
        return sa.func.substr(column, sa.func.length(copy) + 1) + copy if _is_hash(column) else column + copy
    if isinstance(column.type, UtcDateTime):
        return _earlier(column, k)
    return column


def _is_alone(column: sa.Column[Any]) -> bool:
    """Is it part of something unique, or what orders are found by? What is open isn’t copied."""
    table = column.table
    always = [index for index in table.indexes if index.unique and not index.dialect_kwargs]
    unique = {column.name for index in always for column in index.columns}
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint):
            unique |= set(constraint.columns.keys())
    found_by = column.name in ("last_name", "email") or _is_hash(column)
    return bool(column.unique) or column.name in unique or found_by


def _is_hash(column: sa.Column[Any]) -> bool:
    """Its width is full."""
    return column.name.endswith("_hash")


def _told(column: Any, k: Any, widths: dict[str, int]) -> Any:
    """ "line:17" of the copy is "line:<17 + so many>"."""
    cases = []
    for word, target in REFS.items():
        number = sa.cast(sa.func.substr(column, len(word) + 2), sa.BigInteger)
        cases.append((column.like(f"{word}:%"), word + ":" + sa.cast(number + k * widths[target], sa.String)))
    return sa.case(*cases, else_=column)


def _earlier(column: Any, k: Any) -> Any:
    seconds = k * int(APART.total_seconds())
    if is_sqlite():
        moved = sa.func.strftime(
            "%Y-%m-%d %H:%M:%f000", column, "-" + sa.cast(seconds, sa.String) + " seconds"
        )
        return sa.type_coerce(moved, sa.String)
    return column - seconds * sa.text("interval '1 second'")


def _numbers(first: int, last: int) -> Any:
    if not is_sqlite():
        return sa.func.generate_series(first, last).table_valued("k").render_derived()
    series = sa.select(sa.literal(first).label("k")).cte(recursive=True)
    more = sa.select(series.c.k + 1).where(series.c.k < last)
    return series.union_all(more)


def _width(connection: sa.Connection, name: str) -> int:
    table = Base.metadata.tables[name]
    column = table.c.id if "id" in table.c and isinstance(table.c.id.type, sa.Integer) else None
    return (connection.scalar(sa.select(sa.func.max(column))) or 1) if column is not None else 0


def _parent_of(table: sa.Table) -> str:
    return next(key.column.table.name for key in _parent(table).foreign_keys)


def _parent(table: sa.Table) -> sa.Column[Any]:
    return next(
        column for column in table.columns if any(k.column.table.name in COPIED for k in column.foreign_keys)
    )


def _without_checks(connection: sa.Connection) -> None:
    if is_sqlite():
        connection.commit()
        connection.connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]
    else:
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("SET statement_timeout = 0")


def _count_on(connection: sa.Connection, widths: dict[str, int], times: int) -> None:
    """The next id is one that nobody has."""
    for name, width in widths.items():
        if width and not is_sqlite():
            found = connection.scalar(sa.text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name})
            connection.execute(
                sa.text("SELECT setval(:found, :to)"), {"found": found, "to": width * (times + 1)}
            )
