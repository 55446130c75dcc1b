"""A job, a car, a thing to put back or a task as one row: what it is, why it is there, who has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload, selectinload

from associate.core.acts.floor import hold_words
from associate.core.fulfillment.between import is_between_zones
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import UNDER_PROMISE, WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.urgency import is_put_off, urgency
from associate.core.fulfillment.visits import Visit, VisitState, visited, visits_for
from associate.core.inventory.models import PutBack
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.stores.closing_words import wall
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.tasks.kinds import KINDS
from associate.core.tasks.models import Task
from associate.db import db
from associate.words import _

JOB = (
    joinedload(Fulfillment.owner),
    joinedload(Fulfillment.store),
    lazyload(Fulfillment.bags),
    selectinload(Fulfillment.lines).options(
        lazyload(FulfillmentLine.order_line), lazyload(FulfillmentLine.variant)
    ),
)


@dataclass(frozen=True)
class Row:
    """`kind`: job, car, thing or task. `at`: the moment its age or promise counts from."""

    kind: str
    id: int
    title: str
    why: str
    at: datetime
    urgency: str = ""
    store: Store | None = None
    who: Staff | None = None
    name: str = ""  # the customer's
    order: str = ""  # number of the order it is about
    is_movable: bool = False  # a manager may give it, put it first, promise it anew


def job_rows(jobs: Sequence[Fulfillment]) -> list[Row]:
    """Those that somebody came for are told apart: they press most."""
    coming = {job.id: visit for visit in visits_for(visited(jobs)) for job in visit.jobs}
    return [job_row(job, coming.get(job.id)) for job in jobs]


def job_row(job: Fulfillment, visit: Visit | None = None) -> Row:
    is_due = job.state in UNDER_PROMISE
    return Row(
        "job",
        job.id,
        job.number,
        why(job, visit),
        job.promise_at if is_due else job.state_since,
        urgency(job.promise_at) if is_due else "",
        job.store,
        job.owner if job.state in (State.RELEASED, State.PICKING) else None,
        job.order.first_name,
        job.order.number,
        is_due,
    )


def why(job: Fulfillment, visit: Visit | None) -> str:
    """A hold first, then who waits for it, then how far it is."""
    first = hold_words(job.hold) if job.hold else _presence(visit) if visit else ""
    return " ".join(filter(None, (first, "" if job.hold else _how_far(job))))


def car_row(visit: Visit) -> Row:
    place = _("Bay %(code)s", code=visit.bay.code) if visit.bay else _("No bay said")
    who_has = (
        _("Nobody has it yet.")
        if visit.runner is None
        else _("%(name)s has it.", name=visit.runner.first_name)
    )
    since = visit.arrived_at or visit.created_at
    title = " · ".join(filter(None, (visit.name, place)))
    return Row("car", visit.id, title, who_has, since, store=visit.store, who=visit.runner)


def thing_row(put_back: PutBack, order: Order | None, store: Store | None) -> Row:
    title = f"{put_back.quantity} × {put_back.level.variant.name}"
    place = put_back.level.location.label if put_back.level.location else ""
    told = _("From %(number)s.", number=order.number) if order else ""
    words = " ".join(filter(None, (told, _("Belongs on %(place)s.", place=place) if place else "")))
    return Row(
        "thing",
        put_back.id,
        title,
        words,
        put_back.created_at,
        store=store,
        order=order.number if order else "",
    )


def task_row(task: Task, order: Order | None, store: Store | None) -> Row:
    words = str(KINDS[task.kind].words)
    title = f"{order.number}: {words}" if order else words
    owned = (
        _("Nobody has it yet.") if task.owner is None else _("%(name)s has it.", name=task.owner.first_name)
    )
    return Row("task", task.id, title, owned, task.created_at, store=store, who=task.owner)


def jobs_where(*which: sa.ColumnElement[bool], most: int) -> list[Fulfillment]:
    """By promise."""
    find = sa.select(Fulfillment).where(*which).options(*JOB)
    return list(db.session.scalars(find.order_by(Fulfillment.promise_at, Fulfillment.id).limit(most)))


def _presence(visit: Visit) -> str:
    name = visit.name or _("The customer")
    if visit.state == VisitState.EN_ROUTE:
        return _("%(name)s is on the way.", name=name)
    if visit.bay and not visit.to_counter:
        return _("%(name)s is in bay %(bay)s.", name=name, bay=visit.bay.code)
    return _("%(name)s is here.", name=name)


def _how_far(job: Fulfillment) -> str:
    if is_put_off(job) and job.paused_until:
        return _("Paused until %(at)s.", at=wall(job.store, job.paused_until))
    if job.state == State.RELEASED:
        return _("Not begun.") if job.owner else _("Nobody has it yet.")
    if job.state == State.PICKING:
        return _picking(job)
    if job.state in WITH_CUSTOMER_TO_COME:
        return _ready(job)
    words = {
        State.WAITING: _("A lead decides what happens to it."),
        State.PACKING: _("At the pack bench."),
        State.PACKED: _("Packed, for the next carrier."),
        State.MANIFESTED: _("Waits for its carrier."),
    }
    if job.state == State.PICKED:
        to_send = job.method == Method.SHIP
        return _("Picked, it goes to the pack bench.") if to_send else _("Picked, its bags need a place.")
    return words.get(job.state) or job.state.words[:1].upper() + job.state.words[1:] + "."


def _picking(job: Fulfillment) -> str:
    done, units = job.units_picked, job.units_to_find
    if is_between_zones(job):
        return _("%(done)d of %(all)d, waits for its next zone.", done=done, all=units)
    if job.owner is None:
        return _("Begun, nobody has it now.")
    if job.is_paused:
        return _("%(done)d of %(all)d, paused.", done=done, all=units)
    if job.last_scan_at is None:
        return _("Nothing scanned yet.")
    at = wall_time(job.store, job.last_scan_at)
    return _("%(done)d of %(all)d, last scan %(at)s.", done=done, all=units, at=at)


def _ready(job: Fulfillment) -> str:
    if job.hold_until is None:
        return _("Waits for its customer.")
    return _("Waits until %(at)s.", at=wall(job.store, job.hold_until))
