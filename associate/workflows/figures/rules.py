"""Who gets the figures of the day before by email."""

from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.figures.models import FigureReader
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db


def read_by_mail(staff: Staff, store: Store, wanted: bool, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """From tomorrow on, or no more. Either twice changes nothing."""
    with atomic(staff):
        if (done := answered(intent)) is not None:
            return done
        known = reader(staff, store)
        if wanted and known is None:
            db.session.add(FigureReader(staff_id=staff.id, store_id=store.id, since=now()))
        elif not wanted and known is not None:
            db.session.delete(known)
        if wanted != (known is not None):
            record(
                "staff.figures_on" if wanted else "staff.figures_off", about=staff, by=by, store=store.code
            )
        return answer(intent, wanted=wanted)


def reader(staff: Staff, store: Store) -> FigureReader | None:
    return db.session.scalar(sa.select(FigureReader).filter_by(staff_id=staff.id, store_id=store.id))
