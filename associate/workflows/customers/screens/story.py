"""What was done about a customer, from the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.customers.models import Customer
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.stores import names
from associate.db import db
from associate.words import _

MOST = 30


@dataclass(frozen=True)
class Moment:
    at: datetime
    what: str
    who: str


def story(people: Sequence[Customer]) -> list[Moment]:
    find = sa.select(Event).where(Event.about.in_([each.ref for each in people]))
    rows = db.session.scalars(find.order_by(Event.id.desc()).limit(MOST))
    return [Moment(row.at, describe(row.kind, row.facts), _who(row.by)) for row in rows]


def _who(ref: str) -> str:
    return names.first_name(ref) if ref.startswith("staff:") else _("Associate")
