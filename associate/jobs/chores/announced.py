"""What a customer said they bring back and didn’t isn’t waited for."""

from associate.core.acts.announced import let_go, overdue
from associate.jobs.chores.one_by_one import one_by_one


def let_announced_go() -> None:
    one_by_one(overdue(), let_go)
