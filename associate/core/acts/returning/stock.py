"""Where goods go once somebody has looked at them: into this store’s books, each unit as it was graded."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import crossdock
from associate.core.acts.conflicts import look_for_conflicts
from associate.core.acts.put_back import MARKDOWN, QUARANTINE, RETURNED, VENDOR
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, PutBack
from associate.core.returns.models import Disposition, Return, ReturnLine
from associate.core.shipping.models import UnitSerial
from associate.core.shipping.serials import normal_serial, serial_out
from associate.db import db
from associate.errors import Refused
from associate.words import _

WAITS_AS = {
    Disposition.SHELF: RETURNED,
    Disposition.CROSS_DOCK: RETURNED,  # where nobody needed it in the end
    Disposition.MARKDOWN: MARKDOWN,
    Disposition.QUARANTINE: QUARANTINE,
    Disposition.VENDOR: VENDOR,
}


def take_in(return_: Return, units: Collection[ReturnLine], locked: Collection[int], *, by: Actor) -> None:
    """Inside atomic(): every unit is on this store’s books, and held until somebody settles where it lies.

    `locked`: jobs (ids) whose turn it is; a unit meant for a line of another one goes to the shelf.
    """
    assert return_.store_id is not None
    at = {unit: ledger.level_of(return_.store_id, unit.variant_id) for unit in units if unit.variant_id}
    out = ledger.levels_for({(take.store_id, take.variant_id) for take in return_.takes})
    ledger.lock([*at.values(), *out.values()])
    held: defaultdict[tuple[int, str], list[ReturnLine]] = defaultdict(list)
    for unit in sorted(at, key=lambda each: (each.variant_id or 0, each.id)):
        ledger.take_back(at[unit], 1, cause=return_.ref, by=by)
        if unit.disposition == Disposition.DISPOSE:
            ledger.adjust(at[unit], -1, Kind.DISPOSED, cause=return_.ref, by=by)
        elif not (unit.goes_to_id and _given(return_, unit, at[unit], locked, by)):
            held[at[unit], WAITS_AS[unit.disposition or Disposition.QUARANTINE]].append(unit)
    for (level_id, why), those in held.items():
        _hold(return_, those, level_id, why, by)
    look_for_conflicts(at.values(), by=by)
    for unit in units:
        _is_back(unit, 1)


def take_away(return_: Return, *, by: Actor) -> None:
    """Inside atomic(): the opposite of take_in. Raises Refused("shelved", "given")."""
    waiting = _put_backs(return_)
    if any(each.done_at for each in waiting):
        raise Refused("shelved", _("Some of it is on its shelf again, so this stays as it is."))
    if any(unit.goes_to_id for unit in return_.lines) or _some_were_given(return_, waiting):
        raise Refused("given", _("Some of it went to another order, so this stays as it is."))
    assert return_.store_id is not None
    levels = [ledger.level_of(return_.store_id, unit.variant_id) for unit in return_.lines if unit.variant_id]
    ledger.lock(levels)
    ledger.reverse(return_.ref, by=by)
    for each in waiting:
        each.done_at, each.done_by = now(), by.ref
    look_for_conflicts(levels, by=by)
    for unit in return_.lines:
        _is_back(unit, -1)


def _some_were_given(return_: Return, waiting: list[PutBack]) -> bool:
    """Of what waited for its shelf, since."""
    brought = [unit for unit in return_.lines if unit.variant_id and unit.here_at is not None]
    held = [unit for unit in brought if unit.disposition != Disposition.DISPOSE]
    return sum(each.quantity for each in waiting) < len(held)


def _given(return_: Return, unit: ReturnLine, level_id: int, locked: Collection[int], by: Actor) -> bool:
    """To an order here, or on its way to another store that is short of it."""
    line = db.session.get_one(FulfillmentLine, unit.goes_to_id)
    job = db.session.get_one(Fulfillment, line.fulfillment_id)
    if job.store_id != return_.store_id and return_.store:
        is_given = crossdock.send_nearby(line.id, level_id, return_.store, by=by) is not None
    else:
        is_given = job.id in locked and crossdock.give(line.id, level_id, by=by)
    if not is_given:
        unit.goes_to_id, unit.disposition = None, Disposition.SHELF
    return is_given


def _hold(return_: Return, units: list[ReturnLine], level_id: int, why: str, by: Actor) -> None:
    ledger.hold(level_id, len(units), cause=return_.ref, by=by)
    waits = PutBack(
        store_id=return_.store_id,
        level_id=level_id,
        return_line_id=units[0].id,
        quantity=len(units),
        why=why,
        order_id=return_.order_id,
    )
    db.session.add(waits)


def _put_backs(return_: Return) -> list[PutBack]:
    ids = [unit.id for unit in return_.lines]
    return list(db.session.scalars(sa.select(PutBack).where(PutBack.return_line_id.in_(ids))))


def _is_back(unit: ReturnLine, units: int) -> None:
    """The job that gave it out knows that it is back, and so does its serial number."""
    if unit.fulfillment_line_id:
        line = db.session.get_one(FulfillmentLine, unit.fulfillment_line_id)
        line.returned = max(0, line.returned + units)
    if unit.serial and unit.variant_id:
        _serial_is_back(unit.variant_id, normal_serial(unit.serial), is_back=units > 0)


def _serial_is_back(variant_id: int, serial: str, *, is_back: bool) -> None:
    if is_back:
        if (out := serial_out(variant_id, serial)) is not None:
            out.back_at = now()
        return
    find = sa.select(UnitSerial).filter_by(variant_id=variant_id, serial=serial)
    last = db.session.scalar(find.order_by(UnitSerial.back_at.desc(), UnitSerial.id.desc()).limit(1))
    if last is not None and serial_out(variant_id, serial) is None:
        last.back_at = None
