"""What stands in a whole database, told so that two of them can be compared: ids and times aside."""

import json
import re
from collections import Counter
from datetime import datetime

import sqlalchemy as sa

from associate.db import Base, db

NAMED = {  # what a row of a table is called where another one points to it
    "orders": "SELECT id, number FROM orders",
    "order_lines": """
        SELECT l.id, o.number || '/' || l.position FROM order_lines l JOIN orders o ON o.id = l.order_id""",
    "fulfillments": "SELECT id, number FROM fulfillments",
    "fulfillment_lines": """
        SELECT l.id, f.number || '/' || o.position FROM fulfillment_lines l
        JOIN fulfillments f ON f.id = l.fulfillment_id JOIN order_lines o ON o.id = l.order_line_id""",
    "customers": "SELECT customer_id, external_id FROM customer_identities",
    "tasks": """
        SELECT t.id, t.kind || ' ' || coalesce(o.number, t.key) FROM tasks t
        LEFT JOIN orders o ON o.id = t.order_id""",
}
REFS = {"order": "orders", "fulfillment": "fulfillments", "line": "fulfillment_lines", "task": "tasks"}
OF_AN_ORDER = ("refund", "no_stock", "method_unclear", "choose_store", "unpaid", "parked")
SECRET = {"nonce", "uid"}


def everything() -> dict[str, Counter[str]]:
    """Every row of every table, by the table's name."""
    db.session.rollback()
    names = {table: dict(db.session.execute(sa.text(find)).all()) for table, find in NAMED.items()}
    return {table.name: Counter(_told(table, row, names) for row in _rows(table)) for table in _tables()}


def _tables() -> list[sa.Table]:
    """But for the counters of screens, which one transaction bumps once."""
    return [table for table in Base.metadata.sorted_tables if table.name not in ("beats", "store_versions")]


def _rows(table: sa.Table) -> list[dict]:
    return [dict(row) for row in db.session.execute(sa.select(table)).mappings()]


def _told(table: sa.Table, row: dict, names: dict[str, dict[int, str]]) -> str:
    told = {}
    for column in table.columns:
        value = row[column.name]
        if column.name == "id" or column.name in SECRET or isinstance(value, datetime):
            continue
        points_to = next((key.column.table.name for key in column.foreign_keys), "")
        points_to = points_to or ("orders" if column.name == "order_id" else "")
        if points_to in names and value is not None:
            value = names[points_to][value]
        elif isinstance(value, str):
            value = _with_names(value, names)
        told[column.name] = value
    return json.dumps(told, sort_keys=True, default=str)


def _with_names(text: str, names: dict[str, dict[int, str]]) -> str:
    for word, table in {**REFS, **dict.fromkeys(OF_AN_ORDER, "orders")}.items():
        found = rf"\b{word}:(\d+)\b"
        text = re.sub(found, lambda ref: f"{word}:{names[table].get(int(ref[1]), ref[1])}", text)  # noqa: B023
    return text
