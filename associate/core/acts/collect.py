"""Goods leave with the customer, and come back if it was a slip of the hand."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from associate.clock import now
from associate.core.acts.cancel import wait_for_put_back
from associate.core.acts.differences import give_difference, take_difference_back
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import HERE, State
from associate.core.inventory import ledger
from associate.core.inventory.models import PutBack, Reservation
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderState
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_tasks_of, task_of
from associate.db import db
from associate.errors import Refused
from associate.words import _

REFUSED, DAMAGED = "refused", "damaged"  # why a put-back waits: whoever shelves it looks twice at the latter

_lines = cast(sa.Table, FulfillmentLine.__table__)
_HAND_OVER = (
    sa.update(_lines)
    .where(_lines.c.id == sa.bindparam("line"))
    .values(handed_over=_lines.c.handed_over + sa.bindparam("units", type_=sa.Integer))
)
_jobs = cast(sa.Table, Fulfillment.__table__)
_SIBLINGS = sa.select(_jobs.c.order_id, _jobs.c.state).where(
    _jobs.c.order_id.in_(sa.bindparam("orders", expanding=True)),
    _jobs.c.id.not_in(sa.bindparam("jobs", expanding=True)),
)


def collect(fulfillment: Fulfillment, units: dict[int, int], *, cause: str, by: Actor) -> None:
    """One job's part of `collect_all`."""
    collect_all([fulfillment], units, cause=cause, by=by)


def collect_all(jobs: list[Fulfillment], units: dict[int, int], *, cause: str, by: Actor) -> None:
    """Inside atomic(orders, jobs): `units` (line id → quantity) leave the store, stock with them.

    All jobs in one pass over their variants, so that two people served at once never wait for each other.
    `cause` names the deed, so that undoing it finds every movement. What stays keeps its promise. Units that
    are refused are refused before: what is left then decides the state.
    Raises Refused("more_than_here") when the bags don't hold that many.
    """
    lines = [line for job in jobs for line in job.lines if units.get(line.id)]
    if any(units[line.id] > line.to_hand_over for line in lines):
        raise Refused("more_than_here", _("There aren’t that many of it in the bags."))
    if parts := [(_reserved(line), units[line.id]) for line in sorted(lines, key=in_stock_order)]:
        ledger.hand_over(parts, cause=cause, by=by)
        _count(lines, units)
        give_difference(jobs, units, cause=cause, by=by)
    siblings = _siblings(jobs)
    for job in jobs:
        _settle(job, cause, by)
    for order in {job.order_id: job.order for job in jobs}.values():
        states = [job.state for job in jobs if job.order_id == order.id]
        _finish(order, [*states, *siblings.get(order.id, ())], by)


def _count(lines: list[FulfillmentLine], units: dict[int, int]) -> None:
    db.session.execute(_HAND_OVER, [{"line": line.id, "units": units[line.id]} for line in lines])
    for line in lines:
        set_committed_value(line, "handed_over", line.handed_over + units[line.id])


def in_stock_order(line: FulfillmentLine) -> tuple[int, int]:
    """The one order in which stock is touched."""
    return line.variant_id, line.id


def _reserved(line: FulfillmentLine) -> Reservation:
    assert line.reservation is not None
    return line.reservation


def _settle(job: Fulfillment, cause: str, by: Actor) -> None:
    stays = any(line.to_hand_over or line.left for line in job.lines)
    to = State.PART_COLLECTED if stays else State.COLLECTED
    if job.state != to:
        move(job, to, by=by, cause=cause)
    job.collected_at = None if stays else now()


def refuse(line: FulfillmentLine, quantity: int, *, by: Actor, is_damaged: bool = False) -> PutBack:
    """The customer doesn't want these: they wait to be shelved. The money is the caller's to owe.

    Raises Refused("more_than_here") when there aren't that many.
    """
    if quantity > line.to_hand_over:
        raise Refused("more_than_here", _("There aren’t that many of it in the bags."))
    line.refused += quantity
    return wait_for_put_back(line, quantity, why=DAMAGED if is_damaged else REFUSED, by=by)


