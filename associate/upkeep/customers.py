"""Blank the people behind old orders, in place. What was bought, for how much and when stays."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.customers.models import Customer
from associate.core.events.evidence import FORGOTTEN, Evidence
from associate.core.events.models import Delivery
from associate.core.fulfillment.interventions import Intervention
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passes import PickupPass
from associate.core.orders.models import Order, OrderLine, OrderState, Refund, SearchKey, Tender
from associate.core.orders.search_keys import Kind
from associate.core.shipping.calls import CarrierCall
from associate.core.shipping.labels import Label
from associate.core.shipping.models import Parcel
from associate.core.shipping.tracking import TrackingEvent
from associate.core.tasks.models import Task
from associate.db import atomic, db

CLOSED = (OrderState.DONE, OrderState.CANCELED, OrderState.EXTERNAL)
ABOUT_PEOPLE = (Kind.NAME, Kind.EMAIL, Kind.PHONE_BACKWARDS)
LATER = {"synchronize_session": False}  # nothing of it is in the session
NOBODY = {"first_name": "", "last_name": "", "email": "", "phone": ""}
NAMELESS = "–"  # a code for somebody else stays one
PERSONAL = (
    Order.first_name,
    Order.last_name,
    Order.email,
    Order.phone,
    Order.pickup_person,
    Order.note,
    Order.gift_note,
)


def blank_customers(days: int, most: int) -> int:
    """Blank at most `most` closed orders placed more than `days` days ago, and customers with no order
    since. 0 days: never. Returns how many orders."""
    if not days:
        return 0
    before = now() - timedelta(days=days)
    with atomic():
        orders = _old_orders(before, most)
        if orders:
            _blank_orders(orders)
        _blank_people(before, most)
    return len(orders)


def _old_orders(before: datetime, most: int) -> list[int]:
    known = sa.or_(
        *(field != "" for field in PERSONAL),
        Order.shipping_address.is_not(sa.null()) & (sa.cast(Order.shipping_address, sa.Text) != "null"),
        Order.billing_address.is_not(sa.null()) & (sa.cast(Order.billing_address, sa.Text) != "null"),
    )
    old = sa.select(Order.id).where(Order.placed_at < before, Order.state.in_(CLOSED), known)
    return list(db.session.scalars(old.order_by(Order.id).limit(most).with_for_update(skip_locked=True)))


def _blank_orders(ids: list[int]) -> None:
    mine = Order.id.in_(ids)
    nowhere = {"shipping_address": sa.null(), "told_address": sa.null(), "billing_address": sa.null()}
    _set(Order, mine, **NOBODY, **nowhere, pickup_person="", note="", gift_note="", attributes=[])
    found_by = sa.or_(*(SearchKey.key.startswith(kind, autoescape=True) for kind in ABOUT_PEOPLE))
    db.session.execute(
        sa.delete(SearchKey).where(SearchKey.order_id.in_(ids), found_by), execution_options=LATER
    )
    jobs = sa.select(Fulfillment.id).where(Fulfillment.order_id.in_(ids))
    sent = sa.and_(PickupPass.fulfillment_id.in_(jobs), PickupPass.name != "")
    _set(PickupPass, sent, name=NAMELESS)
    _set(Intervention, Intervention.fulfillment_id.in_(jobs), note="")
    _set(OrderLine, OrderLine.order_id.in_(ids), notes=[])
    _set(Evidence, Evidence.order_id.in_(ids), **FORGOTTEN)
    _set(Tender, Tender.order_id.in_(ids), last4="")
    _set(Refund, Refund.order_id.in_(ids), reason="")
    _set(Delivery, Delivery.order_id.in_(ids), recipient="", result="")
    parcels = sa.select(Parcel.id).where(Parcel.fulfillment_id.in_(jobs))
    _set(CarrierCall, CarrierCall.parcel_id.in_(parcels), words="", request={})
    sent_by = sa.select(Label.id).where(Label.parcel_id.in_(parcels))
    _set(Label, Label.parcel_id.in_(parcels), tracking_url="", void_words="", drawing={})
    _set(TrackingEvent, TrackingEvent.label_id.in_(sent_by), words="", place="")
    _set(Task, sa.and_(Task.order_id.in_(ids), Task.done_at.is_not(None)), facts={}, outcome="")


def _blank_people(before: datetime, most: int) -> None:
    newer = sa.exists().where(Order.customer_id == Customer.id, Order.email != "")
    recent = sa.exists().where(Order.customer_id == Customer.id, Order.placed_at >= before)
    known = sa.or_(*(getattr(Customer, name) != "" for name in NOBODY))
    old = sa.select(Customer.id).where(Customer.created_at < before, known, ~newer, ~recent).limit(most)
    _set(Customer, Customer.id.in_(old), **NOBODY)


def _set(table: Any, which: Any, **values: Any) -> None:
    db.session.execute(sa.update(table).where(which).values(**values), execution_options=LATER)
