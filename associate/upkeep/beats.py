"""When something last worked that nobody watches: the worker, a backup, a check, the chores."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Beat
from associate.db import atomic, db, insert_into

WORKER, BACKUP, CHECK, CHECK_WANTED, RETENTION = "worker", "backup", "check", "check_wanted", "retention"
LEARNING, SEALING = "learning", "sealing"


def beat(name: str, **facts: Any) -> None:
    """It works now. Facts hold figures and codes."""
    fresh = {"at": now(), "facts": facts}
    row = insert_into(Beat).values(name=name, **fresh)
    with atomic():
        db.session.execute(row.on_conflict_do_update(index_elements=["name"], set_=fresh))


def last(name: str) -> Beat | None:
    return db.session.scalar(
        sa.select(Beat).where(Beat.name == name).execution_options(populate_existing=True)
    )


def age_of(name: str) -> timedelta | None:
    """How long ago; None when it never happened."""
    found = last(name)
    return now() - found.at if found else None


def forget(name: str) -> None:
    with atomic():
        db.session.execute(sa.delete(Beat).where(Beat.name == name))
