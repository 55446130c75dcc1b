"""The platform says an order left by another hand. A person looked: it did, or the bags are still here."""

from associate.core.acts.cancel import free_tags
from associate.core.acts.change import HOLD_ELSEWHERE, HOLD_PAYMENT, lift_hold
from associate.core.acts.collect import collect
from associate.core.events.record import Actor, record
from associate.core.fulfillment.links import use_pass
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN
from associate.core.orders.queries import may_start
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_tasks_of
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _

SETTLED_WITH_IT = (TaskKind.SHORT, TaskKind.BAG_MISSING, TaskKind.CHANGED_LATE)


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
        free_tags(job)
        use_pass(job)
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
