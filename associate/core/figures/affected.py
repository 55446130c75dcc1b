"""Which things a stretch of the journal is about, so that their points are made anew."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.figures.jobs import ADD_ON
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import AT_THE_BENCH, ON_THE_FLOOR
from associate.core.fulfillment.visits import VisitOrder
from associate.core.fulfillment.waves import WaveOrder
from associate.core.orders.models import Order
from associate.core.orders.till import TillEntry, TillKind
from associate.core.shipping.calls import CarrierCall, Verb
from associate.core.stores.models import Store
from associate.db import db

Things = dict[str, set[int]]
"""Ids by noun: "jobs", "visits", "labels", "returns", "counts"."""
NOUNS = {"fulfillment": "jobs", "visit": "visits", "return": "returns", "count": "counts"}


def affected(events: Sequence[Any]) -> Things:
    """By rows of (kind, about, order_id), and what hangs together with those."""
    found: Things = defaultdict(set)
    for event in events:
        noun, _, number = event.about.partition(":")
        if noun in NOUNS:
            found[NOUNS[noun]].add(int(number))
    parcels = {int(e.about[7:]) for e in events if e.about.startswith("parcel:")}
    found["labels"] |= _ids(CarrierCall.id, CarrierCall.parcel_id, parcels, CarrierCall.verb == Verb.BUY)
    found["jobs"] |= _in_the_same_waves(found["jobs"])
    found["jobs"] |= _collected_near({e.order_id for e in events if e.kind == "order.placed"})
    found["visits"] |= _ids(VisitOrder.visit_id, VisitOrder.fulfillment_id, found["jobs"])
    return found


def _ids(column: Any, key: Any, values: Collection[Any], *more: Any) -> set[int]:
    return set(db.session.scalars(sa.select(column).where(key.in_(values), *more))) if values else set()


def _in_the_same_waves(jobs: Collection[int]) -> set[int]:
    """They share its time."""
    waves = _ids(WaveOrder.wave_id, WaveOrder.fulfillment_id, jobs)
    return _ids(WaveOrder.fulfillment_id, WaveOrder.wave_id, waves)


def _collected_near(orders: Collection[int | None]) -> set[int]:
    """Jobs of whoever bought at the till: what they collected about then had an add-on."""
    if not orders:
        return set()
    find = sa.select(Order.customer_id, TillEntry.store_id, TillEntry.at).join(Order)
    find = find.where(TillEntry.order_id.in_(orders), TillEntry.kind == TillKind.SALE)
    found: set[int] = set()
    for customer, store, at in db.session.execute(find.where(Order.customer_id.is_not(None))):
        jobs = sa.select(Fulfillment.id).join(Order, Order.id == Fulfillment.order_id)
        jobs = jobs.where(Order.customer_id == customer, Fulfillment.store_id == store)
        found |= set(
            db.session.scalars(jobs.where(Fulfillment.collected_at.between(at - ADD_ON, at + ADD_ON)))
        )
    return found


def overdue(since: datetime, until: datetime) -> set[int]:
    """Jobs whose promise fell between the two and that weren’t ready: nothing happened, and they are late."""
    stores = list(db.session.scalars(sa.select(Store.id)))
    find = sa.select(Fulfillment.id).where(
        Fulfillment.store_id.in_(stores), Fulfillment.state.in_((*ON_THE_FLOOR, *AT_THE_BENCH))
    )
    passed = (Fulfillment.promise_at >= since, Fulfillment.promise_at < until)
    return set(db.session.scalars(find.where(*passed)))


def read_on(after: int, until: datetime, most: int) -> list[Any]:
    """The next rows of the journal, up to the first that is younger than `until`."""
    find = sa.select(Event.id, Event.kind, Event.about, Event.order_id, Event.at).where(Event.id > after)
    rows = list(db.session.execute(find.order_by(Event.id).limit(most)))
    young = next((n for n, row in enumerate(rows) if row.at > until), len(rows))
    return rows[:young]
