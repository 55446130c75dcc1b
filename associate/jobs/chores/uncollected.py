"""Nobody came: what waited longer than it could goes back."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.uncollected import give_back
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.db import db
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 100


def take_back_uncollected() -> None:
    over = sa.select(Fulfillment).where(
        Fulfillment.state.in_(WITH_CUSTOMER_TO_COME), Fulfillment.hold_until < now(), Fulfillment.hold == ""
    )
    jobs = db.session.scalars(over.order_by(Fulfillment.hold_until, Fulfillment.id).limit(AT_ONCE)).all()
    one_by_one(jobs, _give_back)


def _give_back(job: Fulfillment) -> None:
    give_back(job, by=SYSTEM)
