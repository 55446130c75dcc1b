"""Orders: read them, send them in."""

from typing import Annotated
from urllib.parse import quote

import sqlalchemy as sa
from flask import Response
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from associate.core.acts.intake import take_in
from associate.core.acts.reserve import place_of
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.models import Event
from associate.core.events.since import first_event_since
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.core.orders.queries import order_of
from associate.db import db
from associate.web.access import token_can
from associate.web.api.answers import created, shown
from associate.web.api.door import api, has_scope, own_channel
from associate.web.api.finding import missing, store_codes, store_named, whole_gtin
from associate.web.api.idempotency import once
from associate.web.api.pages import Paged, page_of
from associate.web.api.problems import ApiProblem
from associate.web.api.shapes.base import PLAIN, Gtin, Moment
from associate.web.api.shapes.orders import OrderPage, OrderShape, order_shape
from associate.web.api.shapes.orders_in import OrderSent, incoming
from associate.web.api.tags import ORDERS

UNIQUE_VIOLATION = "23505"  # SQLSTATE; SQLite has one writer, so there the second one finds the first
WHOLE = (selectinload(Order.lines), selectinload(Order.tenders), selectinload(Order.refunds))


class OrderQuery(Paged):
    store: str | None = Field(None, max_length=20, pattern=PLAIN, description="Code of the store.")
    state: OrderState | None = None
    channel: str | None = Field(None, max_length=40, pattern=PLAIN, description="Key of the channel.")
    sku: str | None = Field(None, max_length=80, pattern=PLAIN, description="Orders with a line of this.")
    gtin: Gtin | None = Field(None, description="Orders with a line of this, where we know the thing.")
    updated_since: Moment | None = Field(
        None,
        description="Orders that something happened to since, here or in their channel. "
        "Ask with some minutes of overlap: what was being written while you asked comes late.",
    )


class OrderPath(BaseModel):
    number: Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)] = Field(
        description="As people read it: HW-1001."
    )


@api.get("/orders", tags=[ORDERS], responses={200: OrderPage})
@token_can("orders:read")
def list_orders(query: OrderQuery) -> Response:
    """List orders

    By the moment they were placed, the oldest first.
    """
    page = page_of(_wanted(query).options(*WHOLE), query, Order.placed_at, Order.id)
    stores = store_codes()
    return shown(OrderPage(items=[_shape(order, stores) for order in page.rows], next=page.next))


@api.get("/orders/<string:number>", tags=[ORDERS], responses={200: OrderShape})
@token_can("orders:read")
def show_order(path: OrderPath) -> Response:
    """Read one order"""
    order = db.session.scalar(sa.select(Order).filter_by(number=path.number).options(*WHOLE))
    if order is None:
        raise missing("order")
    return shown(_shape(order, store_codes()))


@api.post("/orders", tags=[ORDERS], responses={200: OrderShape, 201: OrderShape})
@token_can("orders:write")
@once
def create_order(body: OrderSent) -> Response:
    """Send an order in

    The token’s channel is whose order it is. 201 for a new one; 200 for one that is known: a later
    `updated_at` changes it, the same or an earlier one changes nothing, and only a token with customers:read
    hears who ordered it. An SKU that nobody knows is kept
    and becomes a task for a person.
    """
    channel = own_channel()
    location = place_of(channel, store_named(body.store)) if body.store else None
    is_new = order_of(channel, body.external_id) is None
    try:
        order = take_in(channel, incoming(body, location))
        db.session.flush()
    except IntegrityError as error:
        raise _at_once(error) from error
    shape = order_shape(order, store_codes(), with_contact=is_new or has_scope("customers:read"))
    return created(shape, f"/api/v1/orders/{quote(order.number)}", status=201 if is_new else 200)


def _at_once(error: IntegrityError) -> Exception:
    """Another request with another key wrote the same new order while this one did; anything else is ours."""
    if getattr(error.orig, "sqlstate", "") != UNIQUE_VIOLATION:
        return error
    return ApiProblem(409, "sent_at_once", "The same order came in at this very moment. Send it again.")


def _shape(order: Order, stores: dict[int, str]) -> OrderShape:
    return order_shape(order, stores, with_contact=has_scope("customers:read"))


def _wanted(query: OrderQuery) -> sa.Select[Order]:
    find = sa.select(Order)
    if query.store:
        find = find.where(Order.store_id == store_named(query.store).id)
    if query.state:
        find = find.where(Order.state == query.state)
    if query.channel:
        find = find.where(Order.channel_id.in_(sa.select(Channel.id).filter_by(key=query.channel)))
    if query.sku:
        find = find.where(Order.id.in_(sa.select(OrderLine.order_id).where(_is_sku(query.sku))))
    if query.gtin:
        things = sa.select(Variant.id).where(Variant.gtin == whole_gtin(query.gtin))
        find = find.where(Order.id.in_(sa.select(OrderLine.order_id).where(OrderLine.variant_id.in_(things))))
    if query.updated_since:
        first = first_event_since(query.updated_since)
        find = find.where(Order.id.in_(sa.select(Event.order_id).where(Event.id >= first)))
    return find


def _is_sku(sku: str) -> sa.ColumnElement[bool]:
    """Of the thing we know, by its index; a line nobody could map has none."""
    return OrderLine.variant_id.in_(sa.select(Variant.id).where(Variant.sku == sku))
