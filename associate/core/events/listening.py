"""Does anybody outside want to hear of it? Known to each process, so that a tap writes nothing for nobody."""

import threading
import time
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from associate.core.events.outbox import Subscriber
from associate.db import Base, db

FRESH = 5.0  # seconds; another process learns that late of the first listener
_CHANGED = "listeners_changed"

_lock = threading.Lock()
_known: "WeakKeyDictionary[Engine, tuple[float, bool]]" = WeakKeyDictionary()
_listeners: list[tuple[type[Base], sa.ColumnElement[bool]]] = []


def listens_if(model: type[Base], condition: sa.ColumnElement[bool]) -> None:
    """A row of this table that fits the condition wants to hear what happens here."""
    _listeners.append((model, condition))
    for moment in ("after_insert", "after_update", "after_delete"):
        event.listen(model, moment, _changed)


def is_heard() -> sa.ColumnElement[bool]:
    """A column to read along with another question, for note()."""
    found = [sa.exists(sa.select(sa.literal(1)).select_from(m).where(fits)) for m, fits in _listeners]
    return sa.or_(*found)


def somebody_listens() -> bool:
    """At most FRESH seconds old. Readers of the store versions keep it so: a tap finds it known."""
    with _lock:
        read_at, heard = _known.get(db.engine, (float("-inf"), False))
    if time.monotonic() - read_at < FRESH:
        return heard
    with db.session.no_autoflush:
        heard = bool(db.session.scalar(sa.select(is_heard())))
    note(heard)
    return heard


def note(heard: bool) -> None:
    """Somebody just read it."""
    with _lock:
        _known[db.engine] = (time.monotonic(), bool(heard))


def forget_listeners() -> None:
    """Read anew at the next question."""
    with _lock:
        _known.clear()


def _changed(_mapper: object, _connection: object, row: object) -> None:
    if session := sa.orm.object_session(row):
        session.info[_CHANGED] = True


@event.listens_for(db.session, "after_commit")
def _after_commit(session: Session) -> None:
    if session.info.pop(_CHANGED, False):
        forget_listeners()


listens_if(Subscriber, Subscriber.off_at.is_(None))
