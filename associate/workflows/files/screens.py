"""What the pages about files show."""

from typing import Any

from associate.core.events.imports import Import
from associate.core.stores.staff import Staff
from associate.db import db
from associate.files.bring import channels_for
from associate.files.columns import COLUMNS, names
from associate.files.table import write_table
from associate.words import later

TITLES: dict[str, Any] = {
    "catalog": later("Products and prices"),
    "stock": later("Stock"),
    "sales": later("Till sales"),
    "returns": later("Till returns"),
    "orders": later("Orders"),
}
SENTENCES: dict[str, Any] = {
    "catalog": later("A row for each variant. What you leave out stays as it is."),
    "stock": later("A row for each thing in each store: what lies there."),
    "sales": later("A row for each line of a receipt. Each receipt counts once."),
    "returns": later("A row for each thing that came back over a till."),
    "orders": later("A row for each line of an order, for channels that send files."),
}


def form(kind: str) -> dict[str, Any]:
    channels = [(channel.key, channel.name) for channel in channels_for(kind)]
    return {
        "kind": kind,
        "title": TITLES[kind],
        "sentence": SENTENCES[kind],
        "columns": COLUMNS[kind],
        "has_money": kind != "stock",
        "channels": channels,
        "needs_channel": kind in ("sales", "returns", "orders"),
    }


def template(kind: str) -> str:
    return write_table(names(kind), [])


def report(row: Import) -> dict[str, Any]:
    known = row.report
    return {
        "row": row,
        "title": TITLES[row.kind],
        "report": known,
        "can_be_brought_in": row.done_at is None and bool(row.text) and known["new"] + known["changed"] > 0,
        "taken": row.taken if row.done_at is None else 0,
        "planned": len(known.get("content") or []),
        "hidden_lines": known["new"] + known["changed"] - len(known["lines"]),
        "by": _name(row.created_by),
    }


def problems(row: Import) -> str:
    rows: list[list[object]] = [
        [each["row"], each["column"], each["sentence"]]
        for each in (*row.report["problems"], *row.report.get("left", []))
    ]
    return write_table(["row", "column", "problem"], rows)


def _name(ref: str) -> str:
    kind, _colon, number = ref.partition(":")
    staff = db.session.get(Staff, int(number)) if kind == "staff" else None
    return staff.first_name if staff else ""
