"""Stock for the world: one stock.changed for each level that moved, with its figures of that moment.

The ledger is read behind a cursor, `floor`: a movement’s id. On PostgreSQL ids are given before the commit:
a lower one may show later than a higher one; the cursor therefore follows a WINDOW behind. In each round
everything above it is read again, and a level is told only where its figures differ from those it was told
last in the window. That is enough:

- Nothing is missed. A movement got its id before any higher one was seen, and shows within its transaction’s
  life, which time-outs keep far below WINDOW. The floor passes an id only a WINDOW after a higher
  one was seen, and after a reading that began later still; that reading saw it.
- Nothing is told twice. Balances change in the movement’s own transaction. A reading that saw the balance and
  not yet the movement told the new figures; the movement, once it shows, changes nothing about them.

A round is one transaction on the cursor’s row, so two workers never tell the same. What changes a level and
is no movement (a recall, safety stock) marks it as untold; the rounds take those too, a bite at a time.

Each level that is told is marked for the web shops in the same transaction.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.kits import every_kit
from associate.core.catalog.models import Product, Variant
from associate.core.catalog.stop_sales import Stopped
from associate.core.events.listening import somebody_listens
from associate.core.events.models import Beat
from associate.core.events.publish import STOCK, publish_all
from associate.core.inventory.kit_stock import free_of, kits_of_levels
from associate.core.inventory.models import Movement, StockLevel
from associate.core.inventory.untold import forget_untold, is_somebody_untold, take_untold
from associate.core.stores.models import Store
from associate.db import atomic, db, insert_into
from associate.jobs.spread_channels import mark_for_channels

NAME = "stock_feed"
WINDOW = timedelta(seconds=60)  # more than any transaction that moves stock may take
STEP = timedelta(seconds=5)  # how finely it is known which id was the highest when
BITE = 2000  # levels: a statement holds only so many parameters, and a file may move more
FIGURES = ("on_hand", "reserved", "held", "safety", "atp")


def spread_stock() -> int:
    """What changed since the last time. Returns how many levels were told."""
    known = db.session.scalar(_cursor())
    if not somebody_listens():
        return _end() if known else 0
    if known is None:
        return _begin()
    told = (_next_round() or 0) if _is_due(known) else 0
    while is_somebody_untold() and (more := _next_round()) is not None:
        told += more
    return told


def _next_round() -> int | None:
    """None: another worker is at it."""
    with atomic():
        mine = db.session.scalar(_cursor().with_for_update(skip_locked=True))
        return _round(mine) if mine else None


def _cursor() -> sa.Select[Beat]:
    return sa.select(Beat).filter_by(name=NAME).execution_options(populate_existing=True)


def _begin() -> int:
    """What moved before anybody listened is no news."""
    highest = db.session.scalar(sa.select(sa.func.max(Movement.id))) or 0
    facts: dict[str, Any] = {"floor": highest, "trail": [], "rows": 0, "highest": highest, "told": {}}
    with atomic():
        row = insert_into(Beat).values(name=NAME, at=now(), facts=facts)
        db.session.execute(row.on_conflict_do_nothing())
    return 0


def _end() -> int:
    """Nobody listens any more: whoever comes next begins anew."""
    with atomic():
        db.session.execute(sa.delete(Beat).where(Beat.name == NAME))
        forget_untold()
    return 0


def _is_due(known: Beat) -> bool:
    """Is there a movement that the last round didn’t see, or one to step over?"""
    floor, trail, known_highest = known.facts["floor"], known.facts["trail"], known.facts["highest"]
    find = sa.select(sa.func.count(), sa.func.max(Movement.id)).where(Movement.id > floor)
    rows, highest = db.session.execute(find).one()
    if (rows, highest or floor) != (known.facts["rows"], known_highest):
        return True
    return _may_step(floor, trail, known_highest, now()) or bool(trail and _at(trail[0]) <= now() - WINDOW)


def _round(mine: Beat) -> int:
    """All it keeps is from one reading of the ledger: what shows meanwhile is the next round’s."""
    began, floor, told = now(), mine.facts["floor"], mine.facts["told"]
    find = sa.select(Movement.id, Movement.level_id, Movement.at).where(Movement.id > floor)
    rows, changed = db.session.execute(find).all(), take_untold(BITE)
    moved = [(id_, level) for id_, level, _at in rows]
    for _id, level, at in rows:
        changed[level] = max(at, changed.get(level, at))
    for kit, part in kits_of_levels(changed).items():
        changed.setdefault(kit, changed[part])
    levels = _levels(changed)
    news = {id_: facts for id_, facts in levels.items() if told.get(str(id_)) != _figures(facts)}
    publish_all(STOCK, [(f"level:{id_}", facts) for id_, facts in news.items()])
    mark_for_channels({id_: changed[id_] for id_ in news})
    highest = max((id_ for id_, _level in moved), default=floor)
    floor, trail = _stepped(floor, mine.facts["trail"], highest, began)
    kept = [(id_, level) for id_, level in moved if id_ > floor]
    within = {level for _id, level in kept}
    within |= kits_of_levels(within).keys()
    figures = {str(id_): _figures(facts) for id_, facts in levels.items() if id_ in within}
    mine.at = began
    mine.facts = {"floor": floor, "trail": trail, "rows": len(kept), "highest": highest, "told": figures}
    return len(news)


def _stepped(floor: int, trail: list[Any], highest: int, began: datetime) -> tuple[int, list[Any]]:
    """The floor over what was the highest a WINDOW before this reading; the trail with what is now."""
    if _may_step(floor, trail, highest, began):
        trail = [*trail, [now().isoformat(), highest]]
    past = [seen for seen in trail if _at(seen) <= began - WINDOW]
    return (past[-1][1] if past else floor), trail[len(past) :]


def _may_step(floor: int, trail: list[Any], highest: int, at: datetime) -> bool:
    """Is it higher than what the trail knows, and time for another mark?"""
    if not trail:
        return highest > floor
    return highest > trail[-1][1] and _at(trail[-1]) <= at - STEP


def _levels(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By id, as the world reads them: the names are those of the API."""
    wanted, found = sorted(set(ids)), dict[int, dict[str, Any]]()
    for first in range(0, len(wanted), BITE):
        found |= _some_levels(wanted[first : first + BITE])
    return found


