"""Entries of the journal as people read them, many at once: things by name, times on the store’s clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.catalog.models import Variant
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.fulfillment.delegates import names_of_passes
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.outages import takers
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.db import db


def sentences(events: Sequence[Event]) -> list[str]:
    """One for each of them, in a handful of reads however many they are."""
    things = _things(event.facts.get("line") for event in events)
    sent: dict[Any, str] = dict(names_of_passes(event.facts.get("sent") for event in events))
    took = takers(event.facts.get("entry") for event in events if event.kind == "outage.entered")
    stores = _stores(event.store_id for event in events if "window" in event.facts)
    senders = first_names(by for event in events if (by := event.facts.get("sent_by")) and by != event.by)

    def readable(event: Event) -> dict[str, Any]:
        known: dict[str, Any] = {}
        units, thing = event.facts.get("units"), things.get((event.order_id, event.facts.get("line")))
        if thing is not None:
            known["thing"] = f"{units} × {thing}" if units else thing
        if name := sent.get(event.facts.get("sent")):
            known["sent_name"] = name
        if event.kind == "outage.entered" and (name := took.get(event.facts.get("entry", 0))):
            known["taken_by"] = name
        if name := senders.get(event.facts.get("sent_by", "")):
            known["sender"] = name
        if (store := stores.get(event.store_id)) and "window" in event.facts:
            known["clock"] = wall_time(store, datetime.fromisoformat(event.facts["window"]))
        return {**event.facts, **known}

    return [describe(event.kind, readable(event)) for event in events]


def _things(lines: Iterable[Any]) -> dict[tuple[int | None, Any], str]:
    """(order id, line id) → its name: a line of another order that happens to have this id is none of it."""
    wanted = {line for line in lines if isinstance(line, int)}
    if not wanted:
        return {}
    find = sa.select(FulfillmentLine.id, Fulfillment.order_id, Variant)
    find = find.join(Fulfillment, Fulfillment.id == FulfillmentLine.fulfillment_id)
    find = find.join(Variant, Variant.id == FulfillmentLine.variant_id)
    found = db.session.execute(
        find.where(FulfillmentLine.id.in_(wanted)).options(joinedload(Variant.product))
    )
    return {(order_id, line_id): variant.name for line_id, order_id, variant in found}


def _stores(ids: Iterable[int | None]) -> dict[int | None, Store]:
    wanted = {number for number in ids if number}
    if not wanted:
        return {}
    return {store.id: store for store in db.session.scalars(sa.select(Store).where(Store.id.in_(wanted)))}
