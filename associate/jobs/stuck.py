"""What runs again and again and breaks each time tells a person, once, and says when it works again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from associate.clock import now
from associate.core.events.record import SYSTEM
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task, task_of
from associate.db import atomic, db
from associate.errors import Busy

TIMES, SPAN = 5, timedelta(minutes=2)  # broken so often, for so long: nothing that a restart heals
log = structlog.get_logger("associate")


@dataclass
class Broken:
    """How often in a row, since when."""

    since: datetime
    times: int = 0
    is_told: bool = False


_broken: dict[str, Broken] = {}
_worked: set[str] = set()  # since this process began: what another one left open is looked for once


def forget_breaks() -> None:
    """What is broken is known for one database; another one begins with nothing."""
    _broken.clear()
    _worked.clear()


@contextmanager
def watched(name: str, about: str = "") -> Iterator[None]:
    """What breaks inside is logged, and opens a task once it is too often. `about`: the one row that breaks,
    of many that don’t; there Busy is let out, which means that it is nobody's turn."""
    key = f"{name} {about}".strip()
    try:
        yield
    except Busy:
        db.session.rollback()
        if about:
            raise
    except Exception as error:
        db.session.rollback()
        log.exception("broke and is tried again", what=key)
        _note(key, name, about, error)
    else:
        _mend(key, is_one_row=bool(about))


def _note(key: str, name: str, about: str, error: Exception) -> None:
    broken = _broken.setdefault(key, Broken(now()))
    broken.times += 1
    if broken.is_told or broken.times < TIMES or now() - broken.since < SPAN:
        return
    try:
        with atomic():
            words = type(error).__name__
            told = {"chore": name, "times": broken.times, "words": words}
            open_task(TaskKind.WORKER_STUCK, key, by=SYSTEM, about=about, **told)
        broken.is_told = True
    except Exception:
        log.exception("nobody could be told", what=key)


def _mend(key: str, *, is_one_row: bool) -> None:
    is_news = _broken.pop(key, None) is not None or not (is_one_row or key in _worked)
    if is_news and task_of(TaskKind.WORKER_STUCK, key):
        with atomic():
            close_tasks(TaskKind.WORKER_STUCK, key, "works again", by=SYSTEM)
    if not is_one_row:
        _worked.add(key)
