"""What happened to an order, from the journal: when, who, on which device."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.events.models import Event
from associate.core.fulfillment.journal_words import sentences
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
    """The latest first. A handful of reads, however long the story."""
    find = sa.select(Event).where(Event.order_id == order.id).order_by(Event.id.desc()).limit(STORY)
    events = list(db.session.scalars(find))
    names = first_names(event.by for event in events)
    devices = device_names(event.device_id for event in events)
    return [
        Moment(
            event.at,
            _who(event.by, names, order),
            what,
            devices.get(event.device_id, ""),
        )
        for event, what in zip(events, sentences(events), strict=True)
    ]


def _who(by: str, names: dict[str, str], order: Order) -> str:
    kind = by.partition(":")[0]
    if kind in ("customer", "link"):
        return order.first_name or _("The customer")
    if kind == "channel":
        return db.session.get_one(Channel, order.channel_id).name
    return names.get(by, "Associate")
