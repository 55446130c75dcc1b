"""Cars are counted in minutes, so this chore comes round in seconds: one look at the open visits."""

from associate.core.acts.escalation import due_visits, escalate
from associate.jobs.chores.one_by_one import one_by_one


def look_after_visits() -> None:
    one_by_one(due_visits(), escalate)
