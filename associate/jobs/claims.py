"""Claim one row of work by row count. A claim is a lease: when its holder dies, it is taken again.

A row whose holder dies each time would take the worker down with it for ever: it is given up, loudly.
"""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Delivery, Inbound
from associate.db import atomic, db
from associate.jobs.giving_up import give_up_delivery, give_up_inbound
from associate.words import _

LEASE = timedelta(seconds=60)
MOST_CLAIMS = 8  # more than any row is tried that answers with a failure
Work = Inbound | Delivery


def claim(kind: type[Work]) -> int | None:
    """The id of the next due row, leased to the caller for a minute; None when nothing is due."""
    due = (
        sa.select(kind.id)
        .where(kind.state == "pending", kind.next_at <= now())
        .order_by(kind.next_at, kind.id)
        .limit(1)
    )
    while db.session.scalar(due) is not None:  # an idle look takes no write lock
        with atomic():
            lease = (
                sa.update(kind)
                .where(kind.id == due.with_for_update(skip_locked=True).scalar_subquery())
                .values(next_at=now() + LEASE, tries=kind.tries + 1)
                .returning(kind.id, kind.tries)
            )
            leased = db.session.execute(lease).one_or_none()
            if leased is None or leased.tries <= MOST_CLAIMS:
                return leased.id if leased else None
            _give_up(kind, leased.id)
    return None


def _give_up(kind: type[Work], row_id: int) -> None:
    """Nobody who claimed it ever came back with a result."""
    row = db.session.get_one(kind, row_id)
    if isinstance(row, Inbound):
        give_up_inbound(row, _("Taking it in broke off %(n)d times, without a word why.", n=row.tries - 1))
    elif isinstance(row, Delivery):
        words = _("Sending it broke off %(n)d times. It may have arrived all the same.", n=row.tries - 1)
        give_up_delivery(row, words)
