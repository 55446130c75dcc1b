"""What became of each order, by the books: known once, picked as often as scanned, handed over once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Delivery, DeliveryState, Inbound, InboundState
from associate.core.fulfillment.models import (
    Fulfillment,
    FulfillmentLine,
    Handover,
    HandoverOrder,
    HandoverState,
)
from associate.core.fulfillment.states import State
from associate.core.orders.models import Order
from associate.db import db
from associate.simulate.customers import Customer
from associate.simulate.payload import FIRST_ID

BITE = 500  # numbers to a statement


def told_before() -> int:
    """How many orders earlier plays have told this shop."""
    last = sa.select(sa.func.max(Order.external_id)).where(Order.external_id.like(f"{str(FIRST_ID)[:3]}%"))
    found = db.session.scalar(last.where(sa.func.length(Order.external_id) == len(str(FIRST_ID))))
    return int(found) - FIRST_ID + 1 if found else 0


def is_settled() -> bool:
    """Nothing that was sent in or is to be sent out waits for the worker."""
    db.session.rollback()
    waits = sa.select(Inbound.id).where(Inbound.state == InboundState.PENDING).limit(1)
    goes_out = sa.select(Delivery.id).where(
        Delivery.state == DeliveryState.PENDING, Delivery.next_at <= now()
    )
    return db.session.scalar(waits) is None and db.session.scalar(goes_out.limit(1)) is None


def outcomes(customers: Iterable[Customer]) -> Counter[str]:
    """How many orders are in which state, by the books; "not released" waits for a person."""
    states = _states([customer.telling.external_id for customer in customers])
    return Counter(found[0] if found else "not released" for found in states.values())


def faults(customers: dict[str, Customer]) -> Iterator[str]:
    """One sentence for each order that is lost, doubled, or otherwise than its people saw it."""
    everybody = list(customers.values())
    for bite in (everybody[at : at + BITE] for at in range(0, len(everybody), BITE)):
        ids = [customer.telling.external_id for customer in bite]
        states, picked, handed = _states(ids), _picked(ids), _handed_over(ids)
        for customer in bite:
            key = customer.telling.external_id
            yield from _faults_of(customer, states.get(key), picked[key], handed[key])


def _faults_of(customer: Customer, states: list[State] | None, picked: int, handed: int) -> Iterator[str]:
    number, was_served = customer.number, customer.outcome == "handed over"
    if customer.was_told and states is None:
        yield f"{number} is lost"
    if states and len(states) > 1:
        yield f"{number} is worked on {len(states)} times"
    if picked != customer.scanned:
        yield f"{number}: {customer.scanned} units were scanned, {picked} are picked"
    if handed != was_served:
        yield f"{number} was handed over {handed} times, its customer was served {int(was_served)} times"


def _states(ids: list[str]) -> dict[str, list[State]]:
    """The states of each known order’s jobs, those that went elsewhere aside."""
    find = sa.select(Order.external_id, Fulfillment.state).outerjoin(Fulfillment)
    found: dict[str, list[State]] = defaultdict(list)
    for key, state in db.session.execute(find.where(Order.external_id.in_(ids))):
        found[key] += [state] if state and state != State.REROUTED else []
    return found


def _picked(ids: list[str]) -> Counter[str]:
    find = sa.select(Order.external_id, sa.func.sum(FulfillmentLine.picked)).select_from(Order)
    find = find.join(Fulfillment, Fulfillment.order_id == Order.id).join(FulfillmentLine)
    rows = db.session.execute(find.where(Order.external_id.in_(ids)).group_by(Order.external_id))
    return Counter({key: int(units) for key, units in rows})


def _handed_over(ids: list[str]) -> Counter[str]:
    find = sa.select(Order.external_id, sa.func.count()).select_from(Order)
    find = find.join(Fulfillment, Fulfillment.order_id == Order.id)
    find = find.join(HandoverOrder, HandoverOrder.fulfillment_id == Fulfillment.id).join(Handover)
    find = find.where(Order.external_id.in_(ids), Handover.state == HandoverState.DONE)
    return Counter(dict(db.session.execute(find.group_by(Order.external_id)).all()))
