"""More is promised than is here and good: a manager hears of it, with the orders at risk."""

import sqlalchemy as sa

from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import OPEN
from associate.core.inventory.models import Reservation, StockLevel
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db


def look_for_conflict(level_id: int, *, by: Actor) -> None:
    """Call after anything that takes units away or brings them back, in its transaction."""
    db.session.flush()
    level = db.session.get_one(StockLevel, level_id, populate_existing=True)
    missing = level.reserved - (level.on_hand - level.held)
    if missing <= 0:
        close_tasks(TaskKind.STOCK_CONFLICT, str(level_id), "enough again", by=by)
        return
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
        orders=_at_risk(level_id),
    )


def _at_risk(level_id: int) -> list[str]:
    """Numbers of the jobs that still have to pick from this level, the last promise first."""
    line = FulfillmentLine
    left = line.wanted - line.picked - line.short - line.canceled
    find = sa.select(Fulfillment.number).join(line, line.fulfillment_id == Fulfillment.id)
    find = find.join(Reservation, Reservation.fulfillment_line_id == line.id)
    find = find.where(Reservation.level_id == level_id, Reservation.quantity > 0, left > 0)
    return list(
        db.session.scalars(
            find.where(Fulfillment.state.in_(OPEN))
            .group_by(Fulfillment.number)
            .order_by(sa.func.max(Fulfillment.promise_at).desc())
        )
    )
