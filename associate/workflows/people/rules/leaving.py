"""Somebody doesn't work here any more, or comes back."""

import sqlalchemy as sa

from associate.core.acts.wave_pause import set_wave_pause
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.fulfillment.waves import Wave
from associate.core.stores.sessions import end_sessions
from associate.core.stores.shifts import PushSubscription, end_shift
from associate.core.stores.staff import Staff, StaffSession
from associate.core.tasks.models import Task
from associate.db import atomic, db
from associate.words import _
from associate.workflows.people.rules.links import end_links_and_passkeys
from associate.workflows.people.rules.reach import (
    changing,
    must_be_another,
    must_not_be_last_admin,
    still_in_reach,
)


def disable(person: Staff, *, intent: Intent, by: Actor, me: Staff) -> int:
    """From now on nothing of theirs opens anything. What they were picking is anybody's, with its scans; a
    wave is put down whole, for whoever takes it over.

    Answers how many orders and tasks they had. Raises Refused("yourself" | "last_admin").
    """
    with atomic(*_walking(person)), changing(person, *_picking(person)):
        if (done := answered(intent)) is not None:
            return int(done["left"])
        still_in_reach(person, me=me)
        must_be_another(person, by, _("You can’t shut yourself out. Another manager can."))
        must_not_be_last_admin(person)
        person.is_active = False
        _close_every_door(person, by)
        left = _leave_jobs(person, by) + _leave_tasks(person, by)
        record("staff.disabled", about=person, by=by, left=left)
        return int(answer(intent, left=left)["left"])


def enable(person: Staff, *, intent: Intent, by: Actor, me: Staff) -> None:
    """They may sign in again, with the password they had."""
    with atomic(person):
        if answered(intent) is not None:
            return
        still_in_reach(person, me=me)
        if not person.is_active:
            person.is_active = True
            record("staff.enabled", about=person, by=by)
        answer(intent, person=person.id)


IN_HAND = (State.RELEASED, State.PICKING)


def _picking(person: Staff) -> list[Fulfillment]:
    mine = sa.select(Fulfillment).where(Fulfillment.owner_id == person.id, Fulfillment.state.in_(IN_HAND))
    return list(db.session.scalars(mine.order_by(Fulfillment.id)))


def _walking(person: Staff) -> list[Wave]:
    mine = sa.select(Wave).where(Wave.owner_id == person.id, Wave.ended_at.is_(None))
    return list(db.session.scalars(mine.order_by(Wave.id)))


def _close_every_door(person: Staff, by: Actor) -> None:
    end_sessions(StaffSession.staff_id == person.id)
    end_shift(person, by=by)
    end_links_and_passkeys(person)
    db.session.execute(sa.delete(PushSubscription).where(PushSubscription.staff_id == person.id))


def _leave_jobs(person: Staff, by: Actor) -> int:
    """Every scan and tote stays: whoever goes on starts where this person stopped."""
    jobs, waves = _picking(person), _walking(person)
    together = [job for wave in waves for job in wave.to_pick]
    for wave in waves:
        set_wave_pause(wave, True, by=by)
    for job in [job for job in jobs if job not in together]:
        job.owner_id, job.owned_at, job.is_paused = None, None, False
        record("pick.left", about=job, by=by, was=person.ref)
    return len(jobs)


def _leave_tasks(person: Staff, by: Actor) -> int:
    tasks = list(
        db.session.scalars(sa.select(Task).where(Task.owner_id == person.id, Task.done_at.is_(None)))
    )
    for task in tasks:
        task.owner_id = None
        record("task.let_go", about=task, by=by, task=task.kind.value)
    return len(tasks)
