"""Counts and transfers that are under way when the demo opens."""

import sqlalchemy as sa

from associate.core.acts import counting, transferring
from associate.core.inventory.counts import Count
from associate.core.inventory.models import StockLevel
from associate.core.inventory.transfers import Transfer
from associate.core.stores.models import Location, Store
from associate.core.stores.staff import Staff
from associate.db import db

SPARE = 6  # free units of a thing that the demo can move without anybody missing it


def count_and_move(staff: dict[str, Staff]) -> None:
    """One shelf half counted, one handed in with a difference; one box asked for, one on its way each way.

    Inside atomic().
    """
    mill_quay, castle_row = (_store(code) for code in ("MQ", "CR"))
    shelves = _shelves(mill_quay)
    _figures(_shelf(mill_quay, shelves[0], staff["Priya"]), staff["Priya"], leave=2)
    wrong = _shelf(mill_quay, shelves[1], staff["Tom"])
    _figures(wrong, staff["Tom"], off_by=-2)
    counting.hand_in(wrong, by=staff["Tom"].actor)
    _ask(castle_row, mill_quay, staff["Ana"], things=2)
    _sent(_ask(mill_quay, castle_row, staff["Isla"], things=2), staff["Ana"])
    _sent(_ask(castle_row, mill_quay, staff["Ana"], things=3), staff["Isla"])


def _store(code: str) -> Store:
    return db.session.scalars(sa.select(Store).filter_by(code=code)).one()


def _shelves(store: Store) -> list[Location]:
    """Shelves with enough on them to be worth a count, in walking order."""
    find = sa.select(Location).join(StockLevel, StockLevel.location_id == Location.id)
    find = find.where(Location.store_id == store.id).group_by(Location.id).having(sa.func.count() >= 4)
    return list(db.session.scalars(find.order_by(Location.sequence, Location.id).limit(2)))


def _shelf(store: Store, shelf: Location, by: Staff) -> Count:
    levels = db.session.scalars(
        sa.select(StockLevel.id).filter_by(store_id=store.id, location_id=shelf.id).order_by(StockLevel.id)
    ).all()
    return counting.start_count(store.id, shelf.code, levels, why="list", by=by.actor)


def _figures(count: Count, by: Staff, *, leave: int = 0, off_by: int = 0) -> None:
    """Everything as the books have it, but for the last `leave`; `off_by` units wrong on the first."""
    for line in count.lines[: len(count.lines) - leave]:
        counting.write_figure(line, 0, by=by.actor)
        right = max(0, line.expected or 0)
        wrong = off_by if line is count.lines[0] else 0
        counting.write_figure(line, max(0, right + wrong), by=by.actor)


def _ask(origin: Store, to: Store, by: Staff, *, things: int) -> Transfer:
    plenty = StockLevel.on_hand - StockLevel.reserved - StockLevel.held - StockLevel.safety >= SPARE
    find = sa.select(StockLevel.variant_id).where(StockLevel.store_id == origin.id, plenty)
    wants = dict.fromkeys(db.session.scalars(find.order_by(StockLevel.variant_id).limit(things)), 2)
    soon = transferring.in_days(2)
    return transferring.request_transfer(origin, to, wants, expected_at=soon, by=by.actor)


def _sent(transfer: Transfer, by: Staff) -> None:
    for line in transfer.lines:
        for _unit in range(line.requested):
            transferring.pack(line, by=by.actor)
    transferring.send(transfer, by=by.actor)
