"""Open and close tasks. The same cause has one open task, however often it is met."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.tasks.due import due_at
from associate.core.tasks.models import Task, TaskKind, TaskNote
from associate.db import db, insert_into


def open_task(
    kind: TaskKind,
    key: str,
    *,
    by: Actor,
    store_id: int | None = None,
    order_id: int | None = None,
    about: str = "",
    within: timedelta | None = None,
    **facts: Any,
) -> Task:
    """The open task of this kind and key, made if there is none; its facts are brought up to date.

    It is due by the goal of its kind, or `within` less open time where somebody is on their way.
    """
    full = _full(kind, key)
    task = task_of(kind, key)
    due = due_at(kind, store_id, now(), within)
    if task is None:
        new = insert_into(Task).values(
            kind=kind, key=full, store_id=store_id, order_id=order_id, about=about, facts=facts, due_at=due
        )
        made: Task | None = db.session.scalar(new.on_conflict_do_nothing().returning(Task))
        if made is not None:
            record("task.opened", about=made, by=by, task=kind.value)
            return made
        task = db.session.scalars(_open(full)).one()  # somebody met the same cause at this very moment
    if facts:
        task.facts = {**task.facts, **facts}
    if within is not None:
        task.due_at, task.snoozed_until = min(task.due_at, due), None
    return task


def close_task(task: Task, outcome: str, *, by: Actor) -> None:
    task.done_at = now()
    task.done_by = by.ref
    task.outcome = outcome
    record("task.done", about=task, by=by, task=task.kind.value, outcome=outcome)


def close_tasks(kind: TaskKind, key: str, outcome: str, *, by: Actor) -> None:
    """Close the open task of this kind and key, if there is one."""
    if task := task_of(kind, key):
        close_task(task, outcome, by=by)


def note_on(
    task: Task,
    what: str,
    *,
    by: Actor,
    to_id: int | None = None,
    until: datetime | None = None,
    words: str = "",
) -> None:
    """What became of it before it was settled, with the words of whoever did it."""
    db.session.add(TaskNote(task_id=task.id, what=what, by=by.ref, to_id=to_id, until=until, words=words))


def task_of(kind: TaskKind, key: str) -> Task | None:
    """The open task of this kind and key."""
    return db.session.scalar(_open(_full(kind, key)))


def was_done(kind: TaskKind, key: str) -> bool:
    """Did somebody settle a task of this kind and key before?"""
    settled = sa.select(Task.id).where(Task.key == _full(kind, key), Task.done_at.is_not(None))
    return db.session.scalar(settled.limit(1)) is not None


def open_tasks_of(order_id: int) -> list[Task]:
    return list(
        db.session.scalars(
            sa.select(Task).where(Task.order_id == order_id, Task.done_at.is_(None)).order_by(Task.id)
        )
    )


def _open(full: str) -> sa.Select[Task]:
    return sa.select(Task).where(Task.key == full, Task.done_at.is_(None))


def _full(kind: TaskKind, key: str) -> str:
    return f"{kind.value}:{key}"[:160]
