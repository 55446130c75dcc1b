"""Whoever asked to be forgotten is, once nothing of theirs goes on any more."""

import sqlalchemy as sa

from associate.core.acts.personal.erasing import WAITING, finish
from associate.core.customers.models import Erasure
from associate.db import db
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 20  # people; each is looked for in weeks of what platforms sent


def forget_people() -> None:
    asked = sa.select(Erasure).where(WAITING).order_by(Erasure.asked_at)
    one_by_one(db.session.scalars(asked.limit(AT_ONCE)).all(), finish)
