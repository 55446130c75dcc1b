"""Cars in bays, as customers' links bring them there, for tests of the board and the runner."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import arrivals
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visits import Load, Visit
from associate.core.stores.models import Location, LocationKind, Store
from associate.db import atomic, db
from tests.support.furnish import place

CUSTOMER = Actor("customer:1")
OCTAVIA = {"make": "Skoda Octavia", "color": "blue", "plate": "482", "load": Load.TRUNK}


def has_bays(store: Store, *codes: str) -> list[Location]:
    """Its bays, in this order: the first four where none are named."""
    with atomic():
        return [
            place(store, code, LocationKind.BAY, number)
            for number, code in enumerate(codes or ("1", "2", "3", "4"), 200)
        ]


def bay(store: Store, code: str) -> Location:
    find = sa.select(Location).filter_by(store_id=store.id, code=code, kind=LocationKind.BAY)
    return db.session.scalars(find).one()


def arrives(job: Fulfillment, code: str = "4", *, ago: float = 0, notice: float = 0, **told: Any) -> Visit:
    """In this bay since `ago` minutes, having said so `notice` minutes before."""
    came = now() - timedelta(minutes=ago)
    if notice:
        with as_of(came - timedelta(minutes=notice)):
            arrivals.announce([job], eta_at=came, to_counter=False, by=CUSTOMER)
    with as_of(came):
        return arrivals.arrive([job], bay=bay(job.store, code), by=CUSTOMER, **{**OCTAVIA, **told})


def is_on_the_way(job: Fulfillment, *, eta: datetime, to_counter: bool = False) -> Visit:
    return arrivals.announce([job], eta_at=eta, to_counter=to_counter, by=CUSTOMER)


def found(visit: Visit) -> Visit:
    """As the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Visit, visit.id)
