"""What happened to an order, from the journal: when, who, on which device."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.catalog.channels import Channel
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.fulfillment.delegates import names_of_passes
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.orders.models import Order
from associate.core.stores.devices import device_names
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.db import db
from associate.words import _

STORY = 200  # events; the latest of a very long story


@dataclass(frozen=True)
class Moment:
    """One line of the story. `who` is a first name, never more; `where` the device it was done on."""

    at: datetime
    who: str
    what: str
    where: str


@dataclass(frozen=True)
class Told:
    """What stands beside the journal’s ids: names of things by line, of delegates by their code’s id."""

    things: dict[Any, str]
    sent: dict[Any, str]
    store: Store | None


def story(order: Order) -> list[Moment]:
    """The latest first. A handful of reads, however long the story."""
    find = sa.select(Event).where(Event.order_id == order.id).order_by(Event.id.desc()).limit(STORY)
    events = list(db.session.scalars(find))
    names, things = first_names(event.by for event in events), _things(order)
    told = Told(things, names_of_passes(event.facts.get("sent") for event in events), _store_of(order))
    devices = device_names(event.device_id for event in events)
    return [
        Moment(
            event.at,
            _who(event.by, names, order),
            describe(event.kind, _readable(event.facts, told)),
            devices.get(event.device_id, ""),
        )
        for event in events
    ]


def _readable(facts: dict[str, Any], told: Told) -> dict[str, Any]:
    known: dict[str, Any] = {}
    units, thing = facts.get("units"), told.things.get(facts.get("line"))
    if thing is not None:
        known["thing"] = f"{units} × {thing}" if units else thing
    if name := told.sent.get(facts.get("sent")):
        known["sent_name"] = name
    if told.store and "window" in facts:
        known["clock"] = wall_time(told.store, datetime.fromisoformat(facts["window"]))
    return {**facts, **known}


def _store_of(order: Order) -> Store | None:
    return next((job.store for job in fulfillments_of(order.id)), None)


def _things(order: Order) -> dict[Any, str]:
    jobs = db.session.scalars(
        sa.select(Fulfillment).filter_by(order_id=order.id).options(joinedload(Fulfillment.lines))
    )
    return {line.id: line.variant.name for job in jobs.unique() for line in job.lines}


def _who(by: str, names: dict[str, str], order: Order) -> str:
    kind = by.partition(":")[0]
    if kind in ("customer", "link"):
        return order.first_name or _("The customer")
    if kind == "channel":
        return db.session.get_one(Channel, order.channel_id).name
    return names.get(by, "Associate")
