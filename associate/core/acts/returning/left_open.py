"""A return nobody finished stands in nobody’s way: its units count as not brought."""

from datetime import datetime

import sqlalchemy as sa

from associate.core.acts.returning.desk import at_the_desk
from associate.core.acts.returning.opening import close_as_left
from associate.core.events.models import Event
from associate.core.events.record import Actor
from associate.core.returns.models import Return, ReturnState
from associate.db import db


def left_open(before: datetime) -> list[Return]:
    """Open returns whose last deed was before that moment."""
    old = sa.select(Return).where(Return.state == ReturnState.OPEN, Return.opened_at < before)
    return [each for each in db.session.scalars(old.order_by(Return.id)) if _last_deed(each) < before]


def close_left(return_: Return, before: datetime, *, by: Actor) -> None:
    """Close it, unless somebody was at it since."""
    with at_the_desk(return_):
        if return_.state == ReturnState.OPEN and _last_deed(return_) < before:
            close_as_left(return_, by=by)


def _last_deed(return_: Return) -> datetime:
    done = db.session.scalar(sa.select(sa.func.max(Event.at)).where(Event.about == return_.ref))
    return max(return_.opened_at, done or return_.opened_at)
