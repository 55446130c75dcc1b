"""Claim one row of work by row count. A claim is a lease: when its holder dies, it is taken again."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Delivery, Inbound
from associate.db import atomic, db

LEASE = timedelta(seconds=60)
Work = Inbound | Delivery


def claim(kind: type[Work]) -> int | None:
    """The id of the next due row, leased to the caller for a minute; None when nothing is due."""
    due = (
        sa.select(kind.id)
        .where(kind.state == "pending", kind.next_at <= now())
        .order_by(kind.next_at, kind.id)
        .limit(1)
    )
    if db.session.scalar(due) is None:
        return None  # an idle look takes no write lock
    with atomic():
        lease = (
            sa.update(kind)
            .where(kind.id == due.with_for_update(skip_locked=True).scalar_subquery())
            .values(next_at=now() + LEASE, tries=kind.tries + 1)
            .returning(kind.id)
        )
        return db.session.scalar(lease)
