"""What a cheaper substitute costs less goes back to its customer as it leaves, and not before: until then all
that was paid for it can still go back whole."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.money_back import owe_amount, unowe
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task
from associate.db import db
from associate.errors import Refused
from associate.money import units_of
from associate.words import _


def give_difference(
    jobs: Collection[Fulfillment], units: Mapping[int, int], *, cause: str, by: Actor
) -> None:
    """Inside atomic(order, job), after `units` (line id → quantity) left with their customer: what cheaper
    ones cost less goes back, no sooner than the store’s minutes to undo."""
    for job in jobs:
        amount = sum(_share(line, units.get(line.id, 0)) for line in job.lines if line.cheaper_by)
        if amount:
            owe_amount(
                job.order, amount, key=_key(cause, job), by=by, why="substitute", not_before=_later(job)
            )


def take_difference_back(job: Fulfillment, *, cause: str, by: Actor) -> None:
    """Inside atomic(order, job): they are here again. Raises Refused("money_back") where a person gave it
    already, and what `unowe` raises."""
    if not any(line.cheaper_by for line in job.lines):
        return
    key = _key(cause, job)
    task = db.session.scalar(
        sa.select(Task).where(Task.key == f"{TaskKind.REFUND.value}:{job.order_id}:{key}")
    )
    if task is not None and task.done_at:
        raise Refused("money_back", _("What it cost less went back already, so this stays as it is."))
    if task is not None:
        close_task(task, "handover undone", by=by)
    unowe(job.order, key, by=by)


def _share(line: FulfillmentLine, units: int) -> int:
    return units_of(line.cheaper_by, line.wanted, line.handed_over - units, units)


def _key(cause: str, job: Fulfillment) -> str:
    return f"{cause}:instead:{job.id}"


def _later(job: Fulfillment) -> datetime:
    return now() + timedelta(minutes=job.store.undo_minutes)
