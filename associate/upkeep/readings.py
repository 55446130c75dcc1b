"""What can be read off a running installation: its queues, its disk, its database, its last beats."""

import shutil
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from associate.clock import now
from associate.config import ROOT
from associate.core.events.models import Delivery, Event, Inbound
from associate.core.events.seals import last_seal
from associate.core.payments.calls import PaymentCall
from associate.core.stores.credentials import PinTries
from associate.core.tasks.models import Task, TaskKind
from associate.db import db, is_sqlite
from associate.upkeep.audit.seal import is_ours

GIVEN_UP = {
    Inbound: TaskKind.INBOUND_FAILED,
    Delivery: TaskKind.MESSAGE_FAILED,
    PaymentCall: TaskKind.MONEY_STUCK,
}


SEALED_SOON = timedelta(minutes=10)  # what happened may wait so long for its seal


@dataclass(frozen=True)
class Queue:
    waiting: int  # rows not done yet, due or not
    late: float  # seconds since the oldest one might have been taken up; 0 when none is due
    given_up: int  # what waits for a person instead


def queue(kind: type[Inbound] | type[Delivery] | type[PaymentCall]) -> Queue:
    pending = sa.select(sa.func.count(), sa.func.min(kind.next_at)).where(kind.state == "pending")
    waiting, oldest = db.session.execute(pending).one()
    given_up = sa.select(sa.func.count()).where(Task.kind == GIVEN_UP[kind], Task.done_at.is_(None))
    return Queue(waiting, seconds_since(oldest), db.session.scalar(given_up) or 0)


def seconds_since(moment: datetime | None) -> float:
    return max(0.0, (now() - moment).total_seconds()) if moment else 0.0


@dataclass(frozen=True)
class Disk:
    free: int  # bytes
    total: int  # bytes

    @property
    def free_share(self) -> float:
        return self.free / self.total if self.total else 1.0


def disk() -> Disk:
    """The disk that SQLite is on; for PostgreSQL, which minds its own, the one this process writes to."""
    file = database_file()
    usage = shutil.disk_usage(file.parent if file else ROOT)
    return Disk(usage.free, usage.total)


@dataclass(frozen=True)
class Unsealed:
    late: float  # seconds since the oldest event that no seal covers; 0 when there is none
    is_refused: bool  # the chain ends in a seal that isn't ours, so nothing is sealed any more


def unsealed() -> Unsealed:
    seal = last_seal()
    find = sa.select(Event.at).where(Event.id > (seal.last if seal else 0)).order_by(Event.id).limit(1)
    return Unsealed(seconds_since(db.session.scalar(find)), seal is not None and not is_ours(seal))


def locked_pins() -> int:
    """Pairs of person and device whose PIN is locked now."""
    locked = sa.select(sa.func.count()).select_from(PinTries).where(PinTries.locked_until > now())
    return db.session.scalar(locked) or 0


def database_file() -> Path | None:
    """SQLite's file; None for PostgreSQL and for a database in memory."""
    name = db.engine.url.database
    return Path(name) if is_sqlite() and name and name != ":memory:" else None


def database_bytes() -> int:
    file = database_file()
    if file:
        return file.stat().st_size if file.exists() else 0
    return (
        0
        if is_sqlite()
        else int(db.session.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)
    )


def wal_bytes() -> int:
    """The write-ahead log beside SQLite's file; a reader that never ends makes it grow."""
    file = database_file()
    log = file and file.with_name(file.name + "-wal")
    return log.stat().st_size if log and log.exists() else 0


def migration() -> str | None:
    """The one the database is at; None when it was never set up."""
    if not sa.inspect(db.session.connection()).has_table("alembic_version"):
        return None
    version: str | None = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


@cache
def migration_of_the_code() -> str:
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head() or ""


@cache
def version() -> str:
    """Of this code, as pyproject.toml has it."""
    project: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project["version"]
