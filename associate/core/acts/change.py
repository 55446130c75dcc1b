"""Follow what changed on the platform after a store was given the order."""

from collections import Counter
from collections.abc import Iterable

from associate.clock import now
from associate.core.acts.cancel import free_empty_bags, take_off, take_out
from associate.core.acts.collect import finish_order
from associate.core.acts.shorts import nothing_comes, settle_pick
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN, State
from associate.core.orders.incoming import IncomingDispatch, IncomingOrder
from associate.core.orders.models import Order, OrderState
from associate.core.orders.queries import may_start
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_task, open_task, open_tasks_of, was_done
from associate.db import atomic

HOLD_PAYMENT, HOLD_ELSEWHERE = "payment", "elsewhere"


def follow(order: Order, told: IncomingOrder, *, by: Actor) -> None:
    """Bring the store's job in line with a newer telling. The picker learns of it at the next scan."""
    if order.state != OrderState.OPEN or told.canceled_at:
        return
    for fulfillment in fulfillments_of(order.id):
        with atomic(fulfillment):
            if fulfillment.state not in OPEN:
                continue
            note_dispatches(fulfillment, told.dispatches, by=by)
            _gate(fulfillment, order, by)
            _follow_lines(fulfillment, told, by)


def note_dispatches(fulfillment: Fulfillment, dispatches: Iterable[IncomingDispatch], *, by: Actor) -> None:
    """The platform says units left by another hand: stop here and let a person look. Stock moves once, then.

    A dispatch that somebody looked into before stops nobody again, however often it is told.
    """
    left = sorted(dispatch.external_id for dispatch in dispatches if not dispatch.is_canceled)
    key = f"{fulfillment.id}:{','.join(left)}"[:120]
    if left and fulfillment.hold != HOLD_ELSEWHERE and not was_done(TaskKind.COLLECTED_ALREADY, key):
        fulfillment.hold = HOLD_ELSEWHERE
        record("fulfillment.held", about=fulfillment, by=by, why=HOLD_ELSEWHERE)
        open_task(
            TaskKind.COLLECTED_ALREADY,
            key,
            by=by,
            order_id=fulfillment.order_id,
            store_id=fulfillment.store_id,
            about=fulfillment.ref,
        )
    elif not left and fulfillment.hold == HOLD_ELSEWHERE:
        lift_hold(fulfillment, by=by)
        for task in open_tasks_of(fulfillment.order_id):
            if task.kind == TaskKind.COLLECTED_ALREADY and task.about == fulfillment.ref:
                close_task(task, "taken back by the platform", by=by)


def lift_hold(fulfillment: Fulfillment, *, by: Actor) -> None:
    record("fulfillment.unheld", about=fulfillment, by=by, why=fulfillment.hold)
    fulfillment.hold = ""


def _gate(fulfillment: Fulfillment, order: Order, by: Actor) -> None:
    may = may_start(order, cash_on_pickup=fulfillment.store.cash_on_pickup)
    if not may and not fulfillment.hold:
        fulfillment.hold = HOLD_PAYMENT
        record("fulfillment.held", about=fulfillment, by=by, why=HOLD_PAYMENT)
    elif may and fulfillment.hold == HOLD_PAYMENT:
        lift_hold(fulfillment, by=by)


def _follow_lines(fulfillment: Fulfillment, told: IncomingOrder, by: Actor) -> None:
    gone = Counter[str]()
    for dispatch in told.dispatches:
        if not dispatch.is_canceled:
            gone.update(dict(dispatch.lines))
    alive = {line.external_id: line.to_fulfill + gone[line.external_id] for line in told.lines}
    ours = {line.order_line.external_id: line for line in fulfillment.lines}
    for external_id, line in sorted(ours.items(), key=lambda pair: pair[1].variant_id):
        _reduce(line, _expected(line) - alive.get(external_id, 0), by)
    added = [key for key, units in alive.items() if units > (_expected(ours[key]) if key in ours else 0)]
    if any(told_line.is_physical for told_line in told.lines if told_line.external_id in added):
        open_task(
            TaskKind.CHANGED_LATE,
            str(fulfillment.id),
            by=by,
            order_id=fulfillment.order_id,
            store_id=fulfillment.store_id,
            about=fulfillment.ref,
            lines=[line.title for line in told.lines if line.external_id in added],
        )
    settle(fulfillment, by=by)


def settle(fulfillment: Fulfillment, *, by: Actor) -> None:
    """What a change of quantities means for the job: nothing left to fetch, to give, or at all."""
    if fulfillment.state == State.PART_COLLECTED and not any(
        line.to_hand_over or line.left for line in fulfillment.lines
    ):
        move(fulfillment, State.COLLECTED, by=by, reason="nothing_left")
        fulfillment.collected_at = now()
        finish_order(fulfillment.order, by=by)
    elif nothing_comes(fulfillment):
        move(fulfillment, State.CANCELED, by=by, reason="nothing_left")
        fulfillment.owner_id = None
        free_empty_bags(fulfillment)
        finish_order(fulfillment.order, by=by)
    else:
        settle_pick(fulfillment, by=by)


def _expected(line: FulfillmentLine) -> int:
    """Units this store still means to hand out, or did."""
    return line.wanted - line.canceled - line.short - line.refused


def _reduce(line: FulfillmentLine, excess: int, by: Actor) -> None:
    if excess > 0:
        unpicked = min(excess, line.left)
        take_off(line, unpicked, by=by)
        take_out(line, min(excess - unpicked, line.to_hand_over), why="canceled", by=by)
        record("line.reduced", about=line.fulfillment, by=by, line=line.id, units=excess)
