"""What another store asked for and nobody sends isn’t set aside for ever."""

from associate.core.acts.transfers_late import late_transfers, see_to
from associate.jobs.chores.one_by_one import one_by_one


def let_transfers_go() -> None:
    one_by_one(late_transfers(), see_to)
