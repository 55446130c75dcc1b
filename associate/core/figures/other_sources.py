"""Visits, purchases of labels, returns and counts after a short, read as what their points are made of."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.events.models import Event
from associate.core.figures.others import (
    Back,
    Coming,
    Purchase,
    Recount,
    points_of_count,
    points_of_label,
    points_of_return,
    points_of_visit,
)
from associate.core.figures.sources import COUNTS, Found
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visits import Visit, VisitOrder, VisitState
from associate.core.inventory.counts import Count, CountLine
from associate.core.orders.models import Order
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.core.shipping.calls import CallState, CarrierCall, Verb
from associate.core.shipping.models import Parcel
from associate.core.stores.models import Store
from associate.db import db

WITH_GOODS = (ReturnKind.RETURN, ReturnKind.GIFT, ReturnKind.NO_RECEIPT)
WITHDRAWN = "withdrawn"  # nobody asked the carrier in the end


def visits(ids: Collection[int], _stores: Mapping[int, Store], _as_of: datetime) -> Iterator[Found]:
    first, ready = sa.func.min(Order.channel_id), sa.func.min(Fulfillment.ready_at)
    find = sa.select(Visit.id, first.label("channel_id"), ready.label("ready_at"))
    find = find.join(VisitOrder, VisitOrder.visit_id == Visit.id)
    find = find.join(Fulfillment, Fulfillment.id == VisitOrder.fulfillment_id)
    find = find.join(Order, Order.id == Fulfillment.order_id).join(Channel, Channel.id == Order.channel_id)
    theirs = find.where(Visit.id.in_(sorted(ids)), COUNTS).group_by(Visit.id).subquery()
    columns = (
        Visit.id,
        Visit.store_id,
        Visit.state,
        Visit.to_counter,
        Visit.en_route_at,
        Visit.arrived_at,
        Visit.at_car_at,
        Visit.ended_at,
        theirs.c.channel_id,
        theirs.c.ready_at,
    )
    found = sa.select(*columns).join(theirs, theirs.c.id == Visit.id).order_by(Visit.id)
    for row in db.session.execute(found):
        coming = Coming(row.to_counter, row.en_route_at, row.arrived_at, row.ready_at, _served_at(row))
        yield Found(row.id, row.store_id, row.channel_id, "pickup", list(points_of_visit(coming)))


def _served_at(row: Any) -> datetime | None:
    if not row.to_counter:
        return row.at_car_at  # type: ignore[no-any-return]
    return row.ended_at if row.state == VisitState.DONE else None


def labels(ids: Collection[int], _stores: Mapping[int, Store], _as_of: datetime) -> Iterator[Found]:
    call = CarrierCall
    find = sa.select(call.id, call.store_id, call.state, call.done_at, Order.channel_id)
    find = find.join(Parcel, Parcel.id == call.parcel_id)
    find = find.join(Fulfillment, Fulfillment.id == Parcel.fulfillment_id)
    find = find.join(Order, Order.id == Fulfillment.order_id).join(Channel, Channel.id == Order.channel_id)
    find = find.where(call.id.in_(sorted(ids)), call.verb == Verb.BUY, call.code != WITHDRAWN, COUNTS)
    find = find.where(call.state.in_((CallState.DONE, CallState.REFUSED)), call.done_at.is_not(None))
    for row in db.session.execute(find.order_by(call.id)):
        points = points_of_label(Purchase(row.done_at, row.state == CallState.REFUSED))
        yield Found(row.id, row.store_id, row.channel_id, "ship", list(points))


def returns(ids: Collection[int], _stores: Mapping[int, Store], _as_of: datetime) -> Iterator[Found]:
    units, let = sa.func.count(ReturnLine.id), sa.func.count(ReturnLine.approval_id)
    columns = (
        Return.id,
        Return.store_id,
        Return.opened_at,
        Return.closed_at,
        Return.actual,
        Return.currency,
        Return.exchange_id,
        Order.channel_id,
    )
    find = sa.select(*columns, units.label("units"), let.label("let")).join(ReturnLine)
    find = find.outerjoin(Order, Order.id == Return.order_id)
    find = find.outerjoin(Channel, Channel.id == Order.channel_id)
    find = find.where(Return.id.in_(sorted(ids)), Return.state == ReturnState.DONE)
    find = find.where(Return.kind.in_(WITH_GOODS), sa.or_(Order.id.is_(None), COUNTS))
    find = find.where(Return.store_id.is_not(None), Return.closed_at.is_not(None))
    came = _opened_at_the_counter(ids)
    for row in db.session.execute(find.group_by(*columns).order_by(Return.id)):
        back = Back(
            opened_at=came.get(f"return:{row.id}", row.opened_at),
            closed_at=row.closed_at,
            units=row.units,
            money=row.actual or 0,
            currency=row.currency,
            was_let=row.let > 0,
            is_exchange=row.exchange_id is not None,
        )
        yield Found(row.id, row.store_id, row.channel_id, "", list(points_of_return(back)))


def _opened_at_the_counter(ids: Collection[int]) -> dict[str, datetime]:
    """Of returns that were announced: `opened_at` is when their customer said so."""
    find = sa.select(Event.about, sa.func.max(Event.at)).where(Event.kind == "return.opened")
    find = find.where(Event.about.in_([f"return:{id_}" for id_ in ids])).group_by(Event.about)
    return {row[0]: row[1] for row in db.session.execute(find)}


def counts(ids: Collection[int], _stores: Mapping[int, Store], _as_of: datetime) -> Iterator[Found]:
    """Its first line is what was short; what else was counted on the way says nothing about a short."""
    line = CountLine
    first = sa.select(sa.func.min(line.id)).where(line.count_id.in_(sorted(ids))).group_by(line.count_id)
    find = sa.select(Count.id, Count.store_id, line.accepted_at, line.counted, line.expected)
    find = find.join(line, line.count_id == Count.id).where(line.id.in_(first), Count.why == "short")
    find = find.where(line.accepted_at.is_not(None), line.counted.is_not(None), line.expected.is_not(None))
    for row in db.session.execute(find.order_by(Count.id)):
        points = points_of_count(Recount(row.accepted_at, row.counted - row.expected))
        yield Found(row.id, row.store_id, None, "", list(points))
