"""Orders that wait for their payment longer than payments take: somebody is asked about each, once."""

from associate.core.acts.unpaid import ask_about_unpaid, not_asked_about
from associate.db import db
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 200  # orders


def ask_about_money() -> None:
    one_by_one(db.session.scalars(not_asked_about().limit(AT_ONCE)).all(), ask_about_unpaid)
