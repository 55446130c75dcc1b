"""Who is at work here, and what each of them has in hand."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.fulfillment.visits import Visit, VisitState
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.core.stores.shifts import on_shift
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import _
from associate.workflows.board.screens.counts import jobs_by_owner
from associate.workflows.board.screens.numbers import Among


@dataclass(frozen=True)
class AtWork:
    """`jobs`: how many they have to pick; the list `owner:<id>` shows them."""

    staff: Staff
    doing: str
    jobs: int

    @property
    def is_free(self) -> bool:
        return not self.doing and not self.jobs


def at_work(store: Store) -> list[AtWork]:
    """On shift, by first name; and whoever has work here without having begun a shift."""
    jobs, runs = jobs_by_owner(Among((store,))), _runs(store)
    known = {staff.id: staff for staff in on_shift(store.id)}
    others = (jobs.keys() | runs.keys()) - known.keys()
    known |= {staff.id: staff for staff in db.session.scalars(sa.select(Staff).where(Staff.id.in_(others)))}
    doing = {**_picks(store), **runs}
    people = [AtWork(staff, doing.get(id_, ""), jobs.get(id_, 0)) for id_, staff in known.items()]
    return sorted(people, key=lambda person: (person.staff.first_name, person.staff.id))


def _picks(store: Store) -> Mapping[int, str]:
    """Staff id → the order they scanned for last."""
    find = sa.select(Fulfillment).where(Fulfillment.store_id == store.id, Fulfillment.state == State.PICKING)
    find = find.where(Fulfillment.owner_id.is_not(None), Fulfillment.is_paused.is_(False))
    bare = (lazyload(Fulfillment.lines), lazyload(Fulfillment.bags), lazyload(Fulfillment.order))
    jobs = db.session.scalars(find.options(*bare).order_by(Fulfillment.last_scan_at, Fulfillment.id))
    return {job.owner_id: _picking(job, store) for job in jobs if job.owner_id}


def _picking(job: Fulfillment, store: Store) -> str:
    if job.last_scan_at is None:
        return _("Picking %(number)s, nothing scanned yet", number=job.number)
    at = wall_time(store, job.last_scan_at)
    return _("Picking %(number)s, last scan %(at)s", number=job.number, at=at)


def _runs(store: Store) -> Mapping[int, str]:
    """Staff id → the car that they have."""
    find = sa.select(Visit).where(Visit.store_id == store.id, Visit.ended_at.is_(None))
    with_runner = (VisitState.CLAIMED, VisitState.AT_CAR)
    find = find.where(Visit.runner_id.is_not(None), Visit.state.in_(with_runner)).options(
        lazyload(Visit.orders)
    )
    return {visit.runner_id: _running(visit) for visit in db.session.scalars(find) if visit.runner_id}


def _running(visit: Visit) -> str:
    if visit.bay is None:
        return _("With %(name)s’s car", name=visit.name) if visit.name else _("With a car")
    return _("Bay %(code)s, %(name)s", code=visit.bay.code, name=visit.name or _("a customer"))
