"""Open and close tasks. The same cause has one open task, however often it is met."""

from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.tasks.models import Task, TaskKind
from associate.db import db


def open_task(
    kind: TaskKind,
    key: str,
    *,
    by: Actor,
    store_id: int | None = None,
    order_id: int | None = None,
    about: str = "",
    **facts: Any,
) -> Task:
    """The open task of this kind and key, made if there is none; its facts are brought up to date."""
    task = task_of(kind, key)
    if task is None:
        task = Task(
            kind=kind, key=_full(kind, key), store_id=store_id, order_id=order_id, about=about, facts=facts
        )
        db.session.add(task)
        db.session.flush()
        record("task.opened", about=task, by=by, task=kind.value)
    elif facts:
        task.facts = {**task.facts, **facts}
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


def task_of(kind: TaskKind, key: str) -> Task | None:
    """The open task of this kind and key."""
    return db.session.scalar(sa.select(Task).where(Task.key == _full(kind, key), Task.done_at.is_(None)))


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


def _full(kind: TaskKind, key: str) -> str:
    return f"{kind.value}:{key}"[:160]
