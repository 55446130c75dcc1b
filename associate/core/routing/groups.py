"""Two orders of one customer for one address, given to one store within a cycle: one parcel will do."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.core.customers.persons import profiles_of
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.routing.rules import RoutingDecision
from associate.db import db

CYCLE = timedelta(minutes=15)
LINES = ("name", "street", "street2", "postcode", "city", "region", "country")


def group_of(job: Fulfillment, order: Order) -> str:
    """The number of the job whose parcel this one goes into; empty where it goes alone. Its own is new."""
    find = (
        sa.select(Fulfillment.number, Order.id, Order.shipping_address)
        .join(Order)
        .where(
            Fulfillment.store_id == job.store_id,
            Fulfillment.state == State.RELEASED,
            Fulfillment.method == Method.SHIP,
            Fulfillment.created_at >= job.created_at - CYCLE,
            Fulfillment.order_id != order.id,
            _same_person(order),
        )
    )
    address = _key(order.shipping_address)
    for number, order_id, other in db.session.execute(find.order_by(Fulfillment.id)):
        if address and _key(other) == address:
            return _first(number, order_id)
    return ""


def _first(number: str, order_id: int) -> str:
    """The one that the found job itself goes with, so that three make one group."""
    return _groups({order_id}).get(number, number)


def _same_person(order: Order) -> sa.ColumnElement[bool]:
    if order.customer_id is not None:
        return Order.customer_id.in_(profiles_of(order.customer_id))
    return sa.and_(Order.email == order.email, Order.email != "")


def _key(address: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The address without the ways of writing it; empty where there is no street."""
    if not address or not address.get("street"):
        return ()
    return tuple(" ".join(str(address.get(line) or "").casefold().split()) for line in LINES)


def one_parcel(jobs: Iterable[Fulfillment]) -> dict[str, str]:
    """Job number → the numbers of the other ones of these that go into one parcel with it."""
    shipped = {job.number: job for job in jobs if job.method == Method.SHIP}
    groups = _groups({job.order_id for job in shipped.values()})
    members: dict[str, list[str]] = {}
    for number in shipped:
        members.setdefault(groups.get(number, number), []).append(number)
    return {
        number: ", ".join(other for other in sorted(group) if other != number)
        for group in members.values()
        for number in group
        if len(group) > 1
    }


def _groups(order_ids: set[int]) -> dict[str, str]:
    """Job number → the number that stands for its parcel."""
    if not order_ids:
        return {}
    find = sa.select(RoutingDecision.parts).where(RoutingDecision.order_id.in_(order_ids))
    parts = [part for kept in db.session.scalars(find) for part in kept]
    return {part["number"]: part["group"] for part in parts if part.get("group")}
