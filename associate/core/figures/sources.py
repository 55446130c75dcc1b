"""From rows and the journal to points: a fixed number of statements, however many things they are about."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Product, Variant
from associate.core.events.models import Event
from associate.core.figures.jobs import Goods, Job, Step, points_of_job
from associate.core.figures.open_time import open_seconds
from associate.core.figures.points import Point
from associate.core.figures.walks import walks_of
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.orders.models import Order, OrderLine
from associate.core.orders.till import TillEntry, TillKind
from associate.core.stores.models import Store
from associate.db import db
from associate.money import units_of


class Found(NamedTuple):
    """Points of one thing, and what they are counted by."""

    thing_id: int
    store_id: int
    channel_id: int | None
    method: str
    points: Sequence[Point]


COUNTS = sa.not_(Channel.is_practice)
"""What is done for practice is in no figure."""

_JOBS = (
    Fulfillment.id,
    Fulfillment.store_id,
    Fulfillment.method,
    Fulfillment.created_at,
    Fulfillment.promise_at,
    Fulfillment.hold,
    Order.channel_id,
    Order.customer_id,
    Order.placed_at,
    Order.currency,
)


def jobs(ids: Collection[int], stores: Mapping[int, Store], as_of: datetime) -> Iterator[Found]:
    rows = _rows(_JOBS, Fulfillment, Fulfillment.id, ids, (Order, Order.id == Fulfillment.order_id))
    steps, goods = _steps("fulfillment", [row.id for row in rows]), _goods([row.id for row in rows])
    walks, sales = walks_of([row.id for row in rows]), _sales(rows)
    for row in rows:
        job = Job(
            method=row.method,
            placed_at=row.placed_at,
            created_at=row.created_at,
            promise_at=row.promise_at,
            currency=row.currency,
            steps=steps.get(row.id, ()),
            goods=goods.get(row.id, ()),
            open_seconds=partial(open_seconds, stores[row.store_id]),
            is_held=bool(row.hold),
            walk=walks.get(row.id),
            sales=None if row.customer_id is None else sales.get((row.customer_id, row.store_id), ()),
        )
        yield Found(row.id, row.store_id, row.channel_id, row.method.value, points_of_job(job, as_of))


def _rows(columns: Sequence[Any], table: Any, key: Any, ids: Collection[int], *joins: Any) -> list[Any]:
    """Of channels that count, by id."""
    find = sa.select(*columns).select_from(table)
    for other, on in joins:
        find = find.join(other, on)
    find = find.join(Channel, Channel.id == Order.channel_id).where(key.in_(sorted(ids)), COUNTS)
    return list(db.session.execute(find.order_by(key)))


def _steps(noun: str, ids: Iterable[int]) -> dict[int, list[Step]]:
    refs = {f"{noun}:{id_}": id_ for id_ in ids}
    find = sa.select(Event.about, Event.kind, Event.at, Event.by, Event.facts)
    found = defaultdict(list)
    for row in db.session.execute(find.where(Event.about.in_(refs)).order_by(Event.about, Event.id)):
        found[refs[row.about]].append(Step(row.kind, row.at, row.by, row.facts))
    return found


def _goods(ids: Collection[int]) -> dict[int, list[Goods]]:
    """What came instead was asked for once, with what it came for, and that was short here."""
    line, sold, first, other = FulfillmentLine, OrderLine, aliased(FulfillmentLine), aliased(FulfillmentLine)
    instead = sa.select(sa.func.sum(other.wanted)).where(other.replaces_id == line.id).scalar_subquery()
    is_instead = sa.and_(first.id == line.replaces_id, first.fulfillment_id == line.fulfillment_id)
    find = sa.select(
        line.fulfillment_id,
        Product.category,
        sa.case((first.id.is_(None), line.wanted), else_=0).label("wanted"),
        sa.case((first.id.is_(None), line.short + sa.func.coalesce(instead, 0)), else_=0).label("short"),
        line.handed_over.label("out"),
        (line.cheaper_by * line.handed_over // sa.func.nullif(line.wanted, 0)).label("back"),
        sold.total,
        sold.quantity,
    )
    find = find.join(sold, sold.id == line.order_line_id).join(Variant, Variant.id == line.variant_id)
    find = find.join(Product, Product.id == Variant.product_id).outerjoin(first, is_instead)
    found = defaultdict(list)
    for row in db.session.execute(find.where(line.fulfillment_id.in_(ids)).order_by(line.id)):
        worth = units_of(row.total, row.quantity, 0, min(row.out, row.quantity)) - int(row.back or 0)
        found[row.fulfillment_id].append(Goods(row.category, row.wanted, int(row.short), row.out, worth))
    return found


def _sales(rows: Sequence[Any]) -> dict[tuple[int, int], list[datetime]]:
    """(customer, store) → when they bought something at its till."""
    customers = {row.customer_id for row in rows} - {None}
    find = sa.select(Order.customer_id, TillEntry.store_id, TillEntry.at)
    find = find.join(TillEntry, TillEntry.order_id == Order.id)
    find = find.where(Order.customer_id.in_(customers), TillEntry.kind == TillKind.SALE)
    found: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    for customer, store, at in db.session.execute(find) if customers else ():
        found[customer or 0, store].append(at)
    return found


Source = Callable[[Collection[int], Mapping[int, Store], datetime], Iterator[Found]]
