"""What time alone brings about. Each run is short and may be repeated."""

import logging
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.release import release
from associate.core.events.models import CommandRow, Inbound, InboundState
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Handover, HandoverState
from associate.core.orders.models import Order, OrderState
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db

KEPT_PAYLOADS = timedelta(days=30)  # what platforms sent is not ours to keep longer
KEPT_COMMANDS = timedelta(days=30)
log = logging.getLogger("associate")  # the application's own
LEFT_OPEN = timedelta(minutes=30)  # a handover nobody finished


def run_due() -> None:
    """Each chore in turn; one that breaks is logged and stops no other."""
    for chore in (close_left_handovers, purge, retry_parked):
        try:
            chore()
        except Exception:
            db.session.rollback()
            log.exception("%s broke and is tried again", chore.__name__)


def retry_parked() -> None:
    """Orders that waited for stock, oldest first: it may have come in, or been put back."""
    parked = (
        sa.select(Order)
        .join(Task, Task.order_id == Order.id)
        .where(Task.kind == TaskKind.NO_STOCK, Task.done_at.is_(None), Order.state == OrderState.WAITING)
    )
    for order in db.session.scalars(parked.order_by(Order.placed_at, Order.id)).all():
        release(order, by=SYSTEM)


def purge() -> None:
    with atomic():
        old = sa.and_(
            Inbound.received_at < now() - KEPT_PAYLOADS,
            Inbound.body != "",
            Inbound.state != InboundState.PENDING,
        )
        db.session.execute(sa.update(Inbound).where(old).values(body=""))
        db.session.execute(sa.delete(CommandRow).where(CommandRow.at < now() - KEPT_COMMANDS))


def close_left_handovers() -> None:
    with atomic():
        left = sa.and_(Handover.state == HandoverState.OPEN, Handover.opened_at < now() - LEFT_OPEN)
        db.session.execute(sa.update(Handover).where(left).values(state=HandoverState.LEFT))