def finish_order(order: Order, *, by: Actor) -> None:
    """An order ends when nothing of it is open: done, or canceled where nothing of it ever left.

    It is open again when an undo says so.
    """
    find = sa.select(Fulfillment.state).where(Fulfillment.order_id == order.id)
    _finish(order, list(db.session.scalars(find)), by)


def _siblings(jobs: list[Fulfillment]) -> dict[int, list[State]]:
    """Order id → states of its other jobs."""
    found: dict[int, list[State]] = {}
    these = {"orders": list({job.order_id for job in jobs}), "jobs": [job.id for job in jobs]}
    for order_id, state in db.session.execute(_SIBLINGS, these):
        found.setdefault(order_id, []).append(state)
    return found


def _finish(order: Order, states: list[State], by: Actor) -> None:
    states = [state for state in states if state != State.REROUTED]  # another store's job took its place
    is_open = any(state in HERE for state in states) or _has_parked_rest(order)
    if is_open and order.state == OrderState.DONE:
        order.state = OrderState.OPEN
        record("order.reopened", about=order, by=by)
    elif not is_open and order.state == OrderState.OPEN:
        if any(state != State.CANCELED for state in states):
            order.state = OrderState.DONE
            record("order.done", about=order, by=by)
        elif not _asks_about_a_short(order):
            order.state, order.canceled_at = OrderState.CANCELED, now()
            record("order.canceled", about=order, by=by, reason="nothing_left")


def _has_parked_rest(order: Order) -> bool:
    """Part of it waits for a store that can send it."""
    return order.method == Method.SHIP and task_of(TaskKind.PARKED, str(order.id)) is not None


def _asks_about_a_short(order: Order) -> bool:
    """Nobody decided yet what becomes of it: another store may send it, or its money goes back."""
    return any(task.kind == TaskKind.SHORT for task in open_tasks_of(order.id))


def uncollect(
    fulfillment: Fulfillment,
    units: dict[int, int],
    refused: dict[int, int],
    *,
    cause: str,
    back_to: State,
    by: Actor,
) -> None:
    """Inside atomic(order, fulfillment): take `collect` and `refuse` back by compensating entries.

    The caller has reversed the movements of `cause`. Raises Refused("shelved") when a refused unit is
    back on the shelf already: somebody else may have bought it; "brought_back" for what came back over the
    counter since.
    """
    if any(units.get(line.id, 0) > line.handed_over - line.returned for line in fulfillment.lines):
        raise Refused("brought_back", _("Some of it was brought back since, so this stays as it is."))
    for line in sorted(fulfillment.lines, key=lambda line: line.variant_id):
        quantity, unwanted = units.get(line.id, 0), refused.get(line.id, 0)
        if quantity or unwanted:
            assert line.reservation is not None
            line.handed_over -= quantity
            line.refused -= unwanted
            ledger.reserve_again(line.reservation, quantity)
            if unwanted:
                _take_from_put_back(line, unwanted, by)
    if fulfillment.state != back_to:
        move(fulfillment, back_to, by=by, cause=cause, undo=True)
    fulfillment.collected_at = None
    take_difference_back(fulfillment, cause=cause, by=by)
    finish_order(fulfillment.order, by=by)


def _take_from_put_back(line: FulfillmentLine, quantity: int, by: Actor) -> None:
    assert line.reservation is not None
    waiting = sa.select(PutBack).where(
        PutBack.fulfillment_line_id == line.id,
        PutBack.done_at.is_(None),
        PutBack.why.in_((REFUSED, DAMAGED)),
    )
    put_back = db.session.scalar(waiting.order_by(PutBack.id.desc()).limit(1))
    if put_back is None or put_back.quantity != quantity:
        raise Refused("shelved", _("The refused item is on its shelf again, so this stays as it is."))
    ledger.put_back(put_back.level_id, quantity, cause=put_back.ref, by=by)
    ledger.reserve(put_back.level_id, quantity, line_id=line.id, by=by)
    put_back.done_at, put_back.done_by = now(), by.ref
