"""Units that are spoken for: by a line of a job, or by a line of a transfer."""

from collections import Counter
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from associate.core.events.record import Actor
from associate.core.inventory.ledger.entries import MOVED, change, forget_level, levels, movement, write
from associate.core.inventory.ledger.levels import Level
from associate.core.inventory.models import Bucket, Kind, Reservation
from associate.db import connection, db
from associate.errors import Refused
from associate.prepared import Prepared, run_all
from associate.words import _

reservations = cast(sa.Table, Reservation.__table__)
_units = sa.bindparam("units", type_=sa.Integer)
_level = levels.c.id == sa.bindparam("level")
_free = levels.c.on_hand - levels.c.reserved - levels.c.held
_SPEAK_FOR = Prepared(
    sa.update(levels).where(_level, _units <= _free).values(reserved=levels.c.reserved + _units)
)
_SPEAK_FOR_SPARE = Prepared(
    sa.update(levels)
    .where(_level, _units <= _free - levels.c.safety)
    .values(reserved=levels.c.reserved + _units)
)
_RESERVED = Prepared(sa.insert(reservations), "level_id", "fulfillment_line_id", "quantity")
_TAKE = Prepared(
    sa.update(reservations)
    .where(reservations.c.id == sa.bindparam("reservation"), reservations.c.quantity >= _units)
    .values(quantity=reservations.c.quantity - _units)
)
_LEAVE = Prepared(
    sa.update(levels)
    .where(_level)
    .values(reserved=levels.c.reserved - _units, on_hand=levels.c.on_hand - _units)
)


def reserve(level_id: int, quantity: int, *, line_id: int, by: Actor) -> None:
    """Speak for `quantity` units on behalf of a fulfillment line.

    An order that reaches us is paid or promised elsewhere, so safety stock does not hold it back.
    Raises Refused("no_stock") when fewer are free; nothing is changed then.
    """
    _set_aside(level_id, quantity, f"line:{line_id}", by)
    reservation = db.session.scalar(sa.select(Reservation).where(Reservation.fulfillment_line_id == line_id))
    if reservation is None:
        db.session.add(Reservation(level_id=level_id, fulfillment_line_id=line_id, quantity=quantity))
    else:
        reservation.quantity += quantity


def reserve_all(parts: list[tuple[Level, int, int]], *, by: Actor) -> None:
    """The same for many new lines, given as (level, units, line id): all of it or none.

    Three statements in one trip, whatever their number; the balances are taken last and by rising variant,
    so that they are held as briefly as can be. Raises Refused("no_stock"): roll back to where you began.
    """
    if not parts:
        return
    rows = [
        movement(level.id, Bucket.RESERVED, units, Kind.RESERVED, f"line:{line_id}", by)
        for level, units, line_id in parts
    ]
    mine = [
        {"level_id": level.id, "fulfillment_line_id": line_id, "quantity": units}
        for level, units, line_id in parts
    ]
    wanted: Counter[Level] = Counter()
    for level, units, _line_id in parts:
        wanted[level] += units
    in_turn = sorted(wanted, key=lambda level: (level.variant_id, level.id))
    taken = [{"level": level.id, "units": wanted[level]} for level in in_turn]
    *_others, changed = run_all(connection(), (MOVED, rows), (_RESERVED, mine), (_SPEAK_FOR, taken))
    if changed != len(taken):
        raise Refused("no_stock", _("There isn’t enough of it in this store."))
    for level in in_turn:
        forget_level(level.id)


def reserve_for_transfer(level_id: int, quantity: int, *, line_id: int, by: Actor) -> None:
    """Set units aside that another store asks for. They aren't promised to anybody yet, so safety stock
    stays here. Raises Refused("no_stock") when fewer are free; nothing is changed then."""
    _set_aside(level_id, quantity, f"transfer_line:{line_id}", by, _SPEAK_FOR_SPARE)
    db.session.add(Reservation(level_id=level_id, transfer_line_id=line_id, quantity=quantity))


