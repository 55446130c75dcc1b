"""A handover nobody finished is not left standing in the next person's way."""

from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Bag, Fulfillment, Handover, HandoverOrder, HandoverState
from associate.db import db
from associate.errors import OutOfDate
from associate.workflows.handover.rules.counter import at_the_counter
from associate.workflows.handover.rules.desk import close_desk

DEEDS = ("handover.%", "bag.%", "return.%")


def left_open(before: datetime) -> list[Handover]:
    """Open handovers whose last deed was before that moment."""
    old = sa.select(Handover).where(Handover.state == HandoverState.OPEN, Handover.opened_at < before)
    return [each for each in db.session.scalars(old.order_by(Handover.id)) if last_deed(each) < before]


def last_deed(handover: Handover) -> datetime:
    """When somebody last did something at it, as the journal has it."""
    jobs = sa.select(HandoverOrder.fulfillment_id).where(HandoverOrder.handover_id == handover.id)
    numbers = db.session.scalars(jobs).all()
    bags = db.session.scalars(sa.select(Bag.id).where(Bag.fulfillment_id.in_(numbers)))
    desk = [f"return:{handover.return_id}"] if handover.return_id else []
    refs = [handover.ref, *desk, *(f"fulfillment:{n}" for n in numbers), *(f"bag:{n}" for n in bags)]
    done = sa.select(sa.func.max(Event.at)).where(
        Event.about.in_(refs), sa.or_(*(Event.kind.like(deed) for deed in DEEDS))
    )
    return max(handover.opened_at, db.session.scalar(done) or handover.opened_at)


def close_left(handover: Handover, before: datetime, *, by: Actor) -> None:
    """Close it, unless somebody was at it since."""
    try:
        with at_the_counter(handover) as jobs:
            if handover.state == HandoverState.OPEN and last_deed(handover) < before:
                _leave(handover, jobs, by)
    except OutOfDate:
        pass  # somebody was at it just now


def leave(handover: Handover, *, by: Actor) -> None:
    """Close it where it stands: what was scanned counts for nobody. Raises OutOfDate when it changed."""
    with at_the_counter(handover) as jobs:
        if handover.state == HandoverState.OPEN:
            _leave(handover, jobs, by)


def _leave(handover: Handover, jobs: list[Fulfillment], by: Actor) -> None:
    close_desk(handover, by=by)
    handover.state, handover.closed_at, handover.closed_by = HandoverState.LEFT, now(), by.ref
    for job in jobs:
        record("handover.left", about=job, by=by, handover=handover.id)
