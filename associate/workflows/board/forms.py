"""What a manager typed about a job."""

from collections.abc import Mapping
from datetime import date, datetime, time

from associate.core.stores.models import Store
from associate.workflows.board.rules.keeping import Why

LONGEST = 200  # characters of a note


def read_why(form: Mapping[str, str]) -> Why:
    return Why(form.get("reason", "")[:40], form.get("note", "").replace("\0", "").strip()[:LONGEST])


def read_staff(form: Mapping[str, str]) -> int | None:
    """None: to nobody. A number that no one has where it isn’t one."""
    to = form.get("to", "")
    if to == "nobody":
        return None
    return int(to) if to.isdecimal() and len(to) < 16 else 0


def read_time(form: Mapping[str, str], store: Store) -> datetime | None:
    """`day` and `time` as they are on the store’s wall; None where they say nothing."""
    try:
        day, at = date.fromisoformat(form.get("day", "")), time.fromisoformat(form.get("time", ""))
    except ValueError:
        return None
    wall = datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None), store.timezone)
    return wall if 2000 <= day.year <= 2100 else None
