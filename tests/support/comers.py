"""Customers who come for their orders and runners who meet them, at the level of the rules."""

import sqlalchemy as sa

from associate.core.acts import arrivals, running
from associate.core.events.models import Event
from associate.core.events.record import Actor
from associate.core.fulfillment.visits import Visit
from associate.core.stores.models import Location, LocationKind
from associate.db import atomic, db
from tests.support.shop import look_again


def has_bays(store, *codes):
    """Bays of this store, in this order."""
    with atomic():
        kind = LocationKind.BAY
        bays = [
            Location(store_id=store.id, code=code, scan_key=code, name=f"Bay {code}", kind=kind, sequence=n)
            for n, code in enumerate(codes, 100)
        ]
        db.session.add_all(bays)
    return bays


def customer_of(job):
    customer = job.order.customer
    return customer.actor if customer else Actor(f"link:{job.order_id}")


def sets_off(*jobs, eta_at=None, to_counter=False, sent=None):
    by = customer_of(jobs[0])
    return arrivals.announce(jobs, eta_at=eta_at, to_counter=to_counter, by=by, sent=sent)


def is_here(*jobs, bay=None, plate="", sent=None, **car):
    return arrivals.arrive(jobs, bay=bay, plate=plate, by=customer_of(jobs[0]), sent=sent, **car)


def takes(visit, staff):
    return running.claim(visit, staff, by=staff.actor)


def gets_there(visit, staff):
    return running.at_car(visit, by=staff.actor)


def visits():
    look_again()
    return list(db.session.scalars(sa.select(Visit).order_by(Visit.id)).unique())


def told(visit):
    """Kinds of the journal’s lines about a visit, in their order."""
    find = sa.select(Event.kind).where(Event.about == visit.ref).order_by(Event.id)
    return [kind.removeprefix("visit.") for kind in db.session.scalars(find)]
