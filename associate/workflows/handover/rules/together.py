"""Which orders one person may take together."""

import sqlalchemy as sa

from associate.core.customers.persons import profiles_of
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.db import db


def together_with(job: Fulfillment) -> list[Fulfillment]:
    """This ready order, first, and the other ready ones of the same customer in its store, oldest first.

    The same customer is one person’s profiles or the same email, never the same name. Where somebody else
    was named to collect, only orders that name the same person come along: that person may take no others.
    """
    others = (
        sa.select(Fulfillment)
        .join(Order, Order.id == Fulfillment.order_id)
        .where(
            Fulfillment.store_id == job.store_id,
            Fulfillment.id != job.id,
            Fulfillment.method == Method.PICKUP,
            Fulfillment.state.in_(WITH_CUSTOMER_TO_COME),
            sa.or_(*_same_customer(job.order)),
        )
    )
    if person := job.order.pickup_person.strip():
        others = others.where(sa.func.lower(Order.pickup_person) == person.lower())
    return [job, *db.session.scalars(others.order_by(Fulfillment.id))]


def chosen_with(job: Fulfillment, numbers: list[str]) -> list[Fulfillment]:
    """This order and those of the others that were left ticked."""
    return [one for one in together_with(job) if one is job or one.number in numbers]


def _same_customer(order: Order) -> list[sa.ColumnElement[bool]]:
    same: list[sa.ColumnElement[bool]] = [sa.false()]
    if order.customer_id is not None:
        same.append(Order.customer_id.in_(profiles_of(order.customer_id)))
    if order.email:
        same.append(sa.func.lower(Order.email) == order.email.lower())
    return same
