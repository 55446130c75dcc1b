"""More is promised than is here and good: a manager hears of it, with who can still be served and who not."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.states import OPEN
from associate.core.inventory.models import Reservation, StockLevel
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.core.orders.models import Order
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db

Waiting = tuple[str, int]
"""The number of an order or a transfer, and the units it still has to get from the shelf."""


def look_for_conflict(level_id: int, *, by: Actor) -> None:
    """Call after anything that takes units away or brings them back, in its transaction.

    Opens the task, brings its facts up to date, or closes it when there is enough again.
    """
    db.session.flush()
    level = db.session.get_one(StockLevel, level_id, populate_existing=True)
    missing = level.reserved - (level.on_hand - level.held)
    if missing <= 0:
        close_tasks(TaskKind.STOCK_CONFLICT, str(level_id), "enough again", by=by)
        return
    filled, at_risk, boxes = _who_gets_what(level)
    open_task(
        TaskKind.STOCK_CONFLICT,
        str(level_id),
        by=by,
        store_id=level.store_id,
        about=level.ref,
        level_id=level_id,
        variant_id=level.variant_id,
        sku=level.variant.sku,
        units=missing,
        orders=at_risk,
        filled=filled,
        transfers=boxes,
    )


def look_for_conflicts(level_ids: Iterable[int], *, by: Actor) -> None:
    """The same for several levels, each once."""
    for level_id in sorted(set(level_ids)):
        look_for_conflict(level_id, by=by)


def _who_gets_what(level: StockLevel) -> tuple[list[str], list[str], list[str]]:
    """(orders that can still be filled, the first promise first; orders at risk, the last promise first;
    transfers at risk). Customers come before other stores."""
    good = max(0, shelf(level))
    filled, at_risk, boxes = [], [], []
    for number, units in _jobs(level.id):
        if units <= good:
            good -= units
            filled.append(number)
        else:
            at_risk.append(number)
    for number, units in _transfers(level.id):
        if units <= good:
            good -= units
        else:
            boxes.append(number)
    return filled, at_risk[::-1], boxes


def _jobs(level_id: int) -> list[Waiting]:
    """Orders whose jobs still have to pick from this level, the first promise first."""
    line = FulfillmentLine
    left = line.wanted - line.picked - line.short - line.canceled
    find = sa.select(Order.number, sa.func.sum(left)).join(Fulfillment, Fulfillment.order_id == Order.id)
    find = find.join(line, line.fulfillment_id == Fulfillment.id)
    find = find.join(Reservation, Reservation.fulfillment_line_id == line.id)
    find = find.where(Reservation.level_id == level_id, Reservation.quantity > 0, left > 0)
    find = find.where(Fulfillment.state.in_(OPEN)).group_by(Order.number)
    by_promise = find.order_by(sa.func.min(Fulfillment.promise_at), sa.func.min(Fulfillment.id))
    return [(number, int(units)) for number, units in db.session.execute(by_promise)]


def _transfers(level_id: int) -> list[Waiting]:
    """Transfers that were promised units of this level and haven’t packed them."""
    left = TransferLine.requested - TransferLine.shipped
    find = sa.select(Transfer.number, left).join(TransferLine, TransferLine.transfer_id == Transfer.id)
    find = find.join(Reservation, Reservation.transfer_line_id == TransferLine.id)
    find = find.where(Reservation.level_id == level_id, Reservation.quantity > 0, left > 0)
    find = find.where(Transfer.state == TransferState.REQUESTED)
    return [(number, int(units)) for number, units in db.session.execute(find.order_by(Transfer.id))]
