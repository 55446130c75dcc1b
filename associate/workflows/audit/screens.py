"""The journal as a page and as a file: who did what, when and where, and whether it is under seal."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.events.journal import Sought, entries
from associate.core.events.models import Event
from associate.core.events.seals import Seal, last_seal
from associate.core.events.since import first_event_since
from associate.core.fulfillment.journal_words import sentences
from associate.core.orders.models import Order
from associate.core.orders.search import order_seen
from associate.core.stores.devices import Device, device_names
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.scope import Scope
from associate.core.stores.staff import Staff
from associate.csv_out import Cell
from associate.db import db
from associate.errors import Missing
from associate.upkeep import readings
from associate.words import _, later
from associate.workflows.audit.forms import FAMILIES, Filters

AT_ONCE = 50  # entries on a page
MOST = 10_000  # in a file
HEADER = ("no", "at_utc", "store", "who", "by", "device", "kind", "about", "order", "what", "facts", "seal")
FAMILY_WORDS = {
    "orders": later("Orders"),
    "handover": later("Handover"),
    "parcels": later("Parcels"),
    "returns": later("Returns"),
    "money": later("Money"),
    "stock": later("Stock"),
    "messages": later("Messages"),
    "tasks": later("Tasks"),
    "people": later("People and devices"),
    "customers": later("Customers"),
    "settings": later("Settings"),
}


@dataclass(frozen=True)
class Entry:
    """One line. `who` is a first name of ours, else what it was; `order` the number it belongs to."""

    event: Event
    what: str
    who: str
    where: str
    order: str
    store: str
    zone: str
    is_sealed: bool

    @property
    def file(self) -> str:
        """The code of the evidence file that it speaks of."""
        return str(self.event.facts.get("code", "")) if self.event.kind == "evidence.signed" else ""


@dataclass(frozen=True)
class Sealing:
    """How far the seals reach. `kind`: ok, soon where entries wait long, late where sealing was refused."""

    seal: Seal | None
    waiting: int
    kind: str


@dataclass(frozen=True)
class View:
    filters: Filters
    entries: list[Entry]
    next: Filters | None
    sealing: Sealing
    people: list[Staff]
    devices: list[Device]

    families = FAMILY_WORDS

    @property
    def zone(self) -> str:
        return (self.filters.store or self.filters.stores[0]).zone


def stores_seen_by(staff: Staff) -> list[Store]:
    """A manager’s own; all of them, by name, for people of several."""
    find = sa.select(Store).order_by(Store.name)
    if not staff.can("choose_store"):
        find = find.where(Store.id == staff.store_id)
    return list(db.session.scalars(find))


def view(filters: Filters) -> View:
    """Raises Missing for an order, a person or a device out of sight."""
    people, devices = _people(filters), _devices(filters)
    found = entries(_sought(filters, people, devices), before=filters.before, most=AT_ONCE + 1)
    shown, more = found[:AT_ONCE], len(found) > AT_ONCE
    sealing = how_sealed()
    told = _told(shown, filters.stores, sealing.seal)
    return View(filters, told, filters.on_from(shown[-1].id) if more else None, sealing, people, devices)


def rows(filters: Filters) -> Iterator[tuple[Cell, ...]]:
    """The latest ten thousand at most, of what the page shows."""
    found = entries(_sought(filters, _people(filters), _devices(filters)), most=MOST)
    for entry in _told(found, filters.stores, last_seal()):
        event = entry.event
        yield (
            event.id,
            f"{event.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            entry.store,
            entry.who,
            event.by,
            entry.where,
            event.kind,
            event.about,
            entry.order,
            entry.what,
            json.dumps(event.facts, sort_keys=True, ensure_ascii=False),
            "yes" if entry.is_sealed else "not yet",
        )


def how_sealed() -> Sealing:
    seal, state = last_seal(), readings.unsealed()
    newer = sa.select(sa.func.count()).select_from(Event).where(Event.id > (seal.last if seal else 0))
    kind = (
        "late" if state.is_refused else "soon" if state.late >= readings.SEALED_SOON.total_seconds() else "ok"
    )
    return Sealing(seal, db.session.scalar(newer) or 0, kind)


def _sought(filters: Filters, people: Iterable[Staff], devices: Iterable[Device]) -> Sought:
    if filters.person is not None and filters.person not in {person.id for person in people}:
        raise Missing("no_person", _("There’s nobody like that in your store."))
    if filters.device is not None and filters.device not in {device.id for device in devices}:
        raise Missing("no_device", _("There’s no such device in your store."))
    order = _order(filters)
    return Sought(
        (filters.store.id,) if filters.store else None if filters.everywhere else (),
        order.id if order else None,
        order is not None and (filters.everywhere or order.store_id == filters.stores[0].id),
        f"staff:{filters.person}" if filters.person is not None else "",
        filters.device,
        FAMILIES.get(filters.family, ()),
        _first_of(filters.since, filters),
        _first_of(filters.until + timedelta(days=1), filters) if filters.until else None,
    )


def _order(filters: Filters) -> Order | None:
    """Also another store’s, of which something happened here: of it this store’s own entries are shown."""
    if not filters.order:
        return None
    scope = Scope(filters.store.id if filters.store else None, everywhere=filters.everywhere)
    here = sa.exists().where(Event.order_id == Order.id, Event.store_id == scope.store_id)
    return order_seen(filters.order, scope, here)


def _first_of(day: date | None, filters: Filters) -> int | None:
    """The id of the first entry of that day on the store’s wall."""
    store = filters.store or filters.stores[0]
    return first_event_since(datetime.combine(day, time(), store.timezone)) if day else None


def _told(events: Sequence[Event], stores: Sequence[Store], seal: Seal | None) -> list[Entry]:
    names, devices = first_names(event.by for event in events), device_names(e.device_id for e in events)
    numbers, channels = _numbers(events), _channels(events)
    known, home = {store.id: store for store in stores}, stores[0]
    return [
        Entry(
            event,
            what,
            names.get(event.by) or channels.get(event.by) or _who(event.by),
            devices.get(event.device_id, ""),
            numbers.get(event.order_id, ""),
            known[event.store_id].name if event.store_id in known else "",
            known.get(event.store_id or 0, home).zone,
            seal is not None and event.id <= seal.last,
        )
        for event, what in zip(events, sentences(events), strict=True)
    ]


def _who(by: str) -> str:
    kind = by.partition(":")[0]
    return str(_("The customer")) if kind in ("customer", "link") else "Associate"


def _numbers(events: Iterable[Event]) -> dict[int | None, str]:
    wanted = {event.order_id for event in events if event.order_id}
    find = sa.select(Order.id, Order.number).where(Order.id.in_(wanted))
    return dict(db.session.execute(find).all()) if wanted else {}


def _channels(events: Iterable[Event]) -> dict[str, str]:
    if not any(event.by.startswith("channel:") for event in events):
        return {}
    found: Any = db.session.execute(sa.select(Channel.id, Channel.name))
    return {f"channel:{number}": name for number, name in found}


def _people(filters: Filters) -> list[Staff]:
    """Of these stores, and those who work in all of them."""
    theirs = sa.or_(Staff.store_id.in_([store.id for store in filters.stores]), Staff.store_id.is_(None))
    return list(db.session.scalars(sa.select(Staff).where(theirs).order_by(Staff.first_name, Staff.id)))


def _devices(filters: Filters) -> list[Device]:
    find = sa.select(Device).where(Device.store_id.in_([store.id for store in filters.stores]))
    return list(db.session.scalars(find.order_by(Device.revoked_at.is_not(None), Device.name, Device.id)))
