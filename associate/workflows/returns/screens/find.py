"""Hits of a find: as little of a person as tells them apart, until somebody has shown who they are."""

from dataclasses import dataclass
from datetime import datetime

from associate.core.acts.returning.desk import first_name
from associate.core.acts.returning.finding import Found, find_returnable
from associate.core.acts.returning.opening import open_return_of
from associate.core.customers.names import person
from associate.core.events.record import Actor
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Missing, Refused


@dataclass(frozen=True)
class Hit:
    """ "Maya R.", never more. `served_by`: another clerk has it at a counter now."""

    number: str
    who: str
    placed_at: datetime
    store: str
    channel: str
    served_by: str
    served_since: datetime | None


def search(text: str, by: Actor) -> list[Hit]:
    """Nothing where nothing is found, or hardly anything was typed."""
    try:
        return hits(find_returnable(text), by) if text else []
    except (Missing, Refused):
        return []


def hits(found: Found, by: Actor) -> list[Hit]:
    return [_hit(order, by) for order in found.orders]


def _hit(order: Order, by: Actor) -> Hit:
    store = db.session.get(Store, order.store_id) if order.store_id else None
    other = open_return_of(order.id)
    busy = other if other and other.opened_by != by.ref else None
    return Hit(
        order.number,
        person(order.first_name, order.last_name),
        order.placed_at,
        store.name if store else "",
        order.channel.name,
        first_name(busy.opened_by) if busy else "",
        busy.opened_at if busy else None,
    )