def _some_levels(ids: list[int]) -> dict[int, dict[str, Any]]:
    left = StockLevel.on_hand - StockLevel.reserved - StockLevel.held - StockLevel.safety
    free = sa.case((Product.stopped == Stopped.ALL.value, 0), else_=left)
    find = (
        sa.select(
            StockLevel.id,
            Store.code.label("store"),
            Variant.sku,
            Variant.gtin,
            StockLevel.on_hand,
            StockLevel.reserved,
            StockLevel.held,
            StockLevel.safety,
            free.label("atp"),
        )
        .join(Store, StockLevel.store_id == Store.id)
        .join(Variant, StockLevel.variant_id == Variant.id)
        .join(Product, Variant.product_id == Product.id)
        .where(StockLevel.id.in_(ids))
        .order_by(StockLevel.id)
    )
    rows = [dict(row) for row in db.session.execute(find).mappings()]
    sets = _sets(ids)
    return {(id_ := row.pop("id")): {**row, "atp": max(0, sets.get(id_, row["atp"]))} for row in rows}


def _sets(ids: list[int]) -> dict[int, int]:
    """Of these levels those of kits: as many as their parts make."""
    find = sa.select(StockLevel).where(StockLevel.id.in_(ids), StockLevel.variant_id.in_(every_kit()))
    return free_of(list(db.session.scalars(find.execution_options(populate_existing=True))))


def _figures(facts: dict[str, Any]) -> list[int]:
    return [facts[name] for name in FIGURES]


def _at(seen: list[Any]) -> datetime:
    return datetime.fromisoformat(seen[0])
