"""Where a bag was seen last, and by whom."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.fulfillment.models import Bag
from associate.core.stores.names import first_name
from associate.db import db

NOT_SEEING = ("bag.missing", "bag.lost", "bag.wrong")
"""Events about a bag that nobody had in front of them."""


class Seen(NamedTuple):
    at: datetime
    by: str  # a first name; "" for none of our people


def last_seen(bag: Bag) -> Seen | None:
    """The last time the journal has it in somebody’s hands, or when it was placed."""
    told = sa.select(Event).where(Event.about == bag.ref, Event.kind.not_in(NOT_SEEING))
    event = db.session.scalar(told.order_by(Event.id.desc()).limit(1))
    if event is not None and (bag.placed_at is None or event.at > bag.placed_at):
        return Seen(event.at, first_name(event.by))
    return Seen(bag.placed_at, first_name(bag.placed_by or "")) if bag.placed_at else None
