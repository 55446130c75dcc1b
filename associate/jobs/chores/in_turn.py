"""Many rows that can’t be done yet keep none of the others from being tried."""

from typing import Any, TypeVar

import sqlalchemy as sa

from associate.db import db
from associate.upkeep import beats

Row = TypeVar("Row")


def in_turn(find: sa.Select[Row], number: Any, *, turn: str, most: int) -> list[Row]:
    """At most `most` of these, by rising `number` (their id), after the one that the last run came to; from
    the first again once all had their turn. `turn` names the row that says how far it came."""
    known = beats.last(turn)
    if known and known.facts:
        find = find.where(number > known.facts["after"])
    rows = list(db.session.scalars(find.order_by(number).limit(most)))
    after = rows[-1].id if len(rows) == most else None  # type: ignore[attr-defined]
    if known or after:
        beats.beat(turn, **({"after": after} if after else {}))
    return rows
