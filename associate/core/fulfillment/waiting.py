"""Who waits in a bay now, as the rail and today’s page count them."""

from datetime import datetime

import sqlalchemy as sa

from associate.core.fulfillment.visits import Visit, VisitState
from associate.db import db

WAITING = (VisitState.ARRIVED, VisitState.CLAIMED)


def cars_waiting(store_id: int) -> sa.Select[int]:
    """How many are here and have nobody at their car yet; a statement, to be asked with others."""
    return _waiting(sa.func.count(Visit.id), store_id)


def longest_here(store_id: int) -> tuple[int, datetime | None]:
    """(how many wait, since when the first of them is here)."""
    find = _waiting(sa.func.count(Visit.id), store_id).add_columns(sa.func.min(Visit.arrived_at))
    count, since = db.session.execute(find).one()
    return count, since


def in_a_bay() -> sa.ColumnElement[bool]:
    """What "waiting" means wherever cars are counted: here, and nobody is at them yet."""
    here = sa.and_(Visit.ended_at.is_(None), Visit.to_counter.is_(False))
    return sa.and_(here, Visit.state.in_(WAITING))


def _waiting(what: sa.ColumnElement[int], store_id: int) -> sa.Select[int]:
    return sa.select(what).where(Visit.store_id == store_id, in_a_bay())
