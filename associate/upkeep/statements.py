"""How many statements a piece of work sent to the database, and how long they took."""

import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass
class Tally:
    count: int = 0
    seconds: float = 0.0
    began: float = 0.0


_tally: ContextVar[Tally | None] = ContextVar("tally", default=None)


def tally_statements() -> Tally:
    """Begin to count for this thread; whoever began before no longer does."""
    tally = Tally()
    _tally.set(tally)
    return tally


@event.listens_for(Engine, "before_cursor_execute")
def _begin(*_anything: Any) -> None:
    if tally := _tally.get():
        tally.began = time.perf_counter()


@event.listens_for(Engine, "after_cursor_execute")
def _end(*_anything: Any) -> None:
    if tally := _tally.get():
        tally.count += 1
        tally.seconds += time.perf_counter() - tally.began
