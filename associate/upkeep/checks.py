"""Prove the books once a day, and whenever somebody asks; the beat keeps what was found."""

from datetime import timedelta

from associate.core.acts.check import mismatches
from associate.core.events.record import SYSTEM
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import atomic
from associate.upkeep import beats

TOLD = 20  # sentences that a task keeps; the page of health has their number
EVERY = timedelta(hours=24)


def run_check() -> list[str]:
    """One sentence for each contradiction, none in a sound shop. A task keeps them until there are none."""
    found = list(mismatches())
    beats.beat(beats.CHECK, mismatches=len(found))
    with atomic():
        if found:
            open_task(TaskKind.BOOKS_DIFFER, "", by=SYSTEM, problems=found[:TOLD])
        else:
            close_tasks(TaskKind.BOOKS_DIFFER, "", "they agree again", by=SYSTEM)
    return found


def check_when_due() -> None:
    wanted, age = beats.last(beats.CHECK_WANTED), beats.age_of(beats.CHECK)
    if wanted or age is None or age >= EVERY:
        beats.forget(beats.CHECK_WANTED)
        run_check()
