"""Tell a customer something: the one place that chooses by which medium, to which address, and when."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from associate.clock import now
from associate.core.customers.addresses import e164
from associate.core.customers.consent import may_write
from associate.core.customers.preferences import preferred_medium
from associate.core.events.deliveries import queue_message
from associate.core.events.models import Delivery
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.stores.hours import is_open
from associate.core.stores.models import Store
from associate.core.stores.quiet import after_quiet
from associate.db import db

LETS_SLEEP = {"reminder", "last_day", "uncollected"}  # nobody asked for these at this moment
COMES_WITH_OPENING = {"ready", "partly_ready", "delayed"}  # nobody can come before


class Way(NamedTuple):
    medium: str  # "email", "sms"
    address: str


def tell(
    order: Order,
    kind: str,
    cause: str,
    *,
    job: Fulfillment | None = None,
    store_id: int | None = None,
    not_before: datetime | None = None,
) -> Delivery | None:
    """Inside atomic(): queue the message of this kind for this cause, once; None when it was told before.

    It goes the way the customer chose, for this order or for all, else the way the store prefers; a text only
    with consent.
    """
    store = job.store if job else db.session.get(Store, store_id) if store_id else None
    way = next(_ways(order, store), Way("email", ""))
    return queue_message(
        kind,
        cause,
        recipient=way.address,
        medium=way.medium,
        order_id=order.id,
        fulfillment_id=job.id if job else None,
        store_id=store.id if store else None,
        not_before=_polite(kind, store, not_before or now()),
    )


def ways_to(order: Order, store: Store | None) -> list[Way]:
    """Every way this customer may be told, the best first."""
    return list(_ways(order, store))


def _ways(order: Order, store: Store | None) -> Iterator[Way]:
    """Consent is looked up way by way: whoever takes the first one asks only for that."""
    chosen = [order.message_by, preferred_medium(order.customer)]
    wanted = [*chosen, *(store.messages_by if store else ()), "email"]
    for medium in dict.fromkeys(filter(None, wanted)):
        way = Way(medium, address_of(order, store, medium))
        if may_write(*way):
            yield way


def address_of(order: Order, store: Store | None, medium: str) -> str:
    """Where this medium would reach them, whether they allowed it or not; "" where it can't."""
    if medium == "sms":
        return e164(order.phone, store.country if store else "")
    return order.email


def _polite(kind: str, store: Store | None, at: datetime) -> datetime:
    if store is None or kind not in LETS_SLEEP | COMES_WITH_OPENING:
        return at
    if kind in COMES_WITH_OPENING and is_open(store, at):
        return at
    return after_quiet(store, at)
