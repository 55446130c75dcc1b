"""What couldn’t be found is waited for: until it comes in, or until a day, and then its money goes back.

The task's facts: `waits_until`, an ISO moment.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.instead import TAKES, pick_it
from associate.core.acts.moving import comes_from
from associate.core.acts.shorts import deciding, give_up
from associate.core.acts.transferring import request_transfer
from associate.core.catalog.stop_sales import is_stopped
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.votes import call_off_vote
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import level_here
from associate.core.inventory.transfers import Transfer
from associate.core.orders.models import OrderState
from associate.core.stores.hours import closing_of
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task
from associate.db import db
from associate.errors import Refused
from associate.words import _

LONGEST = timedelta(days=60)
IS_WAITED_FOR = sa.and_(
    Task.kind == TaskKind.SHORT,
    Task.done_at.is_(None),
    Task.facts["waits_until"].as_string().is_not(None),
)
"""Open shorts that somebody waits for."""


def wait_for_it(task: Task, until: datetime, *, by: Actor) -> None:
    """Nothing is done until then, or until enough of it is here. Raises Refused("no_day") for a moment that
    has passed or is too far off."""
    with deciding(task, by) as (line, job):
        if not now() < until <= now() + LONGEST:
            raise Refused("no_day", _("Choose a day from today to %(n)d days from now.", n=LONGEST.days))
        call_off_vote(line.id, by=by)
        task.facts = {**task.facts, "waits_until": until.isoformat(), "asked": ""}
        record(
            "line.waits", about=job, by=by, line=line.id, units=task.facts["units"], until=until.isoformat()
        )


def have_it_brought(task: Task, origin: Store, *, by: Actor) -> Transfer:
    """Another store is asked for it, and it is waited for. Raises what request_transfer raises."""
    with deciding(task, by) as (line, job):
        days = timedelta(days=origin.transfer_days)
        wants = {line.variant_id: int(task.facts["units"])}
        expected = closing_of(job.store, (now() + days).astimezone(job.store.timezone).date())
        asked = request_transfer(origin, job.store, wants, expected_at=expected, note=job.number, by=by)
        wait_for_it(task, expected + days, by=by)
        return asked


def look_again(task: Task) -> None:
    """Enough of it is here: it is picked after all. Its time is over: its money goes back."""
    line = db.session.get_one(FulfillmentLine, task.facts["line"])
    level = level_here(line.fulfillment.store_id, line.variant_id)
    is_here = level is not None and _unspoken(level) >= task.facts["units"]
    if not is_here and now() < datetime.fromisoformat(task.facts["waits_until"]):
        return
    with deciding(task, SYSTEM) as (line, job):
        if task.done_at or job.hold:
            return
        if is_here and job.order.state != OrderState.CANCELED:
            _pick_after_all(task, line, job)
        else:
            give_up(task, by=SYSTEM)


def _unspoken(level: StockLevel) -> int:
    """It is sold already, so safety stock doesn’t hold it back."""
    stopped = is_stopped(level.variant.product)
    return 0 if stopped else level.on_hand - level.reserved - level.held


def _pick_after_all(task: Task, line: FulfillmentLine, job: Fulfillment) -> None:
    """Where the job is past picking it comes as a job of its own."""
    if job.state not in TAKES:
        comes_from(task, job.store, job.method, SYSTEM)
        return
    units = task.facts["units"]
    ledger.reserve(ledger.level_of(job.store_id, line.variant_id), units, line_id=line.id, by=SYSTEM)
    line.short -= units
    record("line.came_in", about=job, by=SYSTEM, line=line.id, units=units)
    pick_it(job, SYSTEM)
    close_task(task, "came in", by=SYSTEM)
