"""How far a store's screens have come: one number per store, asked by every live part."""

import threading
import time
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from associate.core.events import listening
from associate.core.stores.models import StoreVersion
from associate.db import db

FRESH = 0.5  # seconds that one reading of all stores serves every poll of this process

_lock = threading.Lock()
_readings: "WeakKeyDictionary[Engine, tuple[float, dict[int, int]]]" = WeakKeyDictionary()


def store_version(store_id: int, *, ttl: float = FRESH) -> int:
    """The store's counter, at most `ttl` seconds old; what this process committed shows at once.

    Ask for it before reading what the screen shows: a number that is behind then costs one needless
    fragment, never a change that goes unseen. A store that is not there has version 0.
    """
    with _lock:
        read_at, numbers = _readings.get(db.engine, (float("-inf"), {}))
        if time.monotonic() - read_at >= ttl:
            find = sa.select(StoreVersion.store_id, StoreVersion.n, listening.is_heard())
            rows = db.session.execute(find).all()
            numbers = {row.store_id: row.n for row in rows}
            if rows:
                listening.note(rows[0][2])
            _readings[db.engine] = (time.monotonic(), numbers)
        return numbers.get(store_id, 0)


@sa.event.listens_for(db.session, "after_commit")
def _forget(session: Session) -> None:
    if session.info.get("touched"):
        with _lock:
            _readings.pop(db.engine, None)


def forget_readings() -> None:
    """Read anew at the next question: the database behind an engine was exchanged."""
    with _lock:
        _readings.clear()
    listening.forget_listeners()
