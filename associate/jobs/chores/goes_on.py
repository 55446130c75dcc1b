"""A pause or a closing that is over is over by itself; the store's page and its journal say so."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import SYSTEM, record
from associate.core.stores.closing import UNTIL
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.jobs.chores.one_by_one import one_by_one


def go_on_when_due() -> None:
    one_by_one(db.session.scalars(sa.select(Store).where(_is_over())).all(), _go_on)


def _go_on(store: Store) -> None:
    """Nothing moves: what was promised was promised for after it."""
    with atomic(store):
        for what, name in UNTIL.items():
            until = getattr(store, name)
            if until and until <= now():
                setattr(store, name, None)
                if what == "closed":
                    store.closed_why = ""
                record(
                    "store.resumed", about=store, by=SYSTEM, section="pause", what=what, at=until.isoformat()
                )


def _is_over() -> sa.ColumnElement[bool]:
    return sa.or_(*(getattr(Store, name) <= now() for name in UNTIL.values()))
