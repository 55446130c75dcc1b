"""All cars of a store: who waits, longest first, then who is on the way; and the bays they stand in."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.fulfillment.at_car import bay_sign
from associate.core.fulfillment.coming import bay_places
from associate.core.fulfillment.visits import HERE, Visit, VisitState, open_visits
from associate.core.stores.models import Store
from associate.db import db
from associate.workflows.curbside.screens.car import Car, car

REGROUP = 10  # seconds after which a board with cars is drawn anew: late comes by itself
BUSY, IDLE = 1, 1.5  # seconds between two questions of a board with cars, and of an empty one


@dataclass(frozen=True)
class Bay:
    """`kind`: free, taken, late or expected."""

    sign: str
    kind: str
    car: Car | None = None
    also: int = 0  # others who say they stand there


@dataclass(frozen=True)
class Board:
    bays: list[Bay]
    waiting: list[Car]
    coming: list[Car]
    goal: int  # minutes

    @property
    def every(self) -> float:
        return BUSY if self.waiting or self.coming else IDLE

    @property
    def free(self) -> list[Car]:
        return [one for one in self.waiting if one.is_free]


def board(store: Store) -> Board:
    visits = open_visits(store.id)
    cars = [car(visit, visits) for visit in visits]
    waiting = sorted((one for one in cars if one.visit.is_here), key=_by_wait)
    coming = sorted((one for one in cars if not one.visit.is_here), key=_by_eta)
    return Board(_bays(store, waiting, coming), waiting, coming, store.car_minutes)


def runners_here(store: Store) -> set[int]:
    """Ids of the people who have a car. Their board says so; everybody else’s is the same."""
    find = sa.select(Visit.runner_id).where(Visit.store_id == store.id, Visit.ended_at.is_(None))
    return set(db.session.scalars(find.where(Visit.runner_id.is_not(None), Visit.state.in_(HERE))))


def _by_wait(one: Car) -> tuple[bool, bool, float, datetime, int]:
    """Whom we stand with comes last; who waits for what isn’t ready comes after those whose order is."""
    wait = one.wait
    seconds = wait.total_seconds() if wait else 0
    arrived = one.visit.arrived_at or one.visit.created_at
    return (one.visit.state == VisitState.AT_CAR, wait is None, -seconds, arrived, one.visit.id)


def _by_eta(one: Car) -> tuple[bool, datetime, int]:
    return (one.visit.eta_at is None, one.visit.eta_at or one.visit.created_at, one.visit.id)


def _bays(store: Store, waiting: list[Car], coming: list[Car]) -> list[Bay]:
    bays = []
    for place in bay_places(store):
        here = [one for one in waiting if one.visit.bay_id == place.id]
        expected = [one for one in coming if one.visit.bay_id == place.id]
        kind = "late" if any(one.is_late for one in here) else "taken" if here else ""
        kind = kind or ("expected" if expected else "free")
        bays.append(Bay(bay_sign(place), kind, next(iter(here or expected), None), max(0, len(here) - 1)))
    return bays
