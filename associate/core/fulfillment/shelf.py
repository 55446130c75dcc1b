"""What should lie on the shelf: on hand, less what lies in bags and boxes, less what is held."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.waves import InCart, Wave
from associate.core.inventory.models import Reservation, StockLevel
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.db import db


def shelf(level: StockLevel) -> int:
    """Units a person should see on the shelf now; below 0 when the books are wrong already."""
    return level.on_hand - level.held - elsewhere([level.id]).get(level.id, 0)


def elsewhere(level_ids: Iterable[int]) -> dict[int, int]:
    """Units on the books and not on the shelf, by level id: picked and still here for their customers, in the
    cart of a batch, or packed for another store and not gone yet."""
    ids = list(level_ids)
    away = sa.union_all(_set_aside(ids), _in_carts(ids)).subquery()
    find = sa.select(away.c.level_id, sa.func.sum(away.c.units)).group_by(away.c.level_id)
    return {level_id: int(units) for level_id, units in db.session.execute(find)}


def _set_aside(level_ids: list[int]) -> sa.Select[int, int]:
    """In bags and boxes. Of what is over the reservation stays, with nothing in it: never read."""
    line, sent = FulfillmentLine, TransferLine
    in_bags = line.picked - line.handed_over - line.refused
    in_boxes = sa.case((Transfer.state == TransferState.REQUESTED, sent.shipped))
    units = sa.func.coalesce(in_bags, in_boxes, 0).label("units")
    find = sa.select(Reservation.level_id, units).outerjoin(line, line.id == Reservation.fulfillment_line_id)
    find = find.outerjoin(sent, sent.id == Reservation.transfer_line_id).outerjoin(Transfer)
    return find.where(Reservation.level_id.in_(level_ids), Reservation.quantity > 0)


def _in_carts(level_ids: list[int]) -> sa.Select[int, int]:
    here = sa.and_(StockLevel.store_id == Wave.store_id, StockLevel.variant_id == InCart.variant_id)
    find = sa.select(StockLevel.id, InCart.units).join(Wave, Wave.id == InCart.wave_id).join(StockLevel, here)
    return find.where(StockLevel.id.in_(level_ids))
