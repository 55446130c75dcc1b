"""What happened to an order, from the journal: when, who, on which device."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.catalog.channels import Channel
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.stores.devices import device_names
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


def story(order: Order) -> list[Moment]:
    """The latest first. Four reads, however long the story."""
    find = sa.select(Event).where(Event.order_id == order.id).order_by(Event.id.desc()).limit(STORY)
    events = list(db.session.scalars(find))
    names, things = first_names(event.by for event in events), _things(order)
    devices = device_names(event.device_id for event in events)
    return [
        Moment(
            event.at,
            _who(event.by, names, order),
            describe(event.kind, _readable(event.facts, things)),
            devices.get(event.device_id, ""),
        )
        for event in events
    ]


def _readable(facts: dict[str, Any], things: dict[Any, str]) -> dict[str, Any]:
    units, thing = facts.get("units"), things.get(facts.get("line"))
    if thing is None:
        return facts
    return {**facts, "thing": f"{units} × {thing}" if units else thing}


def _things(order: Order) -> dict[Any, str]:
    jobs = db.session.scalars(
        sa.select(Fulfillment).filter_by(order_id=order.id).options(joinedload(Fulfillment.lines))
    )
    return {line.id: line.variant.name for job in jobs.unique() for line in job.lines}


def _who(by: str, names: dict[str, str], order: Order) -> str:
    kind = by.partition(":")[0]
    if kind == "customer":
        return order.first_name or _("The customer")
    if kind == "channel":
        return db.session.get_one(Channel, order.channel_id).name
    return names.get(by, "Associate")
