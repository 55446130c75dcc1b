"""Units that come, go, are counted, or may not be sold for now."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.inventory.ledger.entries import (
    MOVED,
    change,
    forget_level,
    levels,
    movement,
    write,
)
from associate.core.inventory.models import Bucket, Kind, Movement, StockLevel
from associate.core.inventory.safety import keep_safety
from associate.db import connection, db
from associate.errors import Refused
from associate.prepared import Prepared
from associate.words import _

Part = tuple[int, int, int, str]
"""(level id, its variant, signed units, cause) of one change among many."""


_CHANGED = {
    bucket: Prepared(
        sa.update(levels)
        .where(levels.c.id == sa.bindparam("level"))
        .values({bucket.value: levels.c[bucket.value] + sa.bindparam("units", type_=sa.Integer)})
    )
    for bucket in (Bucket.ON_HAND, Bucket.HELD)
}


def receive(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Goods came in."""
    _move(level_id, quantity, Kind.RECEIVED, cause, by)


def transfer_in(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Goods came in from another store."""
    _move(level_id, quantity, Kind.TRANSFERRED_IN, cause, by)


def sell(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """A till sold them: they are gone, also where an order had spoken for them.

    On hand may fall below what is reserved; the caller looks for conflicts in the same transaction.
    """
    _move(level_id, -quantity, Kind.SOLD, cause, by)


def take_back(level_id: int, quantity: int, *, cause: str, by: Actor, held: bool = False) -> None:
    """A till took them back. `held`: not for sale until somebody looked at them."""
    _move(level_id, quantity, Kind.RETURNED, cause, by)
    if held:
        hold(level_id, quantity, cause=cause, by=by)


def count(level_id: int, difference: int, *, cause: str, by: Actor) -> None:
    """Somebody counted the shelf, and it differs from what should lie there by this much, signed.

    The difference is taken, not the figure: what was sold since the count stays sold. On hand may fall
    below what is reserved; the caller looks for conflicts in the same transaction.
    """
    db.session.execute(sa.update(StockLevel).where(levels.c.id == level_id).values(counted_at=now()))
    adjust(level_id, difference, Kind.COUNTED, cause=cause, by=by)


def adjust(level_id: int, quantity: int, kind: Kind, *, cause: str, by: Actor) -> None:
    """On hand differs from the books by this much, signed: a short, a count.

    It may fall below what is reserved; the caller opens the conflict task in the same transaction.
    """
    if quantity:
        _move(level_id, quantity, kind, cause, by)


def hold(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Units are here but not for sale: damaged, or waiting to be put back."""
    change(level_id, {Bucket.HELD: quantity})
    write(level_id, Bucket.HELD, quantity, Kind.HELD, cause, by)


def put_back(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Somebody confirmed that held units are on their shelf: they are for sale again.

    Raises Refused("not_held") when that many are not held.
    """
    _unhold(level_id, quantity, Kind.PUT_BACK, cause, by)


def unhold(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Held units are fine after all and for sale. Raises Refused("not_held") when that many are not held."""
    _unhold(level_id, quantity, Kind.UNHELD, cause, by)


def write_off(level_id: int, quantity: int, *, cause: str, by: Actor, kind: Kind = Kind.ADJUSTED) -> None:
    """Held units are gone for good: lost (adjusted) or thrown away (disposed).

    Raises Refused("not_held") when that many are not held.
    """
    _unhold(level_id, quantity, Kind.UNHELD, cause, by)
    adjust(level_id, -quantity, kind, cause=cause, by=by)


def move_all(parts: Sequence[Part], kind: Kind, *, by: Actor) -> None:
    """Change on hand of many levels: two statements for all of them.

    Each level is changed once, by rising variant, last: so that it is held as briefly as can be. On hand may
    fall below what is reserved; the caller looks for conflicts in the same transaction.
    """
    _change_all(parts, Bucket.ON_HAND, kind, by)


def hold_all(parts: Sequence[Part], *, by: Actor) -> None:
    """The same for units that are here but not for sale."""
    _change_all(parts, Bucket.HELD, Kind.HELD, by)


def _change_all(parts: Sequence[Part], bucket: Bucket, kind: Kind, by: Actor) -> None:
    parts = [part for part in parts if part[2]]
    if not parts:
        return
    rows = [movement(level_id, bucket, units, kind, cause, by) for level_id, _variant, units, cause in parts]
    MOVED.run(connection(), rows)
    sums: Counter[tuple[int, int]] = Counter()
    for level_id, variant_id, units, _cause in parts:
        sums[variant_id, level_id] += units
    in_turn = [{"level": turn[1], "units": sums[turn]} for turn in sorted(sums)]
    _CHANGED[bucket].run(connection(), in_turn)
    for _variant, level_id in sums:
        forget_level(level_id)


def stock_up(rows: list[dict[str, Any]], *, cause: str, by: Actor) -> None:
    """A first delivery to levels that do not exist yet, in two statements: opening a store, loading a demo.

    Each row holds the columns of one StockLevel, `on_hand` among them; its safety stock comes from the rules.
    """
    opened = sa.insert(StockLevel).returning(StockLevel.id, sort_by_parameter_order=True)
    ids = db.session.scalars(opened, rows).all()
    common = {
        "bucket": Bucket.ON_HAND,
        "kind": Kind.RECEIVED,
        "cause": cause,
        "by": by.ref,
        "device_id": by.device_id,
        "at": now(),
    }
    received = [
        {**common, "level_id": level_id, "quantity": row["on_hand"]}
        for level_id, row in zip(ids, rows, strict=True)
        if row["on_hand"]
    ]
    if received:
        db.session.execute(sa.insert(Movement), received)
    keep_safety(store_ids={row["store_id"] for row in rows})


def reverse(cause: str, *, by: Actor) -> None:
    """Write the opposite of every movement of a cause, once: what an undo does to stock.

    Reservations are not touched: the caller puts back the ones it undoes (see `reserve_again`).
    """
    undo = aliased(Movement)
    undone = sa.exists().where(undo.reverses_id == Movement.id)
    find = sa.select(Movement).where(Movement.cause == cause, ~undone, Movement.reverses_id.is_(None))
    in_lock_order = find.join(StockLevel).order_by(StockLevel.variant_id, Movement.id)
    for done in db.session.scalars(in_lock_order).all():
        change(done.level_id, {done.bucket: -done.quantity})
        write(done.level_id, done.bucket, -done.quantity, done.kind, cause, by, reverses=done.id)


def _move(level_id: int, quantity: int, kind: Kind, cause: str, by: Actor) -> None:
    change(level_id, {Bucket.ON_HAND: quantity})
    write(level_id, Bucket.ON_HAND, quantity, kind, cause, by)


def _unhold(level_id: int, quantity: int, kind: Kind, cause: str, by: Actor) -> None:
    if not change(level_id, {Bucket.HELD: -quantity}, levels.c.held >= quantity):
        raise Refused("not_held", _("Those are on the shelf already."))
    write(level_id, Bucket.HELD, -quantity, kind, cause, by)
