"""A return that a customer announced and never brought: its code isn’t good for ever."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import SYSTEM, record
from associate.core.returns.models import Return, ReturnState
from associate.db import atomic, db

LASTS = timedelta(days=30)


def overdue() -> list[Return]:
    """Announced so long ago, and at no counter; the oldest first."""
    find = sa.select(Return).where(Return.store_id.is_(None), Return.state == ReturnState.EXPECTED)
    return list(db.session.scalars(find.where(Return.opened_at <= now() - LASTS).order_by(Return.id)))


def let_go(announced: Return) -> None:
    """What lies at a counter meanwhile is left alone."""
    with atomic(*([announced.order] if announced.order else []), announced):
        if announced.state == ReturnState.EXPECTED:
            announced.state = ReturnState.LEFT
            record("return.not_brought", about=announced, by=SYSTEM, code=announced.code)
