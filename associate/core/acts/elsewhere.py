"""The platform says an order left by another hand. A person looks: it did, or the bags are still here.

The task's facts: `left`, the dispatches that stand and are its reason; `noticed`, those of them that were
told by themselves, so that an order's telling which does not know them yet takes nothing back.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.acts.cancel import free_tags
from associate.core.acts.collect import collect
from associate.core.acts.holds import HOLD_ELSEWHERE, HOLD_PAYMENT, gate, lift_hold, put_on_hold
from associate.core.acts.running import ended
from associate.core.acts.unpacking import follow_goods
from associate.core.events.record import Actor, record
from associate.core.fulfillment.links import use_pass
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN
from associate.core.orders.incoming import IncomingDispatch
from associate.core.orders.queries import may_start
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_task, open_tasks_of
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _

SETTLED_WITH_IT = (TaskKind.SHORT, TaskKind.BAG_MISSING, TaskKind.CHANGED_LATE)


def note_dispatches(
    job: Fulfillment, told: Iterable[IncomingDispatch], *, by: Actor, is_all: bool = True
) -> None:
    """Inside atomic(order, job): units left by another hand, so stop here and let a person look.

    The hold follows the set of dispatches that stand and nobody has looked into: one that was settled stops
    nobody again, and taking one back lifts nothing while another stands. `is_all`: the telling is the order's
    own, and lists all there are; else it is about single ones.
    """
    told = list(told)
    task, named = _asked(job), {dispatch.external_id for dispatch in told}
    left, noticed = _facts(task)
    stand = {dispatch.external_id for dispatch in told if not dispatch.is_canceled}
    noticed = noticed - named if is_all else (noticed - named) | stand
    stand |= noticed if is_all else left - named
    if stand - _looked_into(job):
        _ask(job, task, sorted(stand), sorted(noticed), by)
    elif task is not None:
        task.facts = {**task.facts, "left": [], "noticed": []}  # nobody looked into them: they may come again
        close_task(task, "taken back by the platform", by=by)
        if job.hold == HOLD_ELSEWHERE:
            lift_hold(job, by=by)
            gate(job, by=by)


def _ask(job: Fulfillment, task: Task | None, left: list[str], noticed: list[str], by: Actor) -> None:
    if job.hold != HOLD_ELSEWHERE:
        put_on_hold(job, HOLD_ELSEWHERE, by=by)
    if task is not None:
        task.facts = {**task.facts, "left": left, "noticed": noticed}
        return
    open_task(
        TaskKind.COLLECTED_ALREADY,
        str(job.id),
        by=by,
        order_id=job.order_id,
        store_id=job.store_id,
        about=job.ref,
        left=left,
        noticed=noticed,
    )


def _asked(job: Fulfillment) -> Task | None:
    """The open question about this job."""
    return db.session.scalar(_questions(job).where(Task.done_at.is_(None)))


def _looked_into(job: Fulfillment) -> set[str]:
    """Every dispatch that somebody settled before."""
    settled = db.session.scalars(_questions(job).where(Task.done_at.is_not(None)))
    return set[str]().union(*(_facts(task)[0] for task in settled))


def _questions(job: Fulfillment) -> sa.Select[Task]:
    return sa.select(Task).where(
        Task.order_id == job.order_id, Task.kind == TaskKind.COLLECTED_ALREADY, Task.about == job.ref
    )


def _facts(task: Task | None) -> tuple[set[str], set[str]]:
    facts = task.facts if task else {}
    return set(facts.get("left", [])), set(facts.get("noticed", []))


def gone(task: Task, *, by: Actor) -> None:
    """All of the job left the store, bags or not: stock leaves with it, once.

    Raises OutOfDate("not_open") when the job ended in the meantime.
    """
    job = job_of(task)
    with atomic(job.order, job, task):
        _must_be_open(job)
        if job.hold == HOLD_ELSEWHERE:
            lift_hold(job, by=by)
        for line in job.lines:
            line.picked += line.left  # it left from the shelf: nobody here scanned it
        record("fulfillment.gone", about=job, by=by, bags=[bag.tag for bag in job.open_bags])
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause=task.ref, by=by)
        follow_goods(job, by=by)
        free_tags(job)
        use_pass(job)
        ended([job], by=by)
        job.owner_id, job.is_paused = None, False
        _close(task, job, by)


def still_here(task: Task, *, by: Actor) -> None:
    """It is still in the store: work goes on, unless the money is not there either."""
    job = job_of(task)
    with atomic(job.order, job, task):
        if job.hold == HOLD_ELSEWHERE:
            lift_hold(job, by=by)
            if not may_start(job.order, cash_on_pickup=job.store.cash_on_pickup):
                job.hold = HOLD_PAYMENT
        record("fulfillment.still_here", about=job, by=by)
        close_task(task, "still here", by=by)


def job_of(task: Task) -> Fulfillment:
    """The job a task is about: by its reference, else the order's first."""
    kind, _colon, number = task.about.partition(":")
    if kind == "fulfillment":
        return db.session.get_one(Fulfillment, int(number))
    assert task.order_id is not None
    return fulfillments_of(task.order_id)[0]


def _close(task: Task, job: Fulfillment, by: Actor) -> None:
    close_task(task, "gone", by=by)
    for other in open_tasks_of(job.order_id):
        if other.kind in SETTLED_WITH_IT:
            close_task(other, "the order left", by=by)


def _must_be_open(job: Fulfillment) -> None:
    if job.state not in OPEN:
        raise OutOfDate(
            "not_open", _("%(number)s is %(state)s already.", number=job.number, state=job.state.words)
        )
