"""The store, as its customers see it."""

from dataclasses import dataclass
from datetime import datetime

from associate.clock import now
from associate.core.stores.closing import is_closed, shut_until
from associate.core.stores.hours import local_day, next_open_span
from associate.core.stores.models import Store


@dataclass(frozen=True)
class Place:
    """A store as its customers see it. `opens` and `closes` are today's hours, or the next ones."""

    name: str
    street: str
    city: str
    phone: str
    zone: str
    latitude: float | None
    longitude: float | None
    opens: datetime | None
    closes: datetime | None
    is_open: bool
    opens_today: bool
    closed_until: datetime | None  # against its hours
    closed_why: str
    closed_is_today: bool
    is_shut: bool  # nobody can collect until then
    brings_out: bool  # to cars


def place_of(store: Store) -> Place:
    span, moment = next_open_span(store, now()), now()
    closed = store.closed_until if is_closed(store, moment) else None
    return Place(
        name=store.name,
        street=store.street,
        city=store.city,
        phone=store.phone,
        zone=store.zone,
        latitude=store.latitude,
        longitude=store.longitude,
        opens=span and span[0],
        closes=span and span[1],
        is_open=bool(span and span[0] <= moment),
        opens_today=bool(span and local_day(store, span[0]) == local_day(store, moment)),
        closed_until=closed,
        closed_why=store.closed_why if closed else "",
        closed_is_today=bool(closed and local_day(store, closed) == local_day(store, moment)),
        is_shut=shut_until(store, moment) is not None,
        brings_out=store.curbside,
    )
