"""How far the screens have come: a number per store, and one for who may look; asked by every live part."""

import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import ORMExecuteState, Session

from associate.core.events import listening
from associate.core.stores.devices import Device
from associate.core.stores.models import AccessVersion, StoreVersion
from associate.core.stores.staff import Staff, StaffSession
from associate.db import db

FRESH = 0.5  # seconds that one reading of all stores serves every poll of this process
ACCESS = (Staff, StaffSession, Device)
"""A changed row of these may end what somebody was allowed; a new one allows nothing that was kept before."""
BY_THE_WAY = {"used_at", "seen_at"}  # columns of theirs that allow nothing

_lock = threading.Lock()


@dataclass(frozen=True)
class Reading:
    """All counters at once: each store’s by its id, and the one of who may look."""

    at: float = float("-inf")  # on the monotonic clock
    stores: dict[int, int] = field(default_factory=dict)
    access: int = 0


_readings: "WeakKeyDictionary[Engine, Reading]" = WeakKeyDictionary()


def store_version(store_id: int, *, ttl: float = FRESH) -> int:
    """The store's counter, at most `ttl` seconds old; what this process committed shows at once.

    Ask for it before reading what the screen shows: a number that is behind then costs one needless
    fragment, never a change that goes unseen. A store that is not there has version 0.
    """
    return reading(ttl).stores.get(store_id, 0)


def access_version() -> int:
    """Goes up when a session, a person or a device is not what it was, at most FRESH seconds late.

    Ask for it before reading who may look: what was allowed under a number holds while the number stands.
    """
    return reading().access


def reading(ttl: float = FRESH) -> Reading:
    """At most `ttl` seconds old; whoever finds it older reads it anew for all of this process."""
    with _lock:
        known = _readings.get(db.engine, Reading())
        if time.monotonic() - known.at >= ttl:
            known = _readings[db.engine] = _read()
        return known


def fresh_reading(engine: Engine) -> Reading | None:
    """What was read of this database within FRESH; asks nobody and waits for nobody."""
    known = _readings.get(engine)
    return known if known and time.monotonic() - known.at < FRESH else None


def forget_readings() -> None:
    """Read anew at the next question: the database behind an engine was exchanged."""
    with _lock:
        _readings.clear()
    listening.forget_listeners()


def _read() -> Reading:
    access = sa.select(AccessVersion.n).scalar_subquery()
    find = sa.select(StoreVersion.store_id, StoreVersion.n, access, listening.is_heard())
    rows = db.session.execute(find).all()
    if rows:
        listening.note(rows[0][3])
    return Reading(time.monotonic(), {row[0]: row[1] for row in rows}, (rows[0][2] or 0) if rows else 0)


@sa.event.listens_for(db.session, "before_flush")
def _changed(session: Session, _context: object, _instances: object) -> None:
    for row in (*session.dirty, *session.deleted):
        if isinstance(row, ACCESS) and (row in session.deleted or _allows_otherwise(row)):
            session.info["access"] = True


def _allows_otherwise(row: Staff | StaffSession | Device) -> bool:
    state: Any = sa.inspect(row)
    columns = {column.key for column in state.mapper.column_attrs} - BY_THE_WAY
    return any(state.attrs[name].history.has_changes() for name in columns)


@sa.event.listens_for(db.session, "do_orm_execute")
def _many_changed(told: ORMExecuteState) -> None:
    mapper = told.bind_mapper if told.is_update or told.is_delete else None
    if mapper and issubclass(mapper.class_, ACCESS):
        told.session.info["access"] = True


@sa.event.listens_for(db.session, "after_commit")
def _forget(session: Session) -> None:
    moved, access = session.info.get("moved"), session.info.get("access")
    if not (moved or access):
        return
    with _lock:
        known = _readings.pop(db.engine, None)
        if known and moved and not access:  # as old as it was for all others
            newer = {id_: max(n, known.stores.get(id_, 0)) for id_, n in moved.items()}
            _readings[db.engine] = replace(known, stores=known.stores | newer)
