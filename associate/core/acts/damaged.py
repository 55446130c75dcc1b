"""Damaged units are here and held: a person says whether they are thrown away or fine after all.

The task's facts: `level_id`, `variant_id`, `sku`, and `units`, which are held for it and for nothing else.
"""

from associate.core.acts.conflicts import look_for_conflict
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_task, task_of
from associate.db import atomic, db


def hold_damaged(line: FulfillmentLine, level_id: int, units: int, *, by: Actor) -> None:
    """Inside atomic(): these units of a short are held, and somebody has to look at them."""
    before = _waiting(line)
    job = line.fulfillment
    task = open_task(
        TaskKind.DAMAGED_HELD,
        _key(line),
        by=by,
        store_id=job.store_id,
        order_id=job.order_id,
        about=job.ref,
        level_id=level_id,
        variant_id=line.variant_id,
        sku=line.variant.sku,
        units=units + (before.facts["units"] if before else 0),
    )
    ledger.hold(level_id, units, cause=task.ref, by=by)


def throw_away(task: Task, *, by: Actor) -> None:
    """They can't be sold: off the books. A second call changes nothing."""
    with atomic(task):
        if task.done_at:
            return
        level_id, units = task.facts["level_id"], task.facts["units"]
        ledger.write_off(level_id, units, cause=task.ref, by=by, kind=Kind.DISPOSED)
        record("stock.disposed", about=task, by=by, why="damaged", **_what(task))
        close_task(task, "thrown away", by=by)


def fine_after_all(task: Task, *, by: Actor) -> None:
    """Somebody looked and put them on their shelf: for sale again. A second call changes nothing."""
    with atomic(task):
        if task.done_at:
            return
        level_id, units = task.facts["level_id"], task.facts["units"]
        ledger.unhold(level_id, units, cause=task.ref, by=by)
        record("stock.unheld", about=task, by=by, **_what(task))
        close_task(task, "fine after all", by=by)
        look_for_conflict(level_id, by=by)


def free_for(line: FulfillmentLine, level_id: int, units: int, *, by: Actor) -> None:
    """Inside atomic(): the line is to be picked after all. What free stock lacks for it comes out of its own
    damaged units, as far as they go; the others stay held, and their task stays open."""
    task = _waiting(line)
    if task is None:
        return
    level = db.session.get_one(StockLevel, level_id, populate_existing=True)
    lacking = units - (level.on_hand - level.reserved - level.held)
    back = min(max(0, lacking), task.facts["units"])
    if back:
        ledger.unhold(level_id, back, cause=task.ref, by=by)
        task.facts = {**task.facts, "units": task.facts["units"] - back}
    if not task.facts["units"]:
        close_task(task, "found", by=by)


def _what(task: Task) -> dict[str, int]:
    return {"variant_id": task.facts["variant_id"], "units": task.facts["units"]}


def _waiting(line: FulfillmentLine) -> Task | None:
    return task_of(TaskKind.DAMAGED_HELD, _key(line))


def _key(line: FulfillmentLine) -> str:
    return f"line:{line.id}"
