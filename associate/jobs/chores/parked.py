"""Orders that waited for stock, oldest first: it may have come in, or been put back."""

import sqlalchemy as sa

from associate.core.acts.release import release
from associate.core.events.record import SYSTEM
from associate.core.orders.models import Order, OrderState
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 200  # orders


def retry_parked() -> None:
    parked = (
        sa.select(Order)
        .join(Task, Task.order_id == Order.id)
        .where(Task.kind == TaskKind.NO_STOCK, Task.done_at.is_(None), Order.state == OrderState.WAITING)
    )
    orders = db.session.scalars(parked.order_by(Order.placed_at, Order.id).limit(AT_ONCE)).all()
    one_by_one(orders, _release)


def _release(order: Order) -> None:
    release(order, by=SYSTEM)
