"""What was put aside for somebody who didn’t come, and wasn’t paid, is for everybody again."""

from associate.core.acts.reserve import let_go, reservations_over
from associate.db import db
from associate.jobs.chores.one_by_one import one_by_one


def let_reservations_go() -> None:
    one_by_one(db.session.scalars(reservations_over()).all(), let_go)
