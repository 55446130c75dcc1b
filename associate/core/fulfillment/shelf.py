"""What should lie on the shelf: on hand, less what lies in bags and boxes, less what is held."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.waves import InCart, Wave
from associate.core.inventory.models import Reservation, StockLevel
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.db import db

_CARTS = sa.select(sa.func.coalesce(sa.func.sum(InCart.units), 0)).join(Wave, Wave.id == InCart.wave_id)
_CARTS = _CARTS.join(
    StockLevel, sa.and_(StockLevel.store_id == Wave.store_id, StockLevel.variant_id == InCart.variant_id)
)
_IN_CARTS = _CARTS.where(StockLevel.id == Reservation.level_id).correlate(Reservation).scalar_subquery()


def shelf(level: StockLevel) -> int:
    """Units a person should see on the shelf now; below 0 when the books are wrong already."""
    return level.on_hand - level.held - elsewhere([level.id]).get(level.id, 0)


def elsewhere(level_ids: Iterable[int]) -> dict[int, int]:
    """Units on the books and not on the shelf, by level id: picked and still here for their customers, in the
    cart of a batch, or packed for another store and not gone yet."""
    line, sent = FulfillmentLine, TransferLine
    in_bags = sa.case((Reservation.quantity > 0, line.picked - line.handed_over - line.refused))
    in_boxes = sa.case((Transfer.state == TransferState.REQUESTED, sent.shipped))
    away = sa.func.sum(sa.func.coalesce(in_bags, 0) + sa.func.coalesce(in_boxes, 0))
    find = sa.select(Reservation.level_id, away + _IN_CARTS).outerjoin(
        line, line.id == Reservation.fulfillment_line_id
    )
    find = find.outerjoin(sent, sent.id == Reservation.transfer_line_id).outerjoin(Transfer)
    find = find.where(Reservation.level_id.in_(list(level_ids))).group_by(Reservation.level_id)
    return {level_id: int(units) for level_id, units in db.session.execute(find)}
