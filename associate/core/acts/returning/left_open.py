"""A return nobody finished stands in nobody’s way: its units count as not brought."""

from datetime import datetime

import sqlalchemy as sa

from associate.core.acts.returning.desk import at_the_desk
from associate.core.acts.returning.opening import close_as_left
from associate.core.events.models import Event
from associate.core.events.record import Actor
from associate.core.returns.models import Return, ReturnState
from associate.db import db


def close_left_open(before: datetime, *, by: Actor) -> None:
    """Close every open return whose last deed was before that moment."""
    old = sa.select(Return).where(Return.state == ReturnState.OPEN, Return.opened_at < before)
    for each in db.session.scalars(old.order_by(Return.id)).all():
        if _last_deed(each) < before:
            with at_the_desk(each):
                if each.state == ReturnState.OPEN and _last_deed(each) < before:
                    close_as_left(each, by=by)


def _last_deed(return_: Return) -> datetime:
    done = db.session.scalar(sa.select(sa.func.max(Event.at)).where(Event.about == return_.ref))
    return max(return_.opened_at, done or return_.opened_at)
