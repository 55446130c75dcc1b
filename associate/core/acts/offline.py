"""What becomes of a step that was made without a network: kept with its fate, and where two people did
different things, a person decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.codes import read_code
from associate.core.catalog.queries import matches
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.offline import Fate, OfflineStep, step_of
from associate.core.stores.staff import Staff
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _


@dataclass(frozen=True)
class Made:
    """Who made it, on what screen and when by the device's clock; `by` bears who sends it now."""

    staff: Staff
    by: Actor
    seen_at: datetime
    done_at: datetime


def keep_fate(
    made: Made, job: Fulfillment, command: str, path: str, fields: dict[str, Any], *, refusal: Refused | None
) -> OfflineStep:
    """Write down what the rule said to it: once, whatever comes after. A refusal is a conflict where somebody
    else of the store changed the job after the screen was drawn."""
    with atomic(job):
        if known := step_of(made.staff.id, command):
            return known
        other = changed_since(job, made) if refusal else ""
        step = OfflineStep(
            command=command,
            store_id=job.store_id,
            staff=made.staff,
            device_id=made.by.device_id,
            fulfillment=job,
            path=path[:200],
            fields=fields,
            seen_at=made.seen_at,
            done_at=made.done_at,
            sent_by=made.by.sent_by,
            fate=Fate.APPLIED if refusal is None else Fate.CONFLICT if other else Fate.REFUSED,
            code=refusal.code[:40] if refusal else "",
            words=str(refusal.message)[:300] if refusal else "",
            changed_by=other,
        )
        db.session.add(step)
        db.session.flush()
        if refusal:
            _note(step, made.by)
        return step


def changed_since(job: Fulfillment, made: Made) -> str:
    """Who of our people changed it last since that screen was drawn, other than whoever made the step."""
    theirs = sa.select(Event.by).where(Event.about == job.ref, Event.at > made.seen_at)
    theirs = theirs.where(Event.by.startswith("staff:"), Event.by != made.staff.ref)
    theirs = theirs.where(Event.kind != "offline.refused")
    return db.session.scalar(theirs.order_by(Event.id.desc()).limit(1)) or ""


def _note(step: OfflineStep, by: Actor) -> None:
    record("offline.refused", about=step.fulfillment, by=by, step=step.id, code=step.code, fate=step.fate)
    if step.fate == Fate.CONFLICT:
        open_task(
            TaskKind.OFFLINE_CONFLICT,
            _task_key(step),
            by=by,
            store_id=step.store_id,
            order_id=step.order_id,
            about=step.fulfillment.ref,
            number=step.fulfillment.number,
            who=step.staff_id,
            words=step.words,
        )


def settle(step: OfflineStep, *, by: Actor) -> None:
    """Inside atomic(): somebody looked at it, and what is saved stays so. The last one closes its task.

    Raises OutOfDate("settled") where somebody was faster.
    """
    if not step.is_open:
        raise OutOfDate("settled", _("That was settled already."))
    step.settled_at, step.settled_by = now(), by.ref
    record("offline.settled", about=step.fulfillment, by=by, step=step.id)
    db.session.flush()
    if not open_conflicts(step.staff_id, step.fulfillment_id):
        close_tasks(TaskKind.OFFLINE_CONFLICT, _task_key(step), "", by=by)


def open_conflicts(staff_id: int, job_id: int) -> list[OfflineStep]:
    """Of one person about one job, in the order they were made."""
    find = sa.select(OfflineStep).filter_by(staff_id=staff_id, fulfillment_id=job_id, fate=Fate.CONFLICT)
    find = find.where(OfflineStep.settled_at.is_(None)).order_by(OfflineStep.id)
    return list(db.session.scalars(find))


def step_words(step: OfflineStep) -> str:
    """ "Picked the Harbor rain jacket, Moss, M": what it was, whether or not it came to be."""
    job, fields = step.fulfillment, step.fields
    if "reason" in fields:
        line = next((line for line in job.lines if str(line.id) == fields.get("line")), None)
        return str(_("Short: %(name)s", name=line.variant.name if line else job.number))
    raw = str(fields.get("code", ""))
    try:
        code = read_code(raw)
    except Refused:
        return str(_("Scanned %(code)s", code=raw))
    found = next((line for line in job.lines if matches(line.variant, code)), None)
    if found:
        return str(_("Picked: %(name)s", name=found.variant.name))
    return str(_("Scanned %(code)s", code=code.value or raw))


def _task_key(step: OfflineStep) -> str:
    return f"{step.staff_id}:{step.fulfillment_id}"
