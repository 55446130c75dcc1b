"""A customer’s page asks every few seconds whether it is current, and nearly always it is.

Drawing it costs thirty statements, asking whether anything happened to the order costs one. Nothing did: what
was shown a moment ago stands. The clock, the store’s hours and whoever else waits at the bays change a page
too; that is seen once the moment is over.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visits import VisitOrder
from associate.db import db

STANDS = timedelta(seconds=20)
MOST = 20_000  # pages a process keeps in mind; the one not asked for longest goes
Heard = tuple[int | None, int | None]
"""The last event of an order, and of the visits for it."""


def last_heard(order_id: int) -> Heard:
    """Ask for it before reading what the page shows: what comes in between is then seen at the next look."""
    mine = sa.select(VisitOrder.visit_id).join(Fulfillment).where(Fulfillment.order_id == order_id)
    visits = mine.with_only_columns("visit:" + sa.cast(VisitOrder.visit_id, sa.String))
    last = sa.select(sa.func.max(Event.id))
    of_order, of_visits = last.where(Event.order_id == order_id), last.where(Event.about.in_(visits))
    found = db.session.execute(sa.select(of_order.scalar_subquery(), of_visits.scalar_subquery())).one()
    return found[0], found[1]


class Current:
    """The pages that one process drew not long ago."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[tuple[int, str], tuple[Heard, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, order_id: int, version: str, heard: Heard) -> None:
        """Now the page of this order is of this version; all that happened before `heard` is in it."""
        with self._lock:
            self._drawn[order_id, version] = heard, now() + STANDS
            self._drawn.move_to_end((order_id, version))
            if len(self._drawn) > MOST:
                self._drawn.popitem(last=False)

    def is_still(self, order_id: int, version: str, heard: Heard) -> bool:
        with self._lock:
            known, until = self._drawn.get((order_id, version), (None, now()))
        return known == heard and now() < until