def keep_for_transfer(level_id: int, quantity: int, *, line_id: int, by: Actor) -> None:
    """Units that arrived for a customer's order are spoken for where they arrived, until it is released.

    The line's reservation moves along with the goods: nothing of it is left where they came from.
    Raises Refused("no_stock") when fewer are free.
    """
    _set_aside(level_id, quantity, f"transfer_line:{line_id}", by)
    found = sa.select(Reservation).where(Reservation.transfer_line_id == line_id)
    reservation = db.session.scalars(found).one()
    assert reservation.level_id == level_id or reservation.quantity == 0
    reservation.level_id = level_id
    reservation.quantity += quantity


def release(reservation: Reservation, quantity: int, *, by: Actor) -> None:
    """Let go of reserved units: they are free again. Raises Refused("not_reserved")."""
    if quantity > reservation.quantity:
        raise Refused("not_reserved", _("More than was set aside for this order."))
    reservation.quantity -= quantity
    change(reservation.level_id, {Bucket.RESERVED: -quantity})
    write(reservation.level_id, Bucket.RESERVED, -quantity, Kind.RELEASED, _purpose(reservation), by)


def reserve_again(reservation: Reservation, quantity: int) -> None:
    """After `reverse` put the balances back: the line speaks for these units again."""
    reservation.quantity += quantity


def hand_over(parts: list[tuple[Reservation, int]], *, cause: str, by: Actor) -> None:
    """Reserved units leave the store with the customer: three statements, whatever their number.

    The caller gives the parts by rising variant. Raises Refused("not_reserved").
    """
    _leave(parts, Kind.HANDED_OVER, cause, by)


def bring_back(parts: list[tuple[Reservation, int]], *, cause: str, by: Actor) -> None:
    """Units that left with a customer are here again, and their lines speak for them: the opposite of
    hand_over, where only a part of that deed is taken back. By rising variant."""
    for reservation, quantity in parts:
        change(reservation.level_id, {Bucket.ON_HAND: quantity, Bucket.RESERVED: quantity})
        for bucket in (Bucket.RESERVED, Bucket.ON_HAND):
            write(reservation.level_id, bucket, quantity, Kind.HANDED_OVER, cause, by)
        reservation.quantity += quantity


def ship(parts: list[tuple[Reservation, int]], *, cause: str, by: Actor) -> None:
    """Reserved units leave with a carrier. By rising variant. Raises Refused("not_reserved")."""
    _leave(parts, Kind.SHIPPED, cause, by)


def transfer_out(parts: list[tuple[Reservation, int]], *, cause: str, by: Actor) -> None:
    """Reserved units leave for another store. By rising variant. Raises Refused("not_reserved")."""
    _leave(parts, Kind.TRANSFERRED_OUT, cause, by)


def _leave(parts: list[tuple[Reservation, int]], kind: Kind, cause: str, by: Actor) -> None:
    taken = [
        {"reservation": reservation.id, "level": reservation.level_id, "units": quantity}
        for reservation, quantity in parts
    ]
    here = connection()
    if _TAKE.run(here, taken) != len(parts):
        raise Refused("not_reserved", _("More than was set aside for this order."))
    _LEAVE.run(here, taken)
    rows = [
        movement(reservation.level_id, bucket, -quantity, kind, cause, by)
        for reservation, quantity in parts
        for bucket in (Bucket.RESERVED, Bucket.ON_HAND)
    ]
    MOVED.run(here, rows)
    for reservation, quantity in parts:
        set_committed_value(reservation, "quantity", reservation.quantity - quantity)
        forget_level(reservation.level_id)


def _set_aside(level_id: int, quantity: int, cause: str, by: Actor, speak_for: Prepared = _SPEAK_FOR) -> None:
    if not speak_for.run(connection(), [{"level": level_id, "units": quantity}]):
        raise Refused("no_stock", _("There isn’t enough of it in this store."))
    write(level_id, Bucket.RESERVED, quantity, Kind.RESERVED, cause, by)
    forget_level(level_id)


def _purpose(reservation: Reservation) -> str:
    if reservation.transfer_line_id is not None:
        return f"transfer_line:{reservation.transfer_line_id}"
    return f"line:{reservation.fulfillment_line_id}"
