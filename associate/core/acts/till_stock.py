"""The stock that a till's receipts move, and who is at risk then."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from associate.core.acts.conflicts import look_for_conflicts
from associate.core.catalog.kits import parts_of
from associate.core.catalog.models import Variant
from associate.core.events.record import Actor
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import db

BITE = 5000


class Units(NamedTuple):
    """One change of stock: signed units, and what caused it."""

    store_id: int
    variant_id: int
    units: int
    cause: str


def move(units: Sequence[Units], kind: Kind, *, by: Actor, held: Sequence[Units] = ()) -> None:
    """Inside atomic(): move them, hold those that aren't for sale, and look who is at risk now."""
    if not units:
        return
    units, held = _as_parts(units), _as_parts(held)
    levels = ledger.levels_for({(each.store_id, each.variant_id) for each in units})
    ledger.move_all([_part(levels, each) for each in units], kind, by=by)
    ledger.hold_all([_part(levels, each) for each in held], by=by)
    look_for_conflicts(_to_look_at(list(levels.values())), by=by)


def ask_about_held(held: Sequence[Units], *, by: Actor) -> None:
    """Inside atomic(). Somebody has to look at what is held: fine after all, or thrown away."""
    held = _as_parts(held)
    levels = ledger.levels_for({(each.store_id, each.variant_id) for each in held})
    things = sa.select(Variant.id, Variant.sku).where(Variant.id.in_({each.variant_id for each in held}))
    skus = dict(db.session.execute(things).all()) if held else {}
    for each in held:
        level_id = levels[each.store_id, each.variant_id]
        open_task(
            TaskKind.DAMAGED_HELD,
            f"{each.cause}:{each.variant_id}",
            by=by,
            store_id=each.store_id,
            about=f"level:{level_id}",
            level_id=level_id,
            variant_id=each.variant_id,
            sku=skus[each.variant_id],
            units=sum(one.units for one in held if one[:2] == each[:2] and one.cause == each.cause),
        )


def _as_parts(units: Sequence[Units]) -> Sequence[Units]:
    """A till sells a set as one: what moves are its parts."""
    kits = parts_of({each.variant_id for each in units})
    return [
        part
        for each in units
        for part in (
            [
                each._replace(variant_id=it.part_id, units=each.units * it.units)
                for it in kits[each.variant_id]
            ]
            if each.variant_id in kits
            else [each]
        )
    ]


def _part(levels: dict[tuple[int, int], int], each: Units) -> tuple[int, int, int, str]:
    return levels[each.store_id, each.variant_id], each.variant_id, each.units, each.cause


def _to_look_at(level_ids: list[int]) -> set[int]:
    """Of these levels those that hold too little now, and those that a task says so of."""
    found: set[int] = set()
    too_few = StockLevel.reserved > StockLevel.on_hand - StockLevel.held
    for first in range(0, len(level_ids), BITE):
        ids = level_ids[first : first + BITE]
        found |= set(db.session.scalars(sa.select(StockLevel.id).where(StockLevel.id.in_(ids), too_few)))
    is_open = sa.select(Task.about).where(Task.kind == TaskKind.STOCK_CONFLICT, Task.done_at.is_(None))
    told = {f"level:{level_id}": level_id for level_id in level_ids}
    return found | {told[about] for about in db.session.scalars(is_open) if about in told}
