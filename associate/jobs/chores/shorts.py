"""What couldn’t be found and is waited for."""

from sqlalchemy import select

from associate.core.acts.awaiting import IS_WAITED_FOR, look_again
from associate.core.tasks.models import Task
from associate.jobs.chores.in_turn import in_turn
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 200  # tasks


def look_for_shorts() -> None:
    one_by_one(in_turn(select(Task).where(IS_WAITED_FOR), Task.id, turn="shorts", most=AT_ONCE), look_again)
