"""A visit as those who come see it, and how busy it is where they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.fulfillment.models import Handover, HandoverOrder, HandoverState
from associate.core.fulfillment.visits import (
    HERE,
    Load,
    Visit,
    VisitOrder,
    VisitState,
    open_visits,
    ready_jobs,
    taken_bays,
)
from associate.core.stores.models import Location, LocationKind, Store
from associate.db import db
from associate.errors import Refused
from associate.words import _

AGAIN = timedelta(minutes=5)  # after this they may say once more that they are here
AT_THE_COUNTER = timedelta(minutes=30)  # a handover opened longer ago stands for nobody


@dataclass(frozen=True)
class Car:
    """What they told of it, as fields of a form or out of a visit."""

    make: str = ""
    color: str = ""
    plate: str = ""
    load: Load | None = None
    needs_help: bool = False


@dataclass(frozen=True)
class Bay:
    code: str
    taken: bool


@dataclass(frozen=True)
class Busy:
    """How many stand where, now."""

    bays: int
    bays_free: int
    cars: int  # that wait, or are being served
    counter: int  # people being served inside


@dataclass(frozen=True)
class Coming:
    """`state` is a VisitState; `ahead` counts cars that were here before and have nobody yet."""

    state: str
    to_counter: bool
    eta_at: datetime | None
    bay: str
    is_bay_shared: bool
    car: Car
    runner: str
    bags: int
    is_ready: bool
    goal: int  # minutes in which somebody means to be at the car, or they have their bag inside
    ahead: int
    again_at: datetime | None  # None: they may say so now

    @property
    def is_here(self) -> bool:
        return self.state in HERE


def coming(visit: Visit) -> Coming:
    beside = _others_here(visit)
    ready = ready_jobs(visit)
    again = may_say_again_at(visit)
    return Coming(
        state=visit.state.value,
        to_counter=visit.to_counter,
        eta_at=visit.eta_at,
        bay=visit.bay.code if visit.bay else "",
        is_bay_shared=bool(visit.bay_id and visit.bay_id in {other.bay_id for other in beside}),
        car=Car(visit.make, visit.color, visit.plate, visit.load, visit.needs_help),
        goal=visit.goal,
        runner=visit.runner.first_name if visit.runner else "",
        bags=sum(len(job.open_bags) for job in ready),
        is_ready=bool(ready),
        ahead=sum(_is_before(other, visit) for other in beside),
        again_at=again if again and again > now() else None,
    )


def car_of(told: Mapping[str, str]) -> Car:
    """From a form’s `make`, `color`, `plate`, `load` and `help`, as they were typed."""
    load = told.get("load", "")
    return Car(
        make=told.get("make", ""),
        color=told.get("color", ""),
        plate=told.get("plate", ""),
        load=Load(load) if load in list(Load) else None,
        needs_help=bool(told.get("help")),
    )


def must_be_findable(bay: Location | None, car: Car) -> None:
    """Raises Refused("which_car") when nothing tells a runner where to go."""
    if bay is None and not (car.make.strip() or car.plate.strip()):
        raise Refused("which_car", _("Tell us the bay or the car, so that we find you."))


def bays_of(store: Store, visit: Visit | None = None) -> tuple[Bay, ...]:
    """The bays in their order; where the visit itself stands is not taken."""
    taken = taken_bays(store.id) - {visit.bay_id if visit else None}
    return tuple(Bay(place.code, place.id in taken) for place in bay_places(store))


def bay_places(store: Store) -> list[Location]:
    find = sa.select(Location).filter_by(store_id=store.id, kind=LocationKind.BAY, is_active=True)
    return list(db.session.scalars(find.order_by(Location.sequence, Location.id)))


def bay_with(code: str, store: Store) -> Location | None:
    """The bay with this code, however its letters and dashes are written."""
    key = "".join(c for c in code.upper() if c.isalnum())
    return next((place for place in bay_places(store) if place.scan_key == key), None)


def how_busy(store: Store) -> Busy:
    bays = bays_of(store)
    cars = [visit for visit in open_visits(store.id) if visit.is_here and not visit.to_counter]
    return Busy(len(bays), sum(not bay.taken for bay in bays), len(cars), at_the_counter(store))


def may_say_again_at(visit: Visit) -> datetime | None:
    """From when on they may say again that they are here; None while nobody waits."""
    if visit.arrived_at is None or visit.state not in (VisitState.ARRIVED, VisitState.CLAIMED):
        return None
    said = sa.select(sa.func.max(Event.at)).where(Event.about == visit.ref, Event.kind == "visit.pinged")
    return max(visit.arrived_at, db.session.scalar(said) or visit.arrived_at) + AGAIN


def _others_here(visit: Visit) -> Sequence[Any]:
    """Columns alone: this is asked every few seconds by everybody who waits."""
    find = sa.select(Visit.id, Visit.bay_id, Visit.state, Visit.to_counter, Visit.arrived_at).where(
        Visit.store_id == visit.store_id, Visit.ended_at.is_(None), Visit.id != visit.id
    )
    return list(db.session.execute(find.where(Visit.state.in_(HERE))).all())


def _is_before(other: Any, visit: Visit) -> bool:
    if other.state != VisitState.ARRIVED or other.to_counter:
        return False
    return visit.arrived_at is None or (other.arrived_at, other.id) < (visit.arrived_at, visit.id)


def at_the_counter(store: Store) -> int:
    """How many people: handovers begun just now, but for those that are done at a car."""
    at_cars = sa.select(VisitOrder.fulfillment_id).join(Visit).where(Visit.store_id == store.id)
    at_cars = at_cars.where(Visit.ended_at.is_(None), Visit.to_counter.is_(False))
    find = sa.select(sa.func.count(Handover.id.distinct())).join(HandoverOrder)
    find = find.where(Handover.store_id == store.id, Handover.state == HandoverState.OPEN)
    recent = Handover.opened_at > now() - AT_THE_COUNTER
    return db.session.scalar(find.where(recent, HandoverOrder.fulfillment_id.not_in(at_cars))) or 0
