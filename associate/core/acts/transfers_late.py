"""A transfer that nobody sends: its store is reminded, then what was set aside is free again.

How long things are set aside for another store is a setting of the store they lie in (`transfer_days`). What
lies in a box already isn't taken out of it by itself: that stays a person's.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.transferring import cancel_transfer
from associate.core.events.record import SYSTEM
from associate.core.inventory.transfers import Transfer, TransferState
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task, task_of
from associate.db import atomic, db

NOTICE = timedelta(days=1)  # before it's let go; half the time where that is shorter


def late_transfers() -> list[Transfer]:
    """Asked for, not sent, and due to be reminded of or let go; the oldest first."""
    days = db.session.scalars(sa.select(Store.transfer_days).distinct()).all()
    since = (
        sa.and_(Store.transfer_days == each, Transfer.created_at <= now() - _until_notice(each))
        for each in days
    )
    find = sa.select(Transfer).join(Store, Store.id == Transfer.from_id)
    find = find.where(Transfer.state == TransferState.REQUESTED, sa.or_(sa.false(), *since))
    return list(db.session.scalars(find.order_by(Transfer.id)))


def see_to(transfer: Transfer) -> None:
    """Remind its store once, or let it go. What was sent meanwhile is left alone."""
    order = db.session.get(Order, transfer.order_id) if transfer.order_id else None
    with atomic(*([order] if order else []), transfer):
        if transfer.state != TransferState.REQUESTED:
            return
        if now() >= over_at(transfer) and not transfer.packed:
            _let_go(transfer)
        else:
            _remind(transfer)


def over_at(transfer: Transfer) -> datetime:
    return transfer.created_at + timedelta(days=transfer.from_store.transfer_days)


def _until_notice(days: int) -> timedelta:
    whole = timedelta(days=days)
    return whole - min(NOTICE, whole / 2)


def _remind(transfer: Transfer) -> None:
    """Empty `until`: it is in a box, and waits for somebody."""
    until = "" if transfer.packed else over_at(transfer).isoformat()
    known = task_of(TaskKind.TRANSFER, f"{transfer.id}:ask")
    if known is None or known.facts.get("until") != until:
        _task(transfer, "ask", transfer.from_id, transfer.to_store, until=until)


def _let_go(transfer: Transfer) -> None:
    cancel_transfer(transfer, why="late", by=SYSTEM)
    _task(transfer, "over", transfer.to_id, transfer.from_store, why="not_sent")


def _task(transfer: Transfer, what: str, store_id: int, other: Store, **facts: Any) -> None:
    open_task(
        TaskKind.TRANSFER,
        f"{transfer.id}:{what}",
        by=SYSTEM,
        store_id=store_id,
        about=transfer.ref,
        number=transfer.number,
        units=transfer.units,
        store=other.name,
        **facts,
    )
