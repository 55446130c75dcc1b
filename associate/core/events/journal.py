"""Read the journal back: whose deeds, about what, between which entries, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.db import db


@dataclass(frozen=True)
class Sought:
    """Which entries. `store_ids`: of these stores alone; None: of all, and of none. `storeless`: of the order
    also what has no store. `since` and `until` are ids, `until` not among them."""

    store_ids: tuple[int, ...] | None
    order_id: int | None = None
    storeless: bool = False
    by: str = ""  # "staff:7"
    device_id: int | None = None
    families: tuple[str, ...] = ()  # what comes before the dot of a kind
    since: int | None = None
    until: int | None = None


def entries(sought: Sought, *, before: int | None = None, most: int) -> Sequence[Event]:
    """At most so many, with an id below `before`: the cursor of the next page is the last one's id.

    No index on `by` or the device: what bounds the walk is the store and the days that were asked for.
    """
    find = sa.select(Event).where(*_conditions(sought))
    if before is not None:
        find = find.where(Event.id < before)
    return db.session.scalars(find.order_by(Event.id.desc()).limit(most)).all()


def _conditions(sought: Sought) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if sought.store_ids is not None:
        theirs: sa.ColumnElement[bool] = Event.store_id.in_(sought.store_ids)
        found.append(sa.or_(theirs, Event.store_id.is_(None)) if sought.storeless else theirs)
    if sought.order_id is not None:
        found.append(Event.order_id == sought.order_id)
    if sought.by:
        found.append(Event.by == sought.by)
    if sought.device_id is not None:
        found.append(Event.device_id == sought.device_id)
    if sought.families:
        found.append(
            sa.or_(*(Event.kind.startswith(f"{name}.", autoescape=True) for name in sought.families))
        )
    if sought.since is not None:
        found.append(Event.id >= sought.since)
    if sought.until is not None:
        found.append(Event.id < sought.until)
    return found
