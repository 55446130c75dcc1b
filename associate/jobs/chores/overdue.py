"""Tasks that were overdue twice find a manager."""

from associate.core.acts.overdue import hand_up, overdue_twice
from associate.jobs.chores.one_by_one import one_by_one


def hand_overdue_up() -> None:
    one_by_one(overdue_twice(), hand_up)
