"""A substitute takes the place of what is missing: other goods for the same line of the order."""

from associate.core.acts.shorts import deciding
from associate.core.acts.substitutes import cheaper_by, must_go_for
from associate.core.catalog.models import Variant
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.tasks.models import Task
from associate.core.tasks.tasks import close_task
from associate.db import db
from associate.errors import OutOfDate
from associate.words import _

TAKES = (State.PICKING, State.PICKED, State.WAITING, State.PACKING)
"""States in which something else may still be picked for a job."""


def must_take(job: Fulfillment) -> None:
    """Raises OutOfDate("too_late") for a job that is past picking."""
    if job.state not in TAKES:
        words = _("%(number)s is %(state)s now. Undo that first.", number=job.number, state=job.state.words)
        raise OutOfDate("too_late", words)


def take_instead(task: Task, variant: Variant, price: int, *, by: Actor) -> FulfillmentLine:
    """The short units of this task come as units of another variant, set aside at once and to be picked.

    The customer pays what they paid. Of a cheaper one (`price`: minor units for one, as it was offered) the
    difference goes back when it leaves. Raises OutOfDate("too_late"), Refused("no_stock") and what
    must_go_for raises; nothing is changed then.
    """
    with deciding(task, by) as (short, job), db.session.begin_nested():
        must_take(job)
        units = task.facts["units"]
        must_go_for(variant, short.variant, units, job.store)
        line = in_its_place(short, units, job, variant)
        line.cheaper_by = cheaper_by(short.order_line, price, units)
        ledger.reserve(ledger.level_of(job.store_id, variant.id), units, line_id=line.id, by=by)
        told = {"line": short.id, "units": units, "instead": variant.id, "cheaper_by": line.cheaper_by}
        record("line.substituted", about=job, by=by, **told)
        pick_it(job, by)
        close_task(task, "substituted", by=by)
        return line


def in_its_place(short: FulfillmentLine, units: int, job: Fulfillment, variant: Variant) -> FulfillmentLine:
    """Inside atomic(): a line of `job` for units that were short; those aren’t missing any more."""
    short.short -= units
    short.canceled += units
    line = FulfillmentLine(
        order_line_id=short.order_line_id, variant_id=variant.id, wanted=units, replaces_id=short.id
    )
    job.lines.append(line)
    db.session.flush()
    return line


def pick_it(job: Fulfillment, by: Actor) -> None:
    """Whoever has it goes on; else whoever scans next has it."""
    if job.state == State.PACKING:
        move(job, State.PICKED, by=by)
    if job.state != State.PICKING:
        move(job, State.PICKING, by=by)
        job.owner_id = None
