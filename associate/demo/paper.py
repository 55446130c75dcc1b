"""What Tom picked from the list while nothing answered, and a colleague had picked by then: two sides."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from associate.clock import now
from associate.core.acts.afterwards import Told
from associate.core.events.commands import intent
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.outages import Happened
from associate.core.fulfillment.states import State
from associate.core.stores.staff import Staff
from associate.db import db
from associate.workflows.outage.rules import Entry, enter

AGO = timedelta(minutes=25)


def enter_from_paper(staff: dict[str, Staff]) -> None:
    """The order is the first picked one of his store that isn’t his."""
    tom, helen = staff["Tom"], staff["Helen"]
    find = sa.select(Fulfillment).filter_by(store_id=tom.store_id, state=State.PICKED)
    find = find.where(Fulfillment.owner_id != tom.id).order_by(Fulfillment.id).limit(1)
    if job := db.session.scalars(find).unique().first():
        told = Told(Happened.PICKED, units={line.id: line.wanted for line in job.lines})
        meant = intent("demo-outage", "outage.enter", helen.actor, {"order": job.number})
        key = current_app.config["SECRET_KEY"]
        enter(job, Entry(told, tom, now() - AGO), key=key, intent=meant, by=helen.actor)
