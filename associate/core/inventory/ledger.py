"""The only writer of stock. Every change is a conditional statement and a Movement, both or neither.

Call these inside atomic(). Touch several levels in the order of `in_order`: in cart order half of all
simultaneous orders deadlock on PostgreSQL, sorted none do.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.inventory.models import Bucket, Kind, Movement, Reservation, StockLevel
from associate.db import db
from associate.errors import Refused
from associate.words import _

levels = StockLevel.__table__


def level_of(store_id: int, variant_id: int) -> int:
    """The id of the level; a variant the store never had gets one with nothing in it."""
    find = sa.select(StockLevel.id).where(
        StockLevel.store_id == store_id, StockLevel.variant_id == variant_id
    )
    found = db.session.scalar(find)
    if found is None:
        level = StockLevel(store_id=store_id, variant_id=variant_id)
        db.session.add(level)
        db.session.flush()
        found = level.id
    return found


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


def hand_over(reservation: Reservation, quantity: int, *, cause: str, by: Actor) -> None:
    """Reserved units leave the store with the customer."""
    _let_go(reservation, quantity, Kind.HANDED_OVER, cause, by)
    _change(reservation.level_id, {Bucket.ON_HAND: -quantity})
    _write(reservation.level_id, Bucket.ON_HAND, -quantity, Kind.HANDED_OVER, cause, by)


def hold(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Units are here but not for sale: damaged, or waiting to be put back."""
    _change(level_id, {Bucket.HELD: quantity})
    _write(level_id, Bucket.HELD, quantity, Kind.HELD, cause, by)


def put_back(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Somebody confirmed that held units are on their shelf: they are for sale again.

    Raises Refused("not_held") when that many are not held.
    """
    if not _change(level_id, {Bucket.HELD: -quantity}, levels.c.held >= quantity):
        raise Refused("not_held", _("Those are on the shelf already."))
    _write(level_id, Bucket.HELD, -quantity, Kind.PUT_BACK, cause, by)


def write_off(level_id: int, quantity: int, *, cause: str, by: Actor) -> None:
    """Held units are gone for good. Raises Refused("not_held") when that many are not held."""
    if not _change(level_id, {Bucket.HELD: -quantity}, levels.c.held >= quantity):
        raise Refused("not_held", _("Those are on the shelf already."))
    _write(level_id, Bucket.HELD, -quantity, Kind.UNHELD, cause, by)
    adjust(level_id, -quantity, Kind.ADJUSTED, cause=cause, by=by)


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
    db.session.execute(
        sa.insert(Movement).values(
            level_id=level_id,
            bucket=bucket,
            quantity=quantity,
            kind=kind,
            cause=cause,
            by=by.ref,
            device_id=by.device_id,
            at=now(),
            reverses_id=reverses,
        )
    )
