"""Many who meet the same cause at once open one task, and none of them is turned away."""

import sqlalchemy as sa

from associate.core.events.record import SYSTEM
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from tests.races.buyers import in_processes

PROCESSES, CAUSES = 4, 20


def test_one_cause_is_one_task_over_processes(app, shop):
    in_processes(app, PROCESSES, lambda _n: [meet(f"cause-{n}") for n in range(CAUSES)])
    keys = db.session.scalars(sa.select(Task.key).where(Task.kind == TaskKind.MAP_PRODUCT)).all()
    assert sorted(keys) == sorted(f"map_product:cause-{n}" for n in range(CAUSES))


def meet(key: str) -> None:
    with atomic():
        open_task(TaskKind.MAP_PRODUCT, key, by=SYSTEM, sku=key)
