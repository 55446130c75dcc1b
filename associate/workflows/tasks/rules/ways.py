"""A person decides where something missing comes from: another store, by a carrier, or later."""

from typing import Any

import sqlalchemy as sa

from associate.core.acts.awaiting import have_it_brought, wait_for_it
from associate.core.acts.collateral import is_gone, others_waiting, reject_too
from associate.core.acts.moving import pick_up_at, send_it
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.tasks.forms import Way


def line_of(task: Task) -> FulfillmentLine:
    """Raises Refused("other_kind") for a task about something else."""
    if task.kind != TaskKind.SHORT:
        raise Refused("other_kind", _("This task asks for something else. Open it again."))
    return db.session.get_one(FulfillmentLine, task.facts["line"])


def take(task: Task, way: Way, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """Raises OutOfDate("task_done"), Refused("no_store_chosen"), and what the ways raise."""
    line_of(task)
    order = db.session.get_one(Order, task.order_id)
    with atomic(order, *fulfillments_of(order.id), task):
        if (done := answered(intent)) is not None:
            return done
        if task.done_at is not None:
            raise OutOfDate("task_done", _("Somebody was faster: this is settled. Look again."))
        return answer(intent, what=_carry_out(task, way, by))


def reject_others(task: Task, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """What isn’t here won’t come for the other orders that wait for it, either. Raises Refused("is_here")."""
    line = line_of(task)
    others = others_waiting(line)
    jobs = {each.fulfillment for each in others}
    with atomic(*sorted(jobs, key=lambda job: job.id)):
        if (done := answered(intent)) is not None:
            return done
        if not is_gone(line):
            raise Refused("is_here", _("Some of it is on the shelf by the books. Have it counted first."))
        numbers = reject_too(others, by=by, looked=[], why=str(task.facts["reason"]))
        return answer(intent, what=", ".join(numbers))


def _carry_out(task: Task, way: Way, by: Actor) -> str:
    """What to say about it."""
    if way.kind == "store":
        job = pick_up_at(task, _store(way), by=by)
        return _("%(number)s is in the queue of %(store)s.", number=job.number, store=job.store.name)
    if way.kind == "send":
        job = send_it(task, way.address, by=by)
        return _("%(store)s sends it: %(number)s.", number=job.number, store=job.store.name)
    if way.kind == "bring":
        asked = have_it_brought(task, _store(way), by=by)
        return _("%(store)s is asked for it: %(number)s.", store=asked.from_store.name, number=asked.number)
    assert way.until is not None
    wait_for_it(task, way.until, by=by)
    return _("It’s picked by itself when enough of it is here.")


def _store(way: Way) -> Store:
    store = db.session.scalar(sa.select(Store).filter_by(code=way.code))
    if store is None:
        raise Refused("no_store_chosen", _("Choose the store it comes from."))
    return store
