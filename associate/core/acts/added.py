"""Units that were added to an order after a store began: picked too where that can be, else a person is told.

The task's facts: `lines`, titles to read; `added`, line id on the platform → units nobody has set aside.
"""

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


def add_units(
    job: Fulfillment, row: OrderLine, line: FulfillmentLine | None, units: int, *, by: Actor
) -> bool:
    """Inside atomic(order, job): set more units aside and put them on the picker's list.

    False, and nothing changed, when the job is past picking or held, or the units aren't known or free here.
    """
    if job.state not in ON_THE_FLOOR or job.hold or row.variant_id is None:
        return False
    try:
        with db.session.begin_nested():  # all of these units or none
            line = line or _new_line(job, row)
            line.wanted += units
            level_id = ledger.level_of(job.store_id, line.variant_id)
            db.session.flush()
            ledger.reserve(level_id, units, line_id=line.id, by=by)
    except Refused:
        return False
    record("line.added", about=job, by=by, line=line.id, units=units)
    return True


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
