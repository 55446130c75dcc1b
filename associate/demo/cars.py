"""Who is on the way to Mill Quay and who waits before it, whatever the hour: the board has cars."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import running
from associate.core.events.record import SYSTEM, Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visit_moves import move, note
from associate.core.fulfillment.visits import Load, Visit, VisitOrder, VisitState
from associate.core.stores.models import Location
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import spoken


class Car(NamedTuple):
    """Minutes count from the moment of loading; `told` None: they came without a word."""

    number: str
    told: float | None  # minutes ago
    eta: float | None = None  # minutes from now
    here: float | None = None  # minutes ago
    bay: str = ""
    car: tuple[str, str, str] = ("", "", "")  # make, color, the plate’s end
    load: Load | None = None
    needs_help: bool = False
    runner: str = ""


CARS = (
    Car("HW-48188", 16, -1, 1.2, "4", ("Skoda Octavia", "blue", "482"), Load.TRUNK, needs_help=True),
    Car("HW-48172", None, None, 0.4, "2", ("Nissan Leaf", "white", "7K1"), Load.BACK_SEAT),
    Car("SQ-3298", 11, 0, 2, "1", ("Ford Transit", "grey", "913"), Load.TRUNK, runner="Priya"),
    Car("WO-1198", 4, 6),
    Car("HW-48199", 1, 14),
)


def bring_cars(staff: dict[str, Staff]) -> None:
    """Inside atomic()."""
    for car in CARS:
        job = db.session.scalars(sa.select(Fulfillment).filter_by(number=car.number)).one()
        visit = _begin(car, job)
        if car.told is not None and car.here is not None:
            with _ago(car.here):
                _arrive(visit, car)
                move(visit, VisitState.ARRIVED, by=_who(job))
        if car.runner:
            running.claim(visit, staff[car.runner], by=staff[car.runner].actor)


def _begin(car: Car, job: Fulfillment) -> Visit:
    is_told = car.told is not None
    with _ago(car.told if car.told is not None else car.here or 0):
        visit = Visit(store=job.store, state=VisitState.EN_ROUTE if is_told else VisitState.ARRIVED)
        visit.name, visit.language = job.order.first_name, spoken(job.order.locale) or "en"
        visit.orders, job.is_visited = [VisitOrder(fulfillment=job)], True
        visit.en_route_at = now() if is_told else None
        db.session.add(visit)
        if not is_told:
            _arrive(visit, car)
        note(visit, f"visit.{visit.state.value}", by=_who(job), zero_notice=not is_told)
    visit.eta_at = now() + timedelta(minutes=car.eta) if car.eta is not None else None
    return visit


def _arrive(visit: Visit, car: Car) -> None:
    find = sa.select(Location).filter_by(store_id=visit.store.id, code=car.bay)
    visit.arrived_at, visit.bay = now(), db.session.scalars(find).one()
    visit.make, visit.color, visit.plate = car.car
    visit.load, visit.needs_help = car.load, car.needs_help


def _who(job: Fulfillment) -> Actor:
    return job.order.customer.actor if job.order.customer else SYSTEM


def _ago(minutes: float) -> AbstractContextManager[None]:
    return as_of(now() - timedelta(minutes=minutes))
