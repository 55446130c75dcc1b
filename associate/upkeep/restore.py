"""`flask restore`: put a proven backup in the place of the database, and keep what was there."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from associate.clock import now
from associate.core.acts.personal.erasing import erase_again, erasures_done
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import SYSTEM, record
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from associate.errors import Refused
from associate.jobs.giving_up import give_up_delivery
from associate.upkeep import beats, copies, postgres, readings
from associate.upkeep.retention import Installation
from associate.words import _

RUNNING = timedelta(seconds=60)  # a worker that was seen so lately is still there


@dataclass(frozen=True)
class Restored:
    """`kept`: where the database is that was there; `held`: messages that don't go out by themselves;
    `forgotten`: people who were erased since the backup, erased again; None: who they are can't be read."""

    kept: Path
    held: int
    forgotten: int | None


def restore(source: Path, *, although_running: bool = False) -> Restored:
    """Put it in the database's place, and bring it up to date with what must not come back.

    Raises Refused: "no_backup", "broken_backup", "newer_backup" (made by newer code), "running".
    """
    file = readings.database_file()
    version = copies.prove(source) if file else postgres.prove(source)
    _must_be_known(version)
    if not although_running and _is_running():
        sentence = _("Associate is running. Stop it first, or say --yes and everyone is signed out.")
        raise Refused("running", sentence)
    erased = _erased()
    kept = _keep(file, source.resolve().parent)
    db.session.remove()
    db.engine.dispose()
    if file:
        _put(source, file)
    else:
        postgres.restore(source)
    upgrade()  # a backup of an older version: what follows wants today’s tables
    return Restored(kept, settle(), None if erased is None else erase_again(erased))


def settle() -> int:
    """Nothing the backup still had to do is done behind anyone's back: its messages may have gone out since,
    so each becomes a task; its sessions may have been ended since, so all are. Returns the messages held."""
    with atomic():
        waiting = sa.select(Delivery).where(Delivery.state == DeliveryState.PENDING)
        held = list(db.session.scalars(waiting))
        for delivery in held:
            give_up_delivery(delivery, _("It waited when the backup was made. It may have gone out since."))
        live = sa.update(StaffSession).where(StaffSession.ended_at.is_(None))
        db.session.execute(live.values(ended_at=now()), execution_options={"synchronize_session": False})
        record("installation.restored", about=Installation(), by=SYSTEM, messages_held=len(held))
    return len(held)


def _erased() -> list[dict[str, Any]] | None:
    """Who is forgotten in the database that is about to go."""
    try:
        return erasures_done()
    except sa.exc.SQLAlchemyError:  # none there, a broken one, or one older than erasing
        db.session.rollback()
        return None


def _must_be_known(version: str | None) -> None:
    if version is not None and version > readings.migration_of_the_code():
        raise Refused("newer_backup", _("This backup is of a newer version. Update Associate first."))


def _is_running() -> bool:
    try:
        age = beats.age_of(beats.WORKER)
    except sa.exc.SQLAlchemyError:  # there is no database yet, or a broken one: nothing to disturb
        db.session.rollback()
        return False
    return age is not None and age < RUNNING


def _keep(file: Path | None, folder: Path) -> Path:
    """A copy where it can be made; what is too broken to be copied is moved aside as it lies there."""
    if file is None:
        aside = folder / f"before-restore-{now():%Y%m%d-%H%M%S-%f}.dump"
        postgres.dump(aside)
        return aside
    aside = file.with_name(f"{file.name}.before-restore-{now():%Y%m%d-%H%M%S-%f}")
    if not file.exists():
        return aside
    db.session.remove()
    db.engine.dispose()
    try:
        copies.copy_database(file, aside)
    except sqlite3.DatabaseError:
        for ending in ("", "-wal", "-shm"):
            part = file.with_name(file.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
    return aside


def _put(source: Path, file: Path) -> None:
    """SQLite's own backup into the file, as one transaction: who still looks sees the old or the new."""
    with closing(sqlite3.connect(file, timeout=10)) as target, closing(sqlite3.connect(source)) as origin:
        origin.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
