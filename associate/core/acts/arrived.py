"""Goods that came from another store for one customer's order: spoken for until the order is released."""

import sqlalchemy as sa

from associate.core.events.record import Actor
from associate.core.inventory import ledger
from associate.core.inventory.models import Reservation, StockLevel
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderState
from associate.db import db


def waits_for_transfer(order: Order | None) -> bool:
    """Is what arrives for it kept for it? Where it ships, the routing rules count what is free."""
    return order is not None and order.state == OrderState.WAITING and order.method != Method.SHIP


def let_go_of_arrived(order_id: int, *, by: Actor) -> None:
    """Inside atomic(order): what was kept for it is free, for its own lines to take, or for anybody when
    it is canceled. By rising variant."""
    kept = sa.select(Reservation).join(TransferLine, TransferLine.id == Reservation.transfer_line_id)
    kept = kept.join(Transfer, Transfer.id == TransferLine.transfer_id)
    kept = kept.join(StockLevel, StockLevel.id == Reservation.level_id)
    kept = kept.where(
        Transfer.order_id == order_id,
        Transfer.state.in_((TransferState.SHIPPED, TransferState.RECEIVED)),
        Reservation.quantity > 0,
    )
    for reservation in db.session.scalars(kept.order_by(StockLevel.variant_id, Reservation.id)).all():
        ledger.release(reservation, reservation.quantity, by=by)
    db.session.flush()
