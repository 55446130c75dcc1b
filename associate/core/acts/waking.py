"""Orders that waited for a thing nobody knew are tried again once it is known: a bite at a time.

Whoever makes a thing known says so in the same transaction (`wake`); how far its channel’s orders were tried
stands in the database, so whoever stops in the middle loses none. Each order is a transaction of its own.
"""

import logging
from datetime import datetime
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from associate.clock import now
from associate.core.acts.release import release
from associate.core.acts.till_mapping import move_what_waited
from associate.core.events.models import Beat
from associate.core.events.record import Actor
from associate.core.orders.models import Order, OrderState
from associate.db import atomic, db, insert_into
from associate.errors import Busy

BITE = 50  # orders
NAME = "waking:"  # begins the name of the row that says how far a channel’s orders were tried
Progress = dict[str, Any]
log = logging.getLogger("associate")


def wake(channel_id: int, *, by: Actor) -> None:
    """Inside atomic(): the channel’s waiting orders are to be tried, from the oldest."""
    fresh = {"at": now(), "facts": {"by": by.ref, "after": None, "mark": token_hex(8)}}
    row = insert_into(Beat).values(name=f"{NAME}{channel_id}", **fresh)
    db.session.execute(row.on_conflict_do_update(index_elements=["name"], set_=fresh))


def waking_channels() -> list[int]:
    """Ids of the channels whose waiting orders weren’t all tried yet."""
    names = db.session.scalars(sa.select(Beat.name).where(Beat.name.startswith(NAME)).order_by(Beat.name))
    return [int(name.removeprefix(NAME)) for name in names]


def release_waiting(channel_id: int) -> list[Order]:
    """Try the next waiting orders of a channel that was woken, at most BITE. Those that are free now.

    What tills sold of a thing that is known now moves its stock first. One that breaks is logged, and keeps
    none of the others.
    """
    if (progress := progress_of(channel_id)) is None:
        return []
    by = Actor(progress["by"])
    if progress["after"] is None:
        move_what_waited(by=by)
    orders = db.session.scalars(_waiting(channel_id, progress["after"]).limit(BITE)).all()
    after = [orders[-1].placed_at.isoformat(), orders[-1].id] if len(orders) == BITE else None
    freed = [order for order in orders if _try(order, by)]
    with atomic():
        go_on(channel_id, progress, after)
    return freed


def progress_of(channel_id: int) -> Progress | None:
    """None: all were tried."""
    return db.session.scalar(_row(channel_id).with_only_columns(Beat.facts))


def go_on(channel_id: int, seen: Progress, after: list[Any] | None) -> None:
    """Inside atomic(): up to `after` all were tried; None: to the end. Woken anew since `seen`, it begins
    again."""
    row = db.session.scalar(_row(channel_id).with_for_update().execution_options(populate_existing=True))
    if row is None or row.facts != seen:
        return
    if after is None:
        db.session.delete(row)
    else:
        row.facts = {**row.facts, "after": after}


def _row(channel_id: int) -> sa.Select[Beat]:
    return sa.select(Beat).where(Beat.name == f"{NAME}{channel_id}")


def _waiting(channel_id: int, after: list[Any] | None) -> sa.Select[Order]:
    find = sa.select(Order).filter_by(channel_id=channel_id, state=OrderState.WAITING)
    if after:
        at, id_ = datetime.fromisoformat(after[0]), after[1]
        later = sa.and_(Order.placed_at == at, Order.id > id_)
        find = find.where(sa.or_(Order.placed_at > at, later))
    return find.order_by(Order.placed_at, Order.id)


def _try(order: Order, by: Actor) -> bool:
    try:
        return release(order, by=by) is not None
    except (Busy, OperationalError):
        raise  # nobody’s turn now: this bite comes again
    except Exception:
        db.session.rollback()
        log.exception("a waiting order could not be released")
        return False
