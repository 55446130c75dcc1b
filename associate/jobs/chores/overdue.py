"""Tasks that were overdue twice find a manager."""

from associate.core.acts.overdue import hand_up, may_be_overdue_twice
from associate.core.tasks.models import Task
from associate.jobs.chores.in_turn import in_turn
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 100  # tasks


def hand_overdue_up() -> None:
    one_by_one(in_turn(may_be_overdue_twice(), Task.id, turn="overdue", most=AT_ONCE), hand_up)
