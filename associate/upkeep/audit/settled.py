"""Up to which event the journal is complete: below it nothing can appear any more.

SQLite has one writer, so ids commit in their order. PostgreSQL gives ids out before they commit: a smaller
one may appear after a larger one was seen. But whoever was given an id holds a lock on the table until its
transaction ends. So: look for the last id, then for who holds that lock; once none of those does any more,
all that was given out below has committed or never will. Nobody waits for us, and no clock is asked.
"""

import time

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.db import db, is_sqlite

PATIENCE = 1.0  # seconds that open transactions are waited for; after that the next round looks anew
_WRITERS = sa.text(
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = 'events'::regclass "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND mode = 'RowExclusiveLock' AND granted"
)


def last_certain_event(patience: float = PATIENCE) -> int | None:
    """Its id, 0 in an empty journal; None when somebody writes for longer than we wait."""
    db.session.rollback()  # what is read now, not what an open snapshot shows
    last = db.session.scalar(sa.select(sa.func.max(Event.id))) or 0
    if is_sqlite():
        return last
    waits_for, ends = _writers(), time.monotonic() + patience
    while waits_for and time.monotonic() < ends:
        time.sleep(0.02)
        waits_for &= _writers()
    db.session.rollback()
    return None if waits_for else last


def _writers() -> set[str]:
    return set(db.session.scalars(_WRITERS))
