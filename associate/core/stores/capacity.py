"""How much work a store gets done: minutes an order takes it, and how many people do it."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from associate.core.stores.hours import is_open, last_open_span
from associate.core.stores.models import Store
from associate.core.stores.shifts import LONGEST, Shift
from associate.core.stores.staff import Staff

MINUTES = 12  # work an order, of a store that says nothing
PERCENT = 80  # of those on shift pick


def minutes_of(store: Store) -> int:
    """Minutes of one person's work that an order takes here: as measured, else as set."""
    return store.learned_minutes or store.minutes_an_order or MINUTES


def hands(store: Store, on_shift: int) -> int:
    """People who pick when so many are on shift; somebody always does."""
    percent = PERCENT if store.people_percent is None else store.people_percent
    return max(1, on_shift * percent // 100)


def staffed_at(store: Store, at: datetime) -> datetime:
    """The moment whose shifts say how many will do the work: now, or, while nobody is in because the store
    is closed, the middle of its last opening."""
    if is_open(store, at) or (span := last_open_span(store, at)) is None:
        return at
    return span[0] + (span[1] - span[0]) / 2


def people_at_work(stores: Iterable[Store], at: datetime) -> sa.Select[int, int]:
    """(store id, people on shift) of the stores where somebody is, each at its `staffed_at`."""
    known = [(store, staffed_at(store, at)) for store in stores]
    was_on = sa.or_(
        sa.false(), *(sa.and_(Shift.store_id == store.id, _is_on(moment)) for store, moment in known)
    )
    find = sa.select(Shift.store_id, sa.func.count()).join(Staff, Staff.id == Shift.staff_id)
    return find.where(was_on, Staff.is_active).group_by(Shift.store_id)


def _is_on(at: datetime) -> sa.ColumnElement[bool]:
    began = sa.and_(Shift.began_at <= at, Shift.began_at > at - LONGEST)
    return sa.and_(began, sa.or_(Shift.ended_at.is_(None), Shift.ended_at > at))
