"""Stock as a file has it, thousands of levels in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.till_stock import Units, move
from associate.core.events.record import Actor, Entry, record_all
from associate.core.fulfillment.shelf import elsewhere
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.core.stores.models import Location
from associate.db import db

BITE = 2000
levels = cast(sa.Table, StockLevel.__table__)


class LevelNow(NamedTuple):
    id: int
    on_hand: int
    shelf: int  # on hand, less what lies in bags and boxes, less what is held
    location_id: int | None
    reorder_point: int | None
    reorder_to: int | None


@dataclass(frozen=True)
class Found:
    """How far the books of one level are off, in units, and what else is said of it; None says nothing."""

    store_id: int
    variant_id: int
    difference: int
    location_id: int | None
    reorder_point: int | None
    reorder_to: int | None
    row: int = 0  # of the file

    @property
    def content(self) -> list[Any]:
        return [getattr(self, name) for name in self.__dataclass_fields__]

    def is_news(self, level: LevelNow) -> bool:
        said = ("location_id", "reorder_point", "reorder_to")
        return bool(self.difference) or any(
            getattr(self, name) not in (None, getattr(level, name)) for name in said
        )


def levels_now(places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], LevelNow]:
    """The levels at these (store, variant)."""
    at, found = sa.tuple_(levels.c.store_id, levels.c.variant_id), {}
    names = ("store_id", "variant_id", "id", "on_hand", "held", "location_id", "reorder_point", "reorder_to")
    for first in range(0, len(places), BITE):
        find = sa.select(*(levels.c[name] for name in names))
        rows = db.session.execute(find.where(at.in_(places[first : first + BITE]))).all()
        ids = [row.id for row in rows]
        away = elsewhere(ids)
        for row in rows:
            shelf = row.on_hand - row.held - away.get(row.id, 0)
            known = LevelNow(row.id, row.on_hand, shelf, row.location_id, row.reorder_point, row.reorder_to)
            found[row.store_id, row.variant_id] = known
    return found


def places_of(store_ids: set[int]) -> dict[tuple[int, str], int]:
    """Location ids by store and scan key."""
    find = sa.select(Location.store_id, Location.scan_key, Location.id).where(
        Location.store_id.in_(store_ids)
    )
    return {(store_id, key): id_ for store_id, key, id_ in db.session.execute(find)}


def write_found(
    found: Sequence[Found], *, since: datetime, is_count: bool, cause: str, by: Actor
) -> list[Found]:
    """Inside atomic(): the differences go to the books, and what else was said to the levels.

    What somebody counted after `since` is left as it is; those are returned.
    """
    ids = ledger.levels_for({(each.store_id, each.variant_id) for each in found})
    ledger.lock(ids.values())
    counted = _counted_since(list(ids.values()), since)
    left = [each for each in found if ids[each.store_id, each.variant_id] in counted]
    found = [each for each in found if each not in left]
    kind = Kind.COUNTED if is_count else Kind.ADJUSTED
    move([Units(each.store_id, each.variant_id, each.difference, cause) for each in found], kind, by=by)
    _note(found, ids, is_count)
    news = [each for each in found if each.difference]
    entries = [
        Entry(f"level:{ids[each.store_id, each.variant_id]}", None, each.store_id, {"units": each.difference})
        for each in news
    ]
    record_all("stock.adjusted", entries, by=by)
    return left


def _counted_since(ids: list[int], since: datetime) -> set[int]:
    found = set[int]()
    for first in range(0, len(ids), BITE):
        here = levels.c.id.in_(ids[first : first + BITE])
        found |= set(db.session.scalars(sa.select(levels.c.id).where(here, levels.c.counted_at > since)))
    return found


def _note(found: Sequence[Found], ids: dict[tuple[int, int], int], is_count: bool) -> None:
    rows = [
        {
            "level": ids[each.store_id, each.variant_id],
            "place": each.location_id,
            "point": each.reorder_point,
            "up_to": each.reorder_to,
            "counted": now() if is_count else None,
        }
        for each in found
    ]
    changed = sa.update(levels).where(levels.c.id == sa.bindparam("level"))
    changed = changed.values(
        location_id=_or_kept("place", levels.c.location_id),
        reorder_point=_or_kept("point", levels.c.reorder_point),
        reorder_to=_or_kept("up_to", levels.c.reorder_to),
        counted_at=_or_kept("counted", levels.c.counted_at),
    )
    if rows:
        db.session.execute(changed, rows)


def _or_kept(name: str, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.bindparam(name, type_=column.type), column)
