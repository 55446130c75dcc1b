"""Orders whose money is not there. A day is what payments take; after that somebody asks."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.clock import now
from associate.core.acts.holds import HOLD_PAYMENT
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import OPEN
from associate.core.orders.models import Order, OrderState
from associate.core.orders.queries import waits_for_payment
from associate.core.stores.models import Store
from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db

PATIENCE = timedelta(hours=24)


def not_asked_about() -> sa.Select[Order]:
    """Orders that wait for their payment longer than that, the oldest first. Each once: what somebody settled
    is not asked again."""
    asked = sa.select(Task.id).where(Task.order_id == Order.id, Task.kind == TaskKind.UNPAID)
    old = sa.select(Order).where(waits_for_payment(), Order.placed_at < now() - PATIENCE, ~asked.exists())
    return old.order_by(Order.placed_at, Order.id)


def ask_about_unpaid(order: Order) -> None:
    """A task, which closes by itself when the money comes."""
    with atomic(order):
        if order.state == OrderState.WAITING:
            open_task(
                TaskKind.UNPAID,
                str(order.id),
                by=SYSTEM,
                order_id=order.id,
                store_id=order.store_id,
                about=order.ref,
                payment=order.payment.value,
            )


def unpaid(scope: Scope) -> sa.ColumnElement[bool]:
    """Orders within sight that can't begin, or were stopped, until their money is there. By number, so that
    either reason uses its own index."""
    in_any_store = Fulfillment.store_id.in_(sa.select(Store.id))
    stopped = sa.select(Fulfillment.order_id).where(
        in_any_store, Fulfillment.state.in_(OPEN), Fulfillment.hold == HOLD_PAYMENT
    )
    waiting = sa.select(Order.id).where(waits_for_payment())
    # "+ 0": from these numbers to their store; SQLite would go through all orders the store ever had
    return sa.and_(Order.id.in_(sa.union(waiting, stopped)), scope.covers(Order.store_id + 0))


def count_unpaid(scope: Scope) -> tuple[int, datetime | None]:
    """How many there are, and when the oldest was placed."""
    count, oldest = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(Order.placed_at)).where(unpaid(scope))
    ).one()
    return count, oldest


def unpaid_orders(scope: Scope, *, most: int) -> list[Order]:
    """The oldest first: who waits longest is asked about first."""
    find = sa.select(Order).where(unpaid(scope)).options(joinedload(Order.customer))
    return list(db.session.scalars(find.order_by(Order.placed_at, Order.id).limit(most)))
