"""“I’m still here”: said again after a while, so that nobody is forgotten in their car."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.alerts import alert_shift
from associate.core.events.models import Event
from associate.core.events.record import Actor
from associate.core.fulfillment.coming import may_say_again_at
from associate.core.fulfillment.visit_moves import must_be_open, note
from associate.core.fulfillment.visits import Visit
from associate.core.stores.hours import wall_time
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _


def ping(visit: Visit, *, by: Actor) -> None:
    """Raises OutOfDate("visit_over"), ("not_here"), or Refused("too_soon"), which says when."""
    with atomic(visit):
        must_be_open(visit)
        at = may_say_again_at(visit)
        if at is None:
            raise OutOfDate("not_here", _("There’s nobody to call just now."))
        if at > now():
            time = wall_time(visit.store, at)
            raise Refused("too_soon", _("We heard you. Ping again at %(time)s.", time=time))
        note(visit, "visit.pinged", by=by)
        alert_shift("car_here", visit.jobs[0], cause=f"{visit.ref}:{times_pinged(visit)}")


def times_pinged(visit: Visit) -> int:
    find = sa.select(sa.func.count()).where(Event.about == visit.ref, Event.kind == "visit.pinged")
    return db.session.scalar(find) or 0
