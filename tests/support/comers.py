"""Customers who come for their orders and runners who meet them, at the level of the rules."""

import sqlalchemy as sa

from associate.core.acts import arrivals, running
from associate.core.events.models import Event
from associate.core.events.record import Actor
from associate.core.fulfillment.visits import Visit
from associate.db import db
from tests.support.shop import look_again


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
