"""The only writer of stock. Every change is a conditional statement and a Movement, both or neither.

Call these inside atomic(). Touch several levels in the order of `in_order`: in cart order half of all
simultaneous orders deadlock on PostgreSQL, sorted none do.
"""

from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.inventory.models import Bucket, Kind, Movement, Reservation, StockLevel
from associate.db import db, insert_into, is_sqlite
from associate.errors import Refused
from associate.words import _

levels = cast(sa.Table, StockLevel.__table__)
reservations = cast(sa.Table, Reservation.__table__)
_units = sa.bindparam("units", type_=sa.Integer)
_TAKE = (
    sa.update(reservations)
    .where(reservations.c.id == sa.bindparam("reservation"), reservations.c.quantity >= _units)
    .values(quantity=reservations.c.quantity - _units)
)
_LEAVE = (
    sa.update(levels)
    .where(levels.c.id == sa.bindparam("level"))
    .values(reserved=levels.c.reserved - _units, on_hand=levels.c.on_hand - _units)
)


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
    return db.session.scalar(level.on_conflict_do_nothing().returning(StockLevel.id))


def in_order(wants: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """(variant id, quantity) pairs in the one order in which rows are ever locked."""
    return sorted(wants)


def reserve(level_id: int, quantity: int, *, line_id: int, by: Actor) -> None:
    """Speak for `quantity` units on behalf of a fulfillment line.

    An order that reaches us is paid or promised elsewhere, so safety stock does not hold it back.
    Raises Refused("no_stock") when fewer are free; nothing is changed then.
    """
    free = levels.c.on_hand - levels.c.reserved - levels.c.held
    if not _change(level_id, {Bucket.RESERVED: quantity}, free >= quantity):
        raise Refused("no_stock", _("There isn’t enough of it in this store."))
    _write(level_id, Bucket.RESERVED, quantity, Kind.RESERVED, f"line:{line_id}", by)
    reservation = db.session.scalar(sa.select(Reservation).where(Reservation.fulfillment_line_id == line_id))
    if reservation is None:
        db.session.add(Reservation(level_id=level_id, fulfillment_line_id=line_id, quantity=quantity))
    else:
        reservation.quantity += quantity


def release(reservation: Reservation, quantity: int, *, by: Actor) -> None:
    """Let go of reserved units: they are free again."""
    _let_go(reservation, quantity, Kind.RELEASED, f"line:{reservation.fulfillment_line_id}", by)


def hand_over(parts: list[tuple[Reservation, int]], *, cause: str, by: Actor) -> None:
    """Reserved units leave the store with the customer: three statements, whatever their number.

    The caller gives the parts by rising variant. Raises Refused("not_reserved").
    """
    taken = [
        {"reservation": reservation.id, "level": reservation.level_id, "units": quantity}
        for reservation, quantity in parts
    ]
    if db.session.execute(_TAKE, taken).rowcount != len(parts):  # type: ignore[attr-defined]
        raise Refused("not_reserved", _("More than was set aside for this order."))
    db.session.execute(_LEAVE, taken)
    movements = [
        _movement(reservation.level_id, bucket, -quantity, Kind.HANDED_OVER, cause, by)
        for reservation, quantity in parts
        for bucket in (Bucket.RESERVED, Bucket.ON_HAND)
    ]
    db.session.execute(sa.insert(cast(sa.Table, Movement.__table__)), movements)
    for reservation, quantity in parts:
        set_committed_value(reservation, "quantity", reservation.quantity - quantity)
        _forget_level(reservation.level_id)


def lock(level_ids: Iterable[int]) -> None:
    """Inside atomic(): these balances are nobody else's until it ends, taken by rising variant.

    For deeds that touch several levels more than once. On SQLite the transaction is the lock.
    """
    if not is_sqlite():
        find = sa.select(levels.c.id).where(levels.c.id.in_(set(level_ids)))
        db.session.execute(find.order_by(levels.c.variant_id, levels.c.id).with_for_update())


def hold(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Units are here but not for sale: damaged, or waiting to be put back."""
    _change(level_id, {Bucket.HELD: quantity})
    _write(level_id, Bucket.HELD, quantity, Kind.HELD, cause, by)


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


def receive(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Goods came in."""
    _change(level_id, {Bucket.ON_HAND: quantity})
    _write(level_id, Bucket.ON_HAND, quantity, Kind.RECEIVED, cause, by)


def stock_up(rows: list[dict[str, Any]], *, cause: str, by: Actor) -> None:
    """A first delivery to levels that do not exist yet, in two statements: opening a store, loading a demo.

    Each row holds the columns of one StockLevel, `on_hand` among them.
    """
    opened = sa.insert(StockLevel).returning(StockLevel.id, sort_by_parameter_order=True)
    ids = db.session.scalars(opened, rows).all()
    movement = {
        "bucket": Bucket.ON_HAND,
        "kind": Kind.RECEIVED,
        "cause": cause,
        "by": by.ref,
        "device_id": by.device_id,
        "at": now(),
    }
    received = [
        {**movement, "level_id": level_id, "quantity": row["on_hand"]}
        for level_id, row in zip(ids, rows, strict=True)
        if row["on_hand"]
    ]
    if received:
        db.session.execute(sa.insert(Movement), received)


def adjust(level_id: int, quantity: int, kind: Kind, *, cause: str, by: Actor) -> None:
    """On hand differs from the books by this much, signed: a short, a count.

    It may fall below what is reserved; the caller opens the conflict task in the same transaction.
    """
    if quantity:
        _change(level_id, {Bucket.ON_HAND: quantity})
        _write(level_id, Bucket.ON_HAND, quantity, kind, cause, by)


def reverse(cause: str, *, by: Actor) -> None:
    """Write the opposite of every movement of a cause, once: what an undo does to stock.

    Reservations are not touched: the caller puts back the ones it undoes (see `reserve_again`).
    """
    undone = sa.select(Movement.reverses_id).where(Movement.reverses_id.is_not(None))
    find = sa.select(Movement).where(
        Movement.cause == cause, Movement.id.not_in(undone), Movement.reverses_id.is_(None)
    )
    in_lock_order = find.join(StockLevel).order_by(StockLevel.variant_id, Movement.id)
    for movement in db.session.scalars(in_lock_order).all():
        _change(movement.level_id, {movement.bucket: -movement.quantity})
        _write(
            movement.level_id,
            movement.bucket,
            -movement.quantity,
            movement.kind,
            cause,
            by,
            reverses=movement.id,
        )


def _let_go(reservation: Reservation, quantity: int, kind: Kind, cause: str, by: Actor) -> None:
    if quantity > reservation.quantity:
        raise Refused("not_reserved", _("More than was set aside for this order."))
    reservation.quantity -= quantity
    _change(reservation.level_id, {Bucket.RESERVED: -quantity})
    _write(reservation.level_id, Bucket.RESERVED, -quantity, kind, cause, by)


def _unhold(level_id: int, quantity: int, kind: Kind, cause: str, by: Actor) -> None:
    if not _change(level_id, {Bucket.HELD: -quantity}, levels.c.held >= quantity):
        raise Refused("not_held", _("Those are on the shelf already."))
    _write(level_id, Bucket.HELD, -quantity, kind, cause, by)


def _change(level_id: int, by: dict[Bucket, int], *only_if: sa.ColumnElement[bool]) -> bool:
    values = {bucket.value: levels.c[bucket.value] + quantity for bucket, quantity in by.items()}
    changed = db.session.execute(
        sa.update(StockLevel).where(levels.c.id == level_id, *only_if).values(values)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def _write(
    level_id: int,
    bucket: Bucket,
    quantity: int,
    kind: Kind,
    cause: str,
    by: Actor,
    reverses: int | None = None,
) -> None:
    row = _movement(level_id, bucket, quantity, kind, cause, by, reverses)
    db.session.execute(sa.insert(Movement).values(row))


def _movement(
    level_id: int,
    bucket: Bucket,
    quantity: int,
    kind: Kind,
    cause: str,
    by: Actor,
    reverses: int | None = None,
) -> dict[str, Any]:
    return {
        "level_id": level_id,
        "bucket": bucket,
        "quantity": quantity,
        "kind": kind,
        "cause": cause,
        "by": by.ref,
        "device_id": by.device_id,
        "at": now(),
        "reverses_id": reverses,
    }


def _forget_level(level_id: int) -> None:
    """What the session may hold of a balance that was changed beside it is read again."""
    held = db.session.identity_map.get(db.session.identity_key(StockLevel, level_id))
    if held is not None:
        db.session.expire(held)
