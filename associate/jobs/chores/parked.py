"""Orders that waited for stock or for a store, oldest first; and those that nobody could take in time."""

from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.release import release
from associate.core.acts.route import cancel_overdue, ship_from_stores
from associate.core.events.record import SYSTEM
from associate.core.orders.incoming import Method
from associate.core.orders.models import IS_WAITING, Order, OrderState
from associate.core.orders.queries import may_start
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.jobs.chores.one_by_one import one_by_one
from associate.upkeep import beats

AT_ONCE = 200  # orders
TURN = "parked"  # the row that says how far the last run came
WAITS = (TaskKind.NO_STOCK, TaskKind.PARKED)
ALIVE = (OrderState.WAITING, OrderState.OPEN)


def retry_parked() -> None:
    """Those that come after the ones tried last time, and from the oldest again once all had their turn: many
    that can't be done keep none from being tried."""
    waits = sa.or_(Task.kind.in_(WAITS), sa.and_(Task.kind == TaskKind.CHOOSE_STORE, _is_handed_out_again()))
    parked = (
        sa.select(Order)
        .join(Task, Task.order_id == Order.id)
        .where(waits, Task.done_at.is_(None), Order.state.in_(ALIVE))
    )
    if (known := beats.last(TURN)) and known.facts:
        parked = parked.where(_is_after(datetime.fromisoformat(known.facts["at"]), known.facts["order"]))
    orders = db.session.scalars(parked.order_by(Order.placed_at, Order.id).limit(AT_ONCE)).all()
    last = orders[-1] if len(orders) == AT_ONCE else None
    turn = {"at": last.placed_at.isoformat(), "order": last.id} if last else {}
    one_by_one(orders, _release)
    if known or turn:
        beats.beat(TURN, **turn)


def _is_handed_out_again() -> sa.ColumnElement[bool]:
    """Its store gave no pickups out when it came, and does now."""
    return sa.exists().where(Store.id == Order.store_id, Store.pickups)


def _is_after(at: datetime, order_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(Order.placed_at > at, sa.and_(Order.placed_at == at, Order.id > order_id))


def cancel_parked() -> None:
    """What could not be sent by its date; a person may have taken the date off."""
    over = sa.select(Order).where(IS_WAITING, Order.auto_cancel_at <= now())
    one_by_one(
        db.session.scalars(over.order_by(Order.auto_cancel_at, Order.id).limit(AT_ONCE)).all(), _cancel
    )


def _cancel(order: Order) -> None:
    cancel_overdue(order)


def _release(order: Order) -> None:
    """Of an order that is under way it is the rest, which a store sent on."""
    with atomic(order):
        if order.state != OrderState.OPEN:
            release(order, by=SYSTEM)
        elif order.method == Method.SHIP and may_start(order, cash_on_pickup=False):
            ship_from_stores(order, by=SYSTEM)
