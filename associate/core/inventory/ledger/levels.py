"""Which level it is, and whose turn: rows are always taken by rising variant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from associate.core.catalog.stop_sales import variants_stopped
from associate.core.inventory.ledger.entries import levels
from associate.core.inventory.models import StockLevel
from associate.core.inventory.safety import keep_safety
from associate.db import db, insert_into, is_sqlite

BITE = 2000  # places


def level_of(store_id: int, variant_id: int) -> int:
    """The id of the level; a variant the store never had gets one with nothing in it.

    Two who miss the same one at once both get the one that was made first.
    """
    find = sa.select(StockLevel.id).where(
        StockLevel.store_id == store_id, StockLevel.variant_id == variant_id
    )
    return db.session.scalar(find) or _made(store_id, variant_id) or db.session.scalars(find).one()


def _made(store_id: int, variant_id: int) -> int | None:
    """The id of a new level; None when another transaction was faster, which has ended by now."""
    level = insert_into(StockLevel).values(store_id=store_id, variant_id=variant_id)
    made = db.session.scalar(level.on_conflict_do_nothing().returning(StockLevel.id))
    if made:
        keep_safety(level_ids=[made])
    return made


@dataclass(frozen=True)
class Level:
    """One row of balances as it was read: `free` units are neither spoken for nor held."""

    id: int
    variant_id: int
    free: int


Place = tuple[int, int]
"""(store id, variant id): where one level lies."""


def levels_at(places: Collection[Place], *, locked: bool = False) -> dict[Place, Level]:
    """The levels that exist at these places and aren't stopped. Locked, they are nobody else's until the
    transaction ends."""
    at = sa.tuple_(levels.c.store_id, levels.c.variant_id)
    free = levels.c.on_hand - levels.c.reserved - levels.c.held
    find = sa.select(levels.c.store_id, levels.c.id, levels.c.variant_id, free)
    find = find.where(at.in_(sorted(places)), levels.c.variant_id.not_in(variants_stopped())).order_by(
        levels.c.variant_id, levels.c.id
    )
    rows = db.session.execute(_in_turn(find) if locked and not is_sqlite() else find)
    return {(store_id, level[1]): Level(*level) for store_id, *level in rows}


def levels_for(places: Collection[Place]) -> dict[Place, int]:
    """The id of the level at each of these places, stopped or not; what a store never had gets one with
    nothing in it."""
    wanted = sorted(set(places), key=lambda place: (place[1], place[0]))
    known = _known(wanted)
    if new := [place for place in wanted if place not in known]:
        rows = [{"store_id": store_id, "variant_id": variant_id} for store_id, variant_id in new]
        db.session.execute(insert_into(levels).on_conflict_do_nothing(), rows)
        made = _known(new)
        ids = list(made.values())
        for first in range(0, len(ids), BITE):
            keep_safety(level_ids=ids[first : first + BITE])
        known |= made
    return known


def _known(places: list[Place]) -> dict[Place, int]:
    """In bites: a statement holds only so many parameters."""
    at = sa.tuple_(levels.c.store_id, levels.c.variant_id)
    known: dict[Place, int] = {}
    for first in range(0, len(places), BITE):
        find = sa.select(levels.c.store_id, levels.c.variant_id, levels.c.id)
        rows = db.session.execute(find.where(at.in_(places[first : first + BITE])))
        known |= {(store_id, variant_id): level_id for store_id, variant_id, level_id in rows}
    return known


def in_order(wants: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """(variant id, quantity) pairs in the one order in which rows are ever locked."""
    return sorted(wants)


def lock(level_ids: Iterable[int]) -> None:
    """Inside atomic(): these balances are nobody else's until it ends, taken by rising variant.

    For deeds that touch several levels more than once. On SQLite the transaction is the lock.
    """
    if not is_sqlite():
        wanted = sa.literal(sorted(set(level_ids)), ARRAY(sa.BigInteger))  # one parameter, however many
        find = sa.select(levels.c.id).where(levels.c.id == sa.any_(wanted))
        db.session.execute(_in_turn(find.order_by(levels.c.variant_id, levels.c.id)))


def _in_turn(find: sa.Select[Any]) -> sa.Select[Any]:
    """FOR NO KEY UPDATE: a movement that only points to the level is written meanwhile. FOR UPDATE would wait
    for it, and it for us."""
    return find.with_for_update(key_share=True)
