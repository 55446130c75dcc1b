"""What time does to a visit: nobody took the car, nobody got to it, nobody came."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.alerts import alert
from associate.core.acts.running import release
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.visit_moves import move, note
from associate.core.fulfillment.visits import HERE, Visit, VisitState
from associate.core.stores.hours import is_open
from associate.core.stores.models import Store
from associate.core.stores.shifts import on_shift
from associate.core.stores.staff import Role, Staff
from associate.db import atomic, db

NEVER_CAME = timedelta(minutes=60)  # after they meant to be here
FORGOTTEN = timedelta(hours=2)  # of a car that nobody took off the board, once the store is closed
AT_LEAST = timedelta(minutes=1)  # the shortest time that a store may set
LEAD, MANAGER = 1, 2  # Visit.alarm: who was told


def due_visits() -> list[Visit]:
    """Those that time may have something to say about; what it says is looked at under the lock."""
    meant = sa.func.coalesce(Visit.eta_at, Visit.en_route_at)
    before = now() - AT_LEAST
    waits = sa.and_(Visit.state == VisitState.ARRIVED, Visit.alarm < MANAGER, Visit.arrived_at <= before)
    find = sa.select(Visit).where(
        Visit.ended_at.is_(None),
        sa.or_(
            sa.and_(Visit.state == VisitState.EN_ROUTE, meant <= now() - NEVER_CAME),
            sa.and_(Visit.state == VisitState.CLAIMED, Visit.claimed_at <= before),
            sa.and_(Visit.state.in_(HERE), Visit.state_since <= now() - FORGOTTEN),
            waits,
        ),
    )
    return [visit for visit in db.session.scalars(find.order_by(Visit.id)).unique() if _is_due(visit)]


def escalate(visit: Visit) -> None:
    """Once for each thing, however often and by however many workers this is called."""
    with atomic(visit):
        if not _is_due(visit):
            return
        if visit.state == VisitState.EN_ROUTE:
            move(visit, VisitState.CANCELED, by=SYSTEM, why="never_came")
        elif _is_forgotten(visit):
            move(visit, VisitState.LEFT, by=SYSTEM, why="closed")
        elif visit.state == VisitState.CLAIMED:
            release(visit, by=SYSTEM)
        else:
            _sound(visit, _alarm_of(visit))


def _is_due(visit: Visit) -> bool:
    if visit.state == VisitState.EN_ROUTE:
        return _since(visit.eta_at or visit.en_route_at) >= NEVER_CAME
    if visit.state == VisitState.CLAIMED and not _is_forgotten(visit):
        return _since(visit.claimed_at) >= timedelta(minutes=visit.store.claim_minutes)
    return visit.is_open and (_is_forgotten(visit) or _alarm_of(visit) > visit.alarm)


def _is_forgotten(visit: Visit) -> bool:
    return visit.is_here and _since(visit.state_since) >= FORGOTTEN and not is_open(visit.store, now())


def _alarm_of(visit: Visit) -> int:
    """Who should know by now that nobody took it: the clock runs while something of theirs is ready."""
    waited = visit.wait() if visit.state == VisitState.ARRIVED else None
    if waited is None or waited < timedelta(minutes=visit.store.lead_alarm_minutes):
        return 0
    return MANAGER if waited >= timedelta(minutes=visit.store.manager_alarm_minutes) else LEAD


def _sound(visit: Visit, level: int) -> None:
    visit.alarm = level
    kind, told = ("car_waits", leads_of) if level == LEAD else ("car_waits_long", managers_of)
    alert(told(visit.store), kind, visit.jobs[0], cause=f"{visit.ref}:{visit.state_since:%Y%m%d%H%M%S}")
    note(visit, "visit.unclaimed", by=SYSTEM, told="lead" if level == LEAD else "manager")


def leads_of(store: Store) -> list[Staff]:
    """Who leads the floor now: leads on shift, or whoever is above them."""
    here = [staff for staff in on_shift(store.id) if staff.can("resolve_tasks")]
    return [staff for staff in here if staff.role == Role.LEAD] or here


def managers_of(store: Store) -> list[Staff]:
    """Managers on shift, or, where none is, those of the store."""
    here = [staff for staff in on_shift(store.id) if staff.can("approve")]
    theirs = sa.select(Staff).where(Staff.store_id == store.id, Staff.role == Role.MANAGER, Staff.is_active)
    return here or list(db.session.scalars(theirs.order_by(Staff.id)))


def _since(at: datetime | None) -> timedelta:
    return now() - at if at else timedelta(0)
