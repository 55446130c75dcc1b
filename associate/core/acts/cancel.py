"""Stop the work on an order. What was picked waits to be put back; what was paid becomes a task."""

from collections.abc import Sequence

from associate.clock import now
from associate.core.acts.arrived import let_go_of_arrived
from associate.core.acts.conflicts import look_for_conflict
from associate.core.acts.money_back import owe_refund
from associate.core.acts.running import ended
from associate.core.acts.unpacking import follow_goods
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import HERE, ON_THE_FLOOR, State
from associate.core.fulfillment.telling import tell
from associate.core.inventory import ledger
from associate.core.inventory.models import PutBack
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderState
from associate.core.orders.worth import unit_value
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_tasks_of
from associate.db import atomic, db
from associate.errors import Refused
from associate.money import units_of
from associate.words import _

STILL_THERE = (
    TaskKind.REFUND,
    TaskKind.MONEY_STUCK,
    TaskKind.MAP_PRODUCT,
    TaskKind.DAMAGED_HELD,
    TaskKind.PARCEL_TROUBLE,
    TaskKind.WRONG_BAG,
)


def cancel_order(order: Order, *, by: Actor, reason: str) -> None:
    """Cancel what has not left the store, once: a second call changes nothing.

    Of an order that the platform itself ships, money and messages are its own.
    """
    with atomic(order):
        if order.state in (OrderState.CANCELED, OrderState.DONE):
            return
        ships_elsewhere = order.method == Method.SHIP and not _is_sent_by_us(order)
        _cancel_jobs(order, by, reason)
        let_go_of_arrived(order.id, by=by)
        is_ours = order.state != OrderState.EXTERNAL and not ships_elsewhere
        order.state, order.auto_cancel_at = OrderState.CANCELED, None
        order.canceled_at = order.canceled_at or now()
        record("order.canceled", about=order, by=by, reason=reason)
        for task in open_tasks_of(order.id):
            if not _outlives(task):
                close_task(task, "order canceled", by=by)
        if is_ours:
            owe_refund(order, by=by, why="canceled", kept=_kept(order))
            tell(order, "canceled", order.ref, store_id=order.store_id)


def _cancel_jobs(order: Order, by: Actor, reason: str) -> None:
    """All of its jobs, then all of its stock: in the order of locks, also where several stores have it."""
    with atomic(*(job for job in fulfillments_of(order.id) if job.state in HERE)):
        jobs = [job for job in fulfillments_of(order.id) if job.state in HERE]
        lines = [line for job in jobs for line in job.lines]
        ledger.lock(line.reservation.level_id for line in lines if line.reservation)
        for job in jobs:
            cancel_fulfillment(job, by=by, reason=reason)


def _is_sent_by_us(order: Order) -> bool:
    """What a store has stays ours, also where the channel has left us since."""
    if order.channel.ships_from_stores:
        return True
    return any(job.method == Method.SHIP and job.state in HERE for job in fulfillments_of(order.id))


def _outlives(task: Task) -> bool:
    """Is it about money, products, held units or a parcel, which no cancel settles?"""
    return task.kind in STILL_THERE or bool(task.kind == TaskKind.BAG_MISSING and task.facts.get("held"))


def cancel_by_customer(order: Order, *, by: Actor) -> None:
    """The customer's own cancel, from the link, as long as the order is not ready.

    Raises Refused("too_late") afterwards.
    """
    with atomic(order):
        nobodys = (State.CANCELED, State.REROUTED)
        jobs = [job for job in fulfillments_of(order.id) if job.state not in nobodys]
        if order.state == OrderState.DONE or any(job.state not in ON_THE_FLOOR for job in jobs):
            raise Refused("too_late", _too_late(jobs))
        cancel_order(order, by=by, reason="customer")


def _too_late(jobs: Sequence[Fulfillment]) -> str:
    if any(job.method == Method.SHIP for job in jobs):
        return str(_("It’s packed or on its way already. Call us and we’ll sort it out."))
    return str(_("It’s ready already. Tell us at the counter and we’ll sort it out."))


def cancel_fulfillment(fulfillment: Fulfillment, *, by: Actor, reason: str) -> None:
    """Inside atomic(fulfillment): every unit that is still here is taken off the order."""
    for line in sorted(fulfillment.lines, key=lambda line: line.variant_id):
        take_off(line, line.left, by=by)
        take_out(line, line.to_hand_over, why="canceled", by=by)
    follow_goods(fulfillment, by=by)
    move(fulfillment, State.CANCELED, by=by, reason=reason)
    fulfillment.owner_id = None
    free_empty_bags(fulfillment)
    ended([fulfillment], by=by)


def _kept(order: Order) -> int:
    """What the customer has already, in minor units: canceling the rest gives no money back for it."""
    lines = [line for job in fulfillments_of(order.id) for line in job.lines if line.handed_over]
    gone = [line.short + line.canceled + line.refused for line in lines]
    worth = (unit_value(line.order_line, line.handed_over, n) for line, n in zip(lines, gone, strict=True))
    return sum(worth) - sum(units_of(line.cheaper_by, line.wanted, 0, line.handed_over) for line in lines)


def take_off(line: FulfillmentLine, quantity: int, *, by: Actor) -> None:
    """Units nobody has picked are no longer wanted."""
    if quantity:
        line.canceled += quantity
        if line.reservation:
            ledger.release(line.reservation, quantity, by=by)
            look_for_conflict(line.reservation.level_id, by=by)


def take_out(line: FulfillmentLine, quantity: int, *, why: str, by: Actor) -> None:
    """Picked units go back to the shelf: held, not for sale, until somebody says they are there."""
    if not quantity:
        return
    line.picked -= quantity
    line.canceled += quantity
    wait_for_put_back(line, quantity, why=why, by=by)


def wait_for_put_back(line: FulfillmentLine, quantity: int, *, why: str, by: Actor) -> PutBack:
    """Move reserved units to held, and ask for them to be shelved."""
    assert line.reservation is not None
    ledger.release(line.reservation, quantity, by=by)
    put_back = PutBack(
        store_id=line.fulfillment.store_id,
        level_id=line.reservation.level_id,
        fulfillment_line_id=line.id,
        quantity=quantity,
        why=why,
        order_id=line.fulfillment.order_id,
    )
    db.session.add(put_back)
    db.session.flush()
    ledger.hold(put_back.level_id, quantity, cause=put_back.ref, by=by)
    return put_back


def open_put_backs(fulfillment: Fulfillment) -> list[PutBack]:
    lines = [line.id for line in fulfillment.lines]
    return list(
        db.session.scalars(
            db.select(PutBack).where(PutBack.fulfillment_line_id.in_(lines), PutBack.done_at.is_(None))
        )
    )


def free_empty_bags(fulfillment: Fulfillment) -> None:
    """Of a canceled job: its tags may be used again once nothing of it waits to be put back."""
    if not open_put_backs(fulfillment):
        free_tags(fulfillment)


def free_tags(fulfillment: Fulfillment) -> None:
    """The bags are empty: their tags may be used again."""
    for bag in fulfillment.open_bags:
        bag.gone_at = now()
