"""Money that was set aside and can soon not be taken any more: somebody hears of it a day before."""

from associate.core.acts.capturing import running_out, warn
from associate.jobs.chores.one_by_one import one_by_one


def warn_before_it_runs_out() -> None:
    one_by_one(running_out(), warn)
