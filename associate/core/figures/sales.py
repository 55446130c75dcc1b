"""Whose sale it was: the channel that brought it, the store that did it, the people who picked it.

All three have the whole of it: nobody’s share is taken from another’s.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.figures.models import FigurePoint
from associate.core.figures.points import Measure
from associate.core.figures.reading import Asked, within
from associate.db import db


@dataclass(frozen=True)
class Sale:
    """Goods that left: units, and what they cost in minor units."""

    currency: str
    channel_id: int | None
    store_id: int
    person: str  # "staff:7", or "" where it isn’t by person
    units: int
    money: int


def sales(asked: Asked, *, by_person: bool = False) -> list[Sale]:
    """By currency, channel and store; by person and store where asked for."""
    point, measure = FigurePoint, Measure.CREDIT if by_person else Measure.OUT
    channel = sa.null() if by_person else point.channel_id
    find = sa.select(point.detail, channel, point.store_id, sa.func.sum(point.value), sa.func.sum(point.of))
    find = find.where(*within(asked, [measure]))
    groups = (point.detail, point.store_id) if by_person else (point.detail, point.channel_id, point.store_id)
    rows = db.session.execute(find.group_by(*groups).order_by(point.detail, point.store_id))
    found = []
    for detail, channel_id, store_id, units, money in rows:
        currency, _space, person = detail.partition(" ")
        found.append(Sale(currency, channel_id, store_id, person, int(units), int(money)))
    return found
