"""Fulfillments: what stores do about orders."""

from typing import Annotated

import sqlalchemy as sa
from flask import Response
from pydantic import BaseModel, Field, StringConstraints

from associate.core.events.models import Event
from associate.core.events.since import first_event_since
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.orders.models import Order
from associate.db import db
from associate.web.access import token_can
from associate.web.api.answers import shown
from associate.web.api.door import api
from associate.web.api.finding import missing, store_codes, store_named
from associate.web.api.pages import Paged, page_of
from associate.web.api.shapes.base import PLAIN, Moment
from associate.web.api.shapes.fulfillments import FulfillmentPage, FulfillmentShape, fulfillment_shape
from associate.web.api.tags import FULFILLMENTS


class FulfillmentQuery(Paged):
    store: str | None = Field(None, max_length=20, pattern=PLAIN, description="Code of the store.")
    state: State | None = None
    order: str | None = Field(None, max_length=60, pattern=PLAIN, description="Number of the order.")
    updated_since: Moment | None = Field(
        None, description="Those of orders that something happened to since. Ask with some overlap."
    )


class FulfillmentPath(BaseModel):
    number: Annotated[str, StringConstraints(max_length=64, pattern=PLAIN)]


@api.get("/fulfillments", tags=[FULFILLMENTS], responses={200: FulfillmentPage})
@token_can("fulfillments:read")
def list_fulfillments(query: FulfillmentQuery) -> Response:
    """List fulfillments

    In the order they were made, the oldest first.
    """
    page, stores = page_of(_wanted(query), query, Fulfillment.id), store_codes()
    items = [fulfillment_shape(job, stores) for job in page.rows]
    return shown(FulfillmentPage(items=items, next=page.next))


@api.get("/fulfillments/<string:number>", tags=[FULFILLMENTS], responses={200: FulfillmentShape})
@token_can("fulfillments:read")
def show_fulfillment(path: FulfillmentPath) -> Response:
    """Read one fulfillment"""
    job = db.session.scalar(sa.select(Fulfillment).filter_by(number=path.number))
    if job is None:
        raise missing("fulfillment")
    return shown(fulfillment_shape(job, store_codes()))


def _wanted(query: FulfillmentQuery) -> sa.Select[Fulfillment]:
    find = sa.select(Fulfillment)
    if query.store:
        find = find.where(Fulfillment.store_id == store_named(query.store).id)
    if query.state:
        find = find.where(Fulfillment.state == query.state)
    if query.order:
        find = find.where(Fulfillment.order_id.in_(sa.select(Order.id).filter_by(number=query.order)))
    if query.updated_since:
        first = first_event_since(query.updated_since)
        find = find.where(Fulfillment.order_id.in_(sa.select(Event.order_id).where(Event.id >= first)))
    return find
