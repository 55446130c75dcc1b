"""The people on shift are told of an order that is nearly late, once each."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.alerts import alert_shift
from associate.core.events.models import Delivery
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import ON_THE_FLOOR
from associate.core.stores.models import Store
from associate.core.stores.shifts import PushSubscription, Shift
from associate.db import atomic, db
from associate.jobs.chores.one_by_one import one_by_one

SOON = timedelta(minutes=20)  # before the promise
AT_ONCE = 100


def alert_soon_late() -> None:
    one_by_one(db.session.scalars(_soon_late()).all(), _alert)


def _alert(job: Fulfillment) -> None:
    with atomic(job):
        if job.state in ON_THE_FLOOR:
            alert_shift("soon_late", job, cause=f"{job.ref}:{job.promise_at:%Y%m%d%H%M}")


def _soon_late() -> sa.Select[Fulfillment]:
    """Only of stores where somebody on shift wants to know."""
    listens = (
        sa.select(Shift.store_id)
        .join(PushSubscription, PushSubscription.staff_id == Shift.staff_id)
        .where(Shift.ended_at.is_(None))
    )
    told = sa.select(Delivery.id).where(
        Delivery.fulfillment_id == Fulfillment.id,
        Delivery.kind == "soon_late",
        Delivery.created_at > now() - SOON,
    )
    soon = sa.select(Fulfillment).where(
        Fulfillment.store_id.in_(sa.select(Store.id).where(Store.id.in_(listens))),
        Fulfillment.state.in_(ON_THE_FLOOR),
        Fulfillment.promise_at.between(now(), now() + SOON),
        Fulfillment.hold == "",
        ~told.exists(),
    )
    return soon.order_by(Fulfillment.promise_at, Fulfillment.id).limit(AT_ONCE)
