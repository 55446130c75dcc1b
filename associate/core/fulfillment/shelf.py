"""What should lie on the shelf: on hand, less what lies in bags and boxes, less what is held."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.fulfillment.models import FulfillmentLine
from associate.core.inventory.models import Reservation, StockLevel
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.db import db


def shelf(level: StockLevel) -> int:
    """Units a person should see on the shelf now; below 0 when the books are wrong already."""
    away = in_bags([level.id]).get(level.id, 0) + in_boxes([level.id]).get(level.id, 0)
    return level.on_hand - away - level.held


def in_bags(level_ids: Iterable[int]) -> dict[int, int]:
    """Units picked and still here for their customers, by level id."""
    line = FulfillmentLine
    here = sa.func.sum(line.picked - line.handed_over - line.refused)
    find = sa.select(Reservation.level_id, here).join(line, line.id == Reservation.fulfillment_line_id)
    find = find.where(Reservation.level_id.in_(list(level_ids)), Reservation.quantity > 0)
    return {
        level_id: int(units) for level_id, units in db.session.execute(find.group_by(Reservation.level_id))
    }


def in_boxes(level_ids: Iterable[int]) -> dict[int, int]:
    """Units packed for another store that haven’t left yet, by level id."""
    find = sa.select(Reservation.level_id, sa.func.sum(TransferLine.shipped))
    find = find.join(TransferLine, TransferLine.id == Reservation.transfer_line_id).join(Transfer)
    find = find.where(Reservation.level_id.in_(list(level_ids)), Transfer.state == TransferState.REQUESTED)
    return {
        level_id: int(units) for level_id, units in db.session.execute(find.group_by(Reservation.level_id))
    }
