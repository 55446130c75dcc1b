"""Where in an append-only table a moment lies, without an index on its time."""

from datetime import datetime

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.db import db


def first_event_since(moment: datetime) -> int:
    """The id of the first event at or after `moment`, found by halving: ids rise with time, within the
    seconds that a transaction takes."""
    low, high = 1, (db.session.scalar(sa.select(sa.func.max(Event.id))) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        find = sa.select(Event.id, Event.at).where(Event.id >= middle).order_by(Event.id).limit(1)
        met = db.session.execute(find).one_or_none()
        if met is None or met.at >= moment:
            high = middle
        else:
            low = met.id + 1
    return low
