"""Whoever asked to be forgotten is, once nothing of theirs goes on any more."""

import sqlalchemy as sa

from associate.core.acts.personal.erasing import WAITING, finish
from associate.core.customers.models import Erasure
from associate.jobs.chores.in_turn import in_turn
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 20  # people; each is looked for in weeks of what platforms sent


def forget_people() -> None:
    asked = sa.select(Erasure).where(WAITING)
    one_by_one(in_turn(asked, Erasure.id, turn="erasures", most=AT_ONCE), finish)
