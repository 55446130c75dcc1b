"""What couldn’t be found and is waited for."""

from associate.core.acts.awaiting import look_again, waited_for
from associate.jobs.chores.one_by_one import one_by_one


def look_for_shorts() -> None:
    one_by_one(waited_for(), look_again)
