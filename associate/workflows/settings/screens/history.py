"""The latest changes of a store's settings, from the journal."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.stores.closing_words import wall
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.settings import KINDS, Changed
from associate.db import db
from associate.words import _


@dataclass(frozen=True)
class Line:
    at: datetime
    name: str
    what: str


def changed_words(change: Changed, store: Store | None) -> str:
    """ "Last changed by Helen, 14:02.", with the day where it wasn't today."""
    at = wall(store, change.at) if store else f"{change.at:%Y-%m-%d %H:%M} UTC"
    return str(_("Last changed by %(name)s, %(at)s.", name=change.name or _("Associate"), at=at))


def latest(store: Store, *, most: int) -> list[Line]:
    """Newest first."""
    find = sa.select(Event).where(Event.about == store.ref, Event.kind.in_(KINDS))
    events = db.session.scalars(find.order_by(Event.id.desc()).limit(most)).all()
    names = first_names(event.by for event in events)
    return [Line(event.at, names.get(event.by, ""), describe(event.kind, event.facts)) for event in events]
