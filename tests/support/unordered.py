"""What asked for no order comes backwards from SQLite: none is promised, and PostgreSQL keeps none."""

from typing import Any

from sqlalchemy import Engine, event


def keep_no_order() -> None:
    event.listen(Engine, "connect", _reverse)


def _reverse(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA reverse_unordered_selects=ON")
