"""Nobody came in time: the goods go back, the money goes back, and the customer is told once."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.cancel import free_empty_bags, take_off, take_out
from associate.core.acts.collect import finish_order, in_stock_order
from associate.core.acts.money_back import owe_units
from associate.core.acts.running import ended
from associate.core.events.record import Actor
from associate.core.fulfillment.holding import leaves_at
from associate.core.fulfillment.links import use_pass
from associate.core.fulfillment.models import (
    Fulfillment,
    FulfillmentLine,
    Handover,
    HandoverOrder,
    HandoverState,
)
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.telling import tell
from associate.core.fulfillment.visits import visits_for
from associate.core.orders.models import OrderLine
from associate.core.stores.models import Temperature
from associate.db import atomic, db

EXPIRED = "expired"  # why a put-back waits: cold and hot goods are thrown away, never shelved


def give_back(job: Fulfillment, *, by: Actor) -> bool:
    """Move it to uncollected if its hold is over, its store has closed since, and nobody serves it just now.

    Looked at under the lock: who came, extended or canceled a moment before is left alone.
    """
    with atomic(job.order, job):
        if not is_over(job) or _is_served(job):
            return False
        cause = f"{job.ref}:{job.hold_until:%Y%m%d%H%M}"
        owed = _owed(job)
        for line in sorted(job.lines, key=in_stock_order):
            take_off(line, line.left, by=by)
            take_out(line, line.to_hand_over, why=_fate(line), by=by)
        move(job, State.UNCOLLECTED, by=by)
        use_pass(job)
        free_empty_bags(job)
        ended([job], by=by)
        is_by_itself = job.store.refunds_uncollected
        key = f"{job.ref}:uncollected"
        owe_units(job.order, owed, key=key, by=by, why="uncollected", by_itself=is_by_itself)
        finish_order(job.order, by=by)
        tell(job.order, "uncollected", cause, job=job)
        return True


def is_over(job: Fulfillment) -> bool:
    gone = leaves_at(job)
    return job.state in WITH_CUSTOMER_TO_COME and not job.hold and gone is not None and gone <= now()


def _is_served(job: Fulfillment) -> bool:
    """Is the customer at the counter with it at this moment, or at the curb?"""
    if any(visit.is_here for visit in visits_for([job.id])):
        return True
    find = (
        sa.select(Handover.id)
        .join(HandoverOrder, HandoverOrder.handover_id == Handover.id)
        .where(HandoverOrder.fulfillment_id == job.id, Handover.state == HandoverState.OPEN)
    )
    return db.session.scalar(find.limit(1)) is not None


def _owed(job: Fulfillment) -> list[tuple[OrderLine, int, int]]:
    """What was not handed over, before it is taken out: (line, units, units whose money went back)."""
    return [
        (line.order_line, line.to_hand_over + line.left, line.short + line.canceled + line.refused)
        for line in job.lines
        if line.to_hand_over + line.left
    ]


def _fate(line: FulfillmentLine) -> str:
    is_ambient = line.variant.product.temperature == Temperature.AMBIENT
    return "uncollected" if is_ambient else EXPIRED
