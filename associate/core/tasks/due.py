"""When somebody should have seen to a task, in the open time of its store."""

from datetime import datetime, timedelta

from associate.core.stores.hours import after_open_time
from associate.core.stores.models import Store
from associate.core.tasks.kinds import row_of
from associate.core.tasks.models import Task, TaskKind
from associate.db import db


def due_at(
    kind: TaskKind, store_id: int | None, since: datetime, within: timedelta | None = None
) -> datetime:
    """`within` is shorter than the goal of its kind where somebody is on their way."""
    return _after(store_id, since, min(within or row_of(kind).goal, row_of(kind).goal))


def overdue_twice_at(task: Task) -> datetime:
    """Twice the goal after it could first be seen to: then it is a manager’s."""
    return _after(task.store_id, task.due_at, row_of(task.kind).goal)


def _after(store_id: int | None, since: datetime, needed: timedelta) -> datetime:
    store = db.session.get(Store, store_id) if store_id else None
    return after_open_time(store, since, needed) if store else since + needed
