"""Whose a task is."""

from typing import Any

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _

Answer = dict[str, Any]


def own(task: Task, staff: Staff | None, *, intent: Intent, by: Actor) -> Answer:
    """Take a task, or with nobody let it go. Whoever had it learns of it from the journal."""
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        task.owner_id = staff.id if staff else None
        record("task.taken" if staff else "task.let_go", about=task, by=by, task=task.kind.value)
        return answer(intent, task=task.id)


def must_have_words(note: str) -> None:
    """Raises Refused("note_missing")."""
    if len(note.strip()) < 3:
        raise Refused("note_missing", _("Write a few words about what you did."))


def must_be_open(task: Task) -> None:
    """Raises OutOfDate("task_done")."""
    if task.done_at is not None:
        raise OutOfDate("task_done", _("Somebody was faster: this is settled. Look again."))
