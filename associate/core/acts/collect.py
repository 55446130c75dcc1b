"""Goods leave with the customer, and come back if it was a slip of the hand."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.cancel import wait_for_put_back
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN, State
from associate.core.inventory import ledger
from associate.core.inventory.models import PutBack
from associate.core.orders.models import Order, OrderState
from associate.db import db
from associate.errors import Refused
from associate.words import _

REFUSED, DAMAGED = "refused", "damaged"  # why a put-back waits: whoever shelves it looks twice at the latter


def collect(fulfillment: Fulfillment, units: dict[int, int], *, cause: str, by: Actor) -> None:
    """Inside atomic(order, fulfillment): `units` (line id → quantity) leave the store, stock with them.

    `cause` names the deed, so that undoing it finds every movement. What stays keeps its promise. Units that
    are refused are refused before: what is left then decides the state.
    Raises Refused("more_than_here") when the bags don't hold that many.
    """
    for line in sorted(fulfillment.lines, key=lambda line: line.variant_id):
        quantity = units.get(line.id, 0)
        if quantity > line.to_hand_over:
            raise Refused("more_than_here", _("There aren’t that many of it in the bags."))
        if quantity:
            assert line.reservation is not None
            ledger.hand_over(line.reservation, quantity, cause=cause, by=by)
            line.handed_over += quantity
    stays = any(line.to_hand_over or line.left for line in fulfillment.lines)
    to = State.PART_COLLECTED if stays else State.COLLECTED
    if fulfillment.state != to:
        move(fulfillment, to, by=by, cause=cause)
    fulfillment.collected_at = None if stays else now()
    finish_order(fulfillment.order, by=by)


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
    jobs = fulfillments_of(order.id)
    is_open = any(job.state in OPEN for job in jobs)
    if is_open and order.state == OrderState.DONE:
        order.state = OrderState.OPEN
        record("order.reopened", about=order, by=by)
    elif not is_open and order.state == OrderState.OPEN:
        if all(job.state == State.CANCELED for job in jobs):
            order.state, order.canceled_at = OrderState.CANCELED, now()
            record("order.canceled", about=order, by=by, reason="nothing_left")
        else:
            order.state = OrderState.DONE
            record("order.done", about=order, by=by)


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
    back on the shelf already: somebody else may have bought it.
    """
    for line in sorted(fulfillment.lines, key=lambda line: line.variant_id):
        quantity, unwanted = units.get(line.id, 0), refused.get(line.id, 0)
        if quantity or unwanted:
            assert line.reservation is not None
            line.handed_over -= quantity
            line.refused -= unwanted
            line.reservation.quantity += quantity
            if unwanted:
                _take_from_put_back(line, unwanted, by)
    if fulfillment.state != back_to:
        move(fulfillment, back_to, by=by, cause=cause, undo=True)
    fulfillment.collected_at = None
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
