"""Can this installation serve? One check a thing, each with the figures that it went by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from associate.clock import now
from associate.core.events.models import Beat, Delivery, Inbound
from associate.db import db
from associate.upkeep import beats, readings

LEAST_FREE = 200 * 1024 * 1024  # bytes; SQLite writes each change twice before it is done
LATEST = timedelta(minutes=15)  # for what waits in a queue
SILENT = timedelta(minutes=2)  # the worker says every 10 s that it is there


@dataclass(frozen=True)
class Check:
    ok: bool
    facts: dict[str, object] = field(default_factory=dict)


def migration() -> Check:
    """The database is where this code expects it."""
    here, wanted = readings.migration(), readings.migration_of_the_code()
    return Check(here == wanted, {"at": here, "wanted": wanted})


def write() -> Check:
    """A row can be written. It is taken back: asking changes nothing."""
    with db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection:
        connection.execute(sa.insert(Beat).values(name="probe", at=now(), facts={}))
        connection.rollback()
    return Check(True)


def disk() -> Check:
    free = readings.disk().free
    return Check(free >= LEAST_FREE, {"free_mb": free // 1024**2})


def outbox() -> Check:
    return _queue(Delivery)


def inbound() -> Check:
    return _queue(Inbound)


def worker() -> Check:
    age = beats.age_of(beats.WORKER)
    seconds = round(age.total_seconds()) if age is not None else None
    return Check(age is not None and age < SILENT, {"last_seen_seconds": seconds})


def _queue(kind: type[Inbound] | type[Delivery]) -> Check:
    found = readings.queue(kind)
    facts = {"waiting": found.waiting, "late_seconds": round(found.late)}
    return Check(found.late < LATEST.total_seconds(), facts)


CHECKS: dict[str, Callable[[], Check]] = {
    "migration": migration,
    "write": write,
    "disk": disk,
    "outbox": outbox,
    "inbound": inbound,
    "worker": worker,
}


def probe(names: list[str]) -> dict[str, Check]:
    """The checks of these names. One that can't even be made is not ok, and says only what kind of reason."""
    return {name: _made(CHECKS[name]) for name in names}


def _made(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except SQLAlchemyError as error:
        db.session.rollback()
        return Check(False, {"why": type(error).__name__})
