"""One task on its page: what its form needs beside the case, and who could see to it instead."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.catalog.models import Variant
from associate.core.inventory.models import StockLevel
from associate.core.inventory.transfers import Transfer, TransferState, transfers_for
from associate.core.orders.models import Order, OrderLine
from associate.core.stores.models import Store
from associate.core.stores.names import first_name, first_names
from associate.core.stores.scope import Scope
from associate.core.stores.shifts import on_shift
from associate.core.stores.staff import Staff
from associate.core.tasks.kinds import may_settle, roles_for
from associate.core.tasks.models import Task
from associate.db import db
from associate.errors import Missing
from associate.words import _


def find_task(task_id: int, scope: Scope) -> Task:
    """The task, open or done. Raises Missing, also when it is another store's."""
    find = sa.select(Task).where(Task.id == task_id, scope.covers(Task.store_id))
    task = db.session.scalar(find.options(joinedload(Task.owner)))
    if task is None:
        raise Missing("no_task", _("There’s no such task in this store."))
    return task


def stores() -> list[Store]:
    """Where something can be collected."""
    return list(db.session.scalars(sa.select(Store).where(Store.pickups).order_by(Store.name)))


def store_by_code(code: str) -> Store | None:
    return db.session.scalar(sa.select(Store).filter_by(code=code)) if code else None


def variant_by_id(variant_id: int) -> Variant | None:
    return db.session.get(Variant, variant_id)


def wanted_and_free(order: Order) -> list[tuple[OrderLine, int]]:
    """The lines of a parked order, each with the units its store could give it now."""
    free = StockLevel.on_hand - StockLevel.reserved - StockLevel.held
    find = sa.select(StockLevel.variant_id, free).where(
        StockLevel.store_id == order.store_id,
        StockLevel.variant_id.in_([line.variant_id for line in order.lines]),
    )
    have = dict(db.session.execute(find).all())
    return [
        (line, max(0, have.get(line.variant_id, 0)))
        for line in order.lines
        if line.is_physical and line.to_fulfill
    ]


def coming_for(order: Order) -> list[Transfer]:
    """Goods that were asked for or are on their way for it, from another store."""
    open_ones = (TransferState.REQUESTED, TransferState.SHIPPED)
    return [transfer for transfer in transfers_for(order.id) if transfer.state in open_ones]


def done_by(task: Task) -> tuple[str, datetime] | None:
    """Who settled it, by first name, and when; None while it waits."""
    if task.done_at is None:
        return None
    return first_name(task.done_by or ""), task.done_at


def is_at(task: Task, store: Store | None) -> bool:
    """Can it be settled from here? Its form works in its own store."""
    return store is not None and task.store_id in (store.id, None)


def people_for(task: Task, me: Staff) -> list[tuple[Staff, bool]]:
    """Who else can be given it, and whether they are at work there; those first."""
    at_work = {staff.id for staff in on_shift(task.store_id)} if task.store_id else set()
    find = sa.select(Staff).where(
        Staff.is_active,
        Staff.role.in_(roles_for(task.kind)),
        Staff.id.not_in({me.id, task.owner_id or 0}),
        sa.or_(Staff.store_id == task.store_id, Staff.store_id.is_(None)),
    )
    people = [staff for staff in db.session.scalars(find) if may_settle(staff, task)]
    people.sort(key=lambda each: (each.id not in at_work, each.store_id is None, each.first_name, each.id))
    return [(staff, staff.id in at_work) for staff in people]


def staff_by_id(staff_id: int) -> Staff | None:
    return db.session.get(Staff, staff_id)


def names_in(task: Task) -> dict[str, str]:
    """First names of whoever wrote what is told about it."""
    return first_names(note.by for note in task.notes)
