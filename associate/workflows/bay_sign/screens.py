"""The places a sign names, and the one visit that a ticket shows: nothing of an order."""

from datetime import datetime

import sqlalchemy as sa

from associate.core.fulfillment.coming import Coming, at_the_counter, bay_with, coming
from associate.core.fulfillment.states import ON_THE_FLOOR
from associate.core.fulfillment.visits import Visit
from associate.core.stores.models import Location, Store
from associate.db import db
from associate.errors import Missing
from associate.words import _


def bay_of_sign(store_code: str, bay_code: str) -> tuple[Store, Location]:
    """Raises Missing("no_sign") for a bay that isn’t, or isn’t any more."""
    store = db.session.scalar(sa.select(Store).filter_by(code=store_code.upper()))
    bay = bay_with(bay_code, store) if store and store.curbside else None
    if store is None or bay is None:
        raise Missing("no_sign", _("This sign isn’t in use. Come to the counter."))
    return store, bay


def visit_of_ticket(visit_id: int | None) -> Visit:
    visit = db.session.get(Visit, visit_id) if visit_id is not None else None
    if visit is None:
        raise Missing("no_visit", _("This page showed one visit, and that’s over."))
    return visit


def seen(visit: Visit) -> tuple[Coming, int, datetime | None]:
    """As they see it, how many are at the counter, and for when the first of what isn’t ready is promised."""
    promised = [job.promise_at for job in visit.jobs if job.state in ON_THE_FLOOR and job.promise_at]
    return coming(visit), at_the_counter(visit.store), min(promised, default=None)
