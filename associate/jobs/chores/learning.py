"""Once a day each store learns how long an order takes it."""

from datetime import timedelta

import sqlalchemy as sa

from associate.core.routing.learning import learned_minutes
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.jobs.chores.one_by_one import one_by_one
from associate.upkeep import beats

EVERY = timedelta(hours=24)


def learn_minutes() -> None:
    age = beats.age_of(beats.LEARNING)
    if age is None or age >= EVERY:
        one_by_one(db.session.scalars(sa.select(Store).order_by(Store.id)).all(), _learn)
        beats.beat(beats.LEARNING)


def _learn(store: Store) -> None:
    minutes = learned_minutes(store)
    with atomic(store):
        store.learned_minutes = minutes
