"""What nobody saw to in time, and not in as much time again, goes to a manager: once."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.escalation import managers_of
from associate.core.events.record import SYSTEM, record
from associate.core.stores.hours import is_open
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.tasks.due import overdue_twice_at
from associate.core.tasks.kinds import KINDS, may_settle
from associate.core.tasks.models import Task
from associate.core.tasks.queue import is_put_off
from associate.core.tasks.tasks import note_on
from associate.db import atomic, db


def may_be_overdue_twice() -> sa.Select[Task]:
    """By the clock; under the lock the open time of their store says whether they are."""
    shortest = min(row.goal for row in KINDS.values())
    late = [sa.and_(Task.kind == kind, Task.due_at <= now() - row.goal) for kind, row in KINDS.items()]
    return sa.select(Task).where(
        Task.done_at.is_(None),
        Task.escalated_at.is_(None),
        Task.due_at <= now() - shortest,
        sa.not_(is_put_off()),
        sa.or_(*late),
    )


def hand_up(task: Task) -> None:
    """To a manager who can settle it, unless it is one's already; where there is none the queue says so."""
    with atomic(task):
        if task.done_at or task.escalated_at or task.is_snoozed or not _is_due(task):
            return
        task.escalated_at = now()
        manager = None if _is_managers(task) else _manager_for(task)
        if manager:
            task.owner_id, task.given_by_id = manager.id, None
        note_on(task, "escalated", by=SYSTEM, to_id=manager.id if manager else None)
        told = {"to": manager.ref} if manager else {}
        record("task.escalated", about=task, by=SYSTEM, task=task.kind.value, **told)


def _is_due(task: Task) -> bool:
    """A closed store is left in peace."""
    store = db.session.get(Store, task.store_id) if task.store_id else None
    return overdue_twice_at(task) <= now() and (store is None or is_open(store, now()))


def _is_managers(task: Task) -> bool:
    owner = db.session.get(Staff, task.owner_id) if task.owner_id else None
    return owner is not None and owner.can("approve")


def _manager_for(task: Task) -> Staff | None:
    store = db.session.get(Store, task.store_id) if task.store_id else None
    return next((each for each in managers_of(store) if may_settle(each, task)), None) if store else None
