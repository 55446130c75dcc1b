"""A promise that passed is owned up to, once: the customer need not come for nothing."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Delivery
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import ON_THE_FLOOR
from associate.core.fulfillment.telling import tell
from associate.core.orders.incoming import Method
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.jobs.chores.one_by_one import one_by_one

GRACE = timedelta(minutes=5)  # it may be in its bag already
TOO_OLD = timedelta(hours=12)  # nobody waits by the phone any more
AT_ONCE = 100


def tell_delayed() -> None:
    one_by_one(db.session.scalars(_late()).all(), _tell)


def _tell(job: Fulfillment) -> None:
    with atomic(job):
        if job.state in ON_THE_FLOOR and job.promise_at < now():
            tell(job.order, "delayed", f"{job.ref}:{job.promise_at:%Y%m%d%H%M}:late", job=job)


def _late() -> sa.Select[Fulfillment]:
    told = sa.select(Delivery.id).where(
        Delivery.fulfillment_id == Fulfillment.id,
        Delivery.kind == "delayed",
        Delivery.created_at > Fulfillment.promise_at,
    )
    late = sa.select(Fulfillment).where(
        Fulfillment.store_id.in_(sa.select(Store.id)),  # the index begins with it
        Fulfillment.state.in_(ON_THE_FLOOR),
        Fulfillment.promise_at.between(now() - TOO_OLD, now() - GRACE),
        Fulfillment.method == Method.PICKUP,
        Fulfillment.hold == "",
        ~told.exists(),
    )
    return late.order_by(Fulfillment.promise_at, Fulfillment.id).limit(AT_ONCE)
