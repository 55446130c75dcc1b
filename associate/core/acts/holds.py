"""What stops an order on the floor: the money isn't safe any more, or the platform says it has left."""

from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.incoming import Method
from associate.core.orders.queries import may_start
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.errors import Refused
from associate.words import _

HOLD_PAYMENT, HOLD_ELSEWHERE, HOLD_WRONG_BAG = "payment", "elsewhere", "wrong_bag"


def put_on_hold(fulfillment: Fulfillment, why: str, *, by: Actor) -> None:
    """The next scan stops, whoever makes it, and a task asks somebody to look: money has no other. A wrong
    bag stops it whatever else is said meanwhile."""
    if fulfillment.hold == HOLD_WRONG_BAG:
        return
    fulfillment.hold = why
    record("fulfillment.held", about=fulfillment, by=by, why=why)
    if why != HOLD_PAYMENT:
        close_tasks(TaskKind.HELD, str(fulfillment.id), why, by=by)
        return
    open_task(
        TaskKind.HELD,
        str(fulfillment.id),
        by=by,
        store_id=fulfillment.store_id,
        order_id=fulfillment.order_id,
        about=fulfillment.ref,
        number=fulfillment.number,
        why=why,
    )


def lift_hold(fulfillment: Fulfillment, *, by: Actor) -> None:
    record("fulfillment.unheld", about=fulfillment, by=by, why=fulfillment.hold)
    fulfillment.hold = ""
    close_tasks(TaskKind.HELD, str(fulfillment.id), "safe again", by=by)


def must_not_be_frozen(*jobs: Fulfillment) -> None:
    """Raises Refused("frozen") while it isn’t settled who has whose bag."""
    for job in jobs:
        if job.hold == HOLD_WRONG_BAG:
            words = _("%(number)s: somebody has the wrong bag. Settle that first.", number=job.number)
            raise Refused("frozen", words)


def gate(fulfillment: Fulfillment, *, by: Actor) -> None:
    """The payment gate, again: what was safe when work began may not be now, and the other way round."""
    cash = fulfillment.method == Method.PICKUP and fulfillment.store.cash_on_pickup
    may = may_start(fulfillment.order, cash_on_pickup=cash)
    if not may and not fulfillment.hold:
        put_on_hold(fulfillment, HOLD_PAYMENT, by=by)
    elif may and fulfillment.hold == HOLD_PAYMENT:
        lift_hold(fulfillment, by=by)
