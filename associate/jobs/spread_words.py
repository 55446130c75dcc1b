"""What a fact says to the world: numbers, codes, states and quantities; nothing about a person.

It is read when the fact is spread, moments after the deed. What a step was is in the fact’s own kind and in
`fulfillment.state`; `order.state` and quantities are as of then. A later change is told as a fact of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.outbox import Outgoing
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.orders.models import Order, OrderLine
from associate.core.shipping.labels import Label, labels_of_jobs
from associate.core.stores.models import Store
from associate.db import db

Said = dict[str, Any]
LEFT = ("fulfillment.shipped", "fulfillment.delivered")
"""What says how its parcels are to be followed."""


def put_into_words(facts: Sequence[Outgoing]) -> None:
    """Replace the ids that the deed wrote down by what the world may read."""
    ours = [fact for fact in facts if "event" in fact.facts]
    jobs = _jobs(_number(fact) for fact in ours if fact.about.startswith("fulfillment:"))
    orders = _orders(fact.facts["order_id"] for fact in ours)
    sent = labels_of_jobs(_number(fact) for fact in ours if fact.facts["event"] in LEFT)
    stores = dict(db.session.execute(sa.select(Store.id, Store.code)).all()) if ours else {}
    for fact in ours:
        known = dict(fact.facts)
        known.pop("by", None)  # for the channels alone
        event, order = known.pop("event"), orders.get(known.pop("order_id"), {})
        job = _as_of(event, jobs.get(_number(fact), {})) if fact.about.startswith("fulfillment:") else {}
        said: Said = {"order": order, "store": stores.get(known.pop("store_id"))}
        if job:
            said["fulfillment"] = job
        if event in LEFT:
            said["parcels"] = [_parcel(label) for label in sent.get(_number(fact), [])]
        fact.facts = {**said, **known}


def _number(fact: Outgoing) -> int:
    return int(fact.about.partition(":")[2])


def _as_of(event: str, job: Said) -> Said:
    """With the state that this step led to, where it was one."""
    name = event.partition(".")[2]
    return {**job, "state": name} if name in set(State) else job


def _parcel(label: Label) -> Said:
    return {
        "number": label.parcel.number,
        "carrier": label.carrier,
        "tracking_number": label.tracking_number,
        "tracking_url": label.tracking_url or None,
    }


def _orders(ids: Iterable[int | None]) -> dict[int, Said]:
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    find = sa.select(Order.id, Order.number, Order.state, Order.payment, Order.method, Order.currency)
    rows = db.session.execute(
        find.add_columns(Channel.key)
        .join(Channel, Order.channel_id == Channel.id)
        .where(Order.id.in_(wanted))
    ).all()
    lines = _order_lines(wanted)
    return {
        row.id: {
            "number": row.number,
            "channel": row.key,
            "state": row.state.value,
            "payment": row.payment.value,
            "method": row.method.value if row.method else None,
            "currency": row.currency,
            "lines": lines[row.id],
        }
        for row in rows
    }


def _order_lines(orders: set[int]) -> dict[int, list[Said]]:
    sku = sa.func.coalesce(Variant.sku, OrderLine.sku)
    find = sa.select(OrderLine.order_id, sku, OrderLine.quantity).outerjoin(
        Variant, OrderLine.variant_id == Variant.id
    )
    rows = db.session.execute(
        find.where(OrderLine.order_id.in_(orders)).order_by(OrderLine.order_id, OrderLine.position)
    )
    found = defaultdict[int, list[Said]](list)
    for order_id, code, quantity in rows:
        found[order_id].append({"sku": code, "quantity": quantity})
    return found


def _jobs(ids: Iterable[int]) -> dict[int, Said]:
    wanted = set(ids)
    if not wanted:
        return {}
    find = sa.select(Fulfillment.id, Fulfillment.number, Fulfillment.state, Fulfillment.method)
    lines = _job_lines(wanted)
    return {
        row.id: {
            "number": row.number,
            "state": row.state.value,
            "method": row.method.value,
            "lines": lines[row.id],
        }
        for row in db.session.execute(find.where(Fulfillment.id.in_(wanted)))
    }


COUNTED = ("wanted", "picked", "short", "canceled", "handed_over", "refused")


def _job_lines(jobs: set[int]) -> dict[int, list[Said]]:
    counted = [getattr(FulfillmentLine, name) for name in COUNTED]
    find = sa.select(FulfillmentLine.fulfillment_id, Variant.sku, *counted).join(
        Variant, FulfillmentLine.variant_id == Variant.id
    )
    rows = db.session.execute(
        find.where(FulfillmentLine.fulfillment_id.in_(jobs)).order_by(FulfillmentLine.id)
    )
    found = defaultdict[int, list[Said]](list)
    for job_id, sku, *figures in rows:
        found[job_id].append({"sku": sku, **dict(zip(COUNTED, figures, strict=True))})
    return found
