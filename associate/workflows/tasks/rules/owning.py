"""Whose a task is, and until when it is put off. Why stays with the task: the journal holds no free text."""

from datetime import datetime
from typing import Any

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.cards import mask_cards
from associate.core.stores.staff import Staff
from associate.core.tasks.due import due_at
from associate.core.tasks.kinds import may_settle, row_of
from associate.core.tasks.models import Task
from associate.core.tasks.tasks import note_on
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _

Answer = dict[str, Any]


def must_be_theirs(task: Task, by: Actor) -> None:
    """Raises Refused("not_yours") where settling it takes more than they may."""
    doer = db.session.get(Staff, by.staff_id) if by.staff_id else None
    if doer and not doer.can(row_of(task.kind).may):
        raise Refused("not_yours", _("Somebody of the store settles this."))


def own(task: Task, staff: Staff | None, *, intent: Intent, by: Actor) -> Answer:
    """Take a task, or with nobody let it go. Whoever had it learns of it from the journal.

    Raises Refused("not_yours") for somebody who neither settles tasks nor this kind.
    """
    doer = db.session.get(Staff, by.staff_id) if by.staff_id else None
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        if doer and not (doer.can("resolve_tasks") or may_settle(doer, task)):
            raise Refused("not_yours", _("Somebody of the store settles this."))
        task.owner_id, task.given_by_id = staff.id if staff else None, None
        record("task.taken" if staff else "task.let_go", about=task, by=by, task=task.kind.value)
        return answer(intent, task=task.id)


def give(task: Task, staff: Staff | None, words: str, *, intent: Intent, by: Actor) -> Answer:
    """It is theirs from now on. Raises Refused("nobody_chosen"), ("not_theirs") for somebody who can’t settle
    it there, ("note_missing")."""
    if staff is None:
        raise Refused("nobody_chosen", _("Choose who gets it."))
    must_have_words(words)
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        if not may_settle(staff, task):
            raise Refused(
                "not_theirs",
                _("%(name)s can’t settle this here. Choose somebody else.", name=staff.first_name),
            )
        task.owner_id, task.given_by_id = staff.id, by.staff_id
        note_on(task, "given", by=by, to_id=staff.id, words=mask_cards(words.strip())[:200])
        record("task.given", about=task, by=by, task=task.kind.value, to=staff.ref)
        return answer(intent, task=task.id)


def give_back(task: Task, *, intent: Intent, by: Actor) -> Answer:
    """To whoever gave it. Raises OutOfDate("not_given") once somebody else has it."""
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        if task.given_by_id is None or by.staff_id not in (task.owner_id, task.given_by_id):
            raise OutOfDate("not_given", _("It isn’t with you any more. Look again."))
        task.owner_id, task.given_by_id = task.given_by_id, None
        note_on(task, "given_back", by=by, to_id=task.owner_id)
        record("task.given_back", about=task, by=by, task=task.kind.value, to=f"staff:{task.owner_id}")
        return answer(intent, task=task.id)


def put_off(task: Task, until: datetime, words: str, *, intent: Intent, by: Actor) -> Answer:
    """It calls for nobody until then, and is due then."""
    must_have_words(words)
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        task.snoozed_until, task.due_at = until, max(until, task.due_at)
        note_on(task, "put_off", by=by, until=until, words=mask_cards(words.strip())[:200])
        record("task.put_off", about=task, by=by, task=task.kind.value, until=until.isoformat())
        return answer(intent, task=task.id)


def wake(task: Task, *, intent: Intent, by: Actor) -> Answer:
    """It waits for somebody again, from now on."""
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        if task.is_snoozed:
            task.snoozed_until, task.due_at = None, due_at(task.kind, task.store_id, task.created_at)
            record("task.woken", about=task, by=by, task=task.kind.value)
        return answer(intent, task=task.id)


def must_have_words(note: str) -> None:
    """Raises Refused("note_missing")."""
    if len(note.strip()) < 3:
        raise Refused("note_missing", _("Write a few words about it."))


def must_be_open(task: Task) -> None:
    """Raises OutOfDate("task_done")."""
    if task.done_at is not None:
        raise OutOfDate("task_done", _("Somebody was faster: this is settled. Look again."))
