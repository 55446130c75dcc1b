"""Units that were added to an order after a store began: picked too where that can be, else a person is told.

The task's facts: `lines`, titles to read; `added`, line id on the platform → units nobody has set aside.
"""

from collections.abc import Sequence
from typing import NamedTuple

from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import ON_THE_FLOOR
from associate.core.inventory import ledger
from associate.core.orders.models import Order, OrderLine
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task, task_of
from associate.db import db
from associate.errors import Refused

Late = list[tuple[OrderLine, int]]
"""Lines with the units of each that are on nobody's list."""


class Added(NamedTuple):
    """Units of one thing that the platform added; `line` is where the job has it already."""

    row: OrderLine
    line: FulfillmentLine | None
    units: int


def add_units(job: Fulfillment, wanted: Sequence[Added], *, by: Actor) -> Late:
    """Inside atomic(order, job), with their levels locked: set more units aside and put them on the picker's
    list, a set with all its parts or not at all. The rest, as where the job is past picking or held.
    """
    late: Late = []
    for together in _sets(wanted):
        if not _add(job, together, by):
            late += [(each.row, each.units) for each in together]
    return late


def _sets(wanted: Sequence[Added]) -> list[list[Added]]:
    """Parts of one set are wanted together, anything else by itself; otherwise as they come."""
    found: dict[str, list[Added]] = {}
    for each in wanted:
        found.setdefault(f"set:{each.row.kit_key}" if each.row.kit_key else str(each.row.id), []).append(each)
    return list(found.values())


def _add(job: Fulfillment, together: Sequence[Added], by: Actor) -> bool:
    """False, and nothing changed, where one of them isn't known or free here."""
    if job.state not in ON_THE_FLOOR or job.hold or any(each.row.variant_id is None for each in together):
        return False
    try:
        with db.session.begin_nested():  # all of these units or none
            lines = [_set_aside(job, each, by) for each in together]
    except Refused:
        return False
    for line, each in zip(lines, together, strict=True):
        record("line.added", about=job, by=by, line=line.id, units=each.units)
    return True


def _set_aside(job: Fulfillment, wanted: Added, by: Actor) -> FulfillmentLine:
    """Raises Refused where that many aren't free."""
    line = wanted.line or _new_line(job, wanted.row)
    line.wanted += wanted.units
    level_id = ledger.level_of(job.store_id, line.variant_id)
    db.session.flush()
    ledger.reserve(level_id, wanted.units, line_id=line.id, by=by)
    return line


def asked_before(job: Fulfillment) -> dict[str, int]:
    """What earlier tellings added and nobody has decided on yet, by the line's id on the platform."""
    task = task_of(TaskKind.CHANGED_LATE, _key(job.order, job))
    return dict(task.facts.get("added", {})) if task else {}


def ask_about_added(order: Order, late: Late, *, job: Fulfillment | None = None, by: Actor) -> None:
    """A task while there are such units. What was settled by a person is not asked again."""
    key = _key(order, job)
    if not late:
        if job is not None:
            close_tasks(TaskKind.CHANGED_LATE, key, "on the list now", by=by)
        return
    open_task(
        TaskKind.CHANGED_LATE,
        key,
        by=by,
        order_id=order.id,
        store_id=job.store_id if job else order.store_id,
        about=job.ref if job else order.ref,
        lines=[row.title for row, _units in late],
        added={row.external_id: units for row, units in late},
    )


def _key(order: Order, job: Fulfillment | None) -> str:
    return str(job.id) if job else order.ref


def _new_line(job: Fulfillment, row: OrderLine) -> FulfillmentLine:
    line = FulfillmentLine(order_line_id=row.id, variant_id=row.variant_id, wanted=0)
    job.lines.append(line)
    db.session.flush()
    return line
