"""Take in what a channel tells: once, whole, and never backwards in time."""

import hashlib

import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order
from associate.core.acts.change import come_back, follow
from associate.core.acts.release import release
from associate.core.catalog.channels import Channel
from associate.core.customers.queries import customer_for
from associate.core.events.record import Actor, record
from associate.core.orders.incoming import IncomingOrder, IncomingRefund, Method
from associate.core.orders.models import Order, OrderLine, OrderState, Refund, Tender
from associate.core.orders.queries import free_number, order_of, way_was_chosen
from associate.core.stores.models import Store
from associate.db import atomic, db

PLAIN = (
    "placed_at currency tax_included payment pays_on_pickup method pickup_person shipping shipping_tax "
    "fees fees_tax tip duties total note canceled_at"
).split()


def take_in(channel: Channel, told: IncomingOrder) -> Order:
    """The order as of this telling, released if it can be. The same or an older telling changes nothing."""
    by = Actor(channel.ref)
    with atomic():
        order = order_of(channel, told.external_id)
        if order is None:
            order = _new(channel, told, by)
        else:
            with atomic(order):
                if not _is_news(order, told):
                    return order
                before = {line.external_id: line.to_fulfill for line in order.lines}
                _write_down(order, channel, told)
                record("order.changed", about=order, by=by, payment=told.payment)
                come_back(order, by=by)
                follow(order, told, before, store=_named_store(channel, told), by=by)
        if told.canceled_at and order.state != OrderState.CANCELED:
            cancel_order(order, by=by, reason=told.cancel_reason or "platform")
        release(order, by=by)
        return order


def note_refund(order: Order, refund: IncomingRefund, *, by: Actor) -> bool:
    """A refund told by itself, once. Quantities follow with the order's own next telling."""
    with atomic(order):
        if any(known.external_id == refund.external_id for known in order.refunds):
            return False
        _add_refund(order, refund)
        record("order.refunded", about=order, by=by, amount=refund.amount)
        return True


def _new(channel: Channel, told: IncomingOrder, by: Actor) -> Order:
    number = free_number(channel, told.number, told.external_id)
    order = Order(channel_id=channel.id, channel=channel, external_id=told.external_id, number=number)
    _write_down(order, channel, told)
    order.store_id = _store_id(channel, told.location)
    db.session.add(order)
    db.session.flush()
    record("order.placed", about=order, by=by, number=number, total=told.total, currency=told.currency)
    return order


def _write_down(order: Order, channel: Channel, told: IncomingOrder) -> None:
    for field in PLAIN:
        if field == "method" and _is_known_better(order, channel, told):
            continue
        if field == "canceled_at" and told.canceled_at is None and order.state == OrderState.CANCELED:
            continue  # canceled here: the channel needn't know when
        setattr(order, field, getattr(told, field))
    order.source_updated_at, order.source_hash = told.updated_at, _hash(told)
    order.adjustment = told.adjustment
    contact = told.contact.model_dump()
    order.customer = customer_for(channel, contact["external_id"], contact) or order.customer
    for field in ("first_name", "last_name", "email", "phone", "locale"):
        setattr(order, field, getattr(told.contact, field) or getattr(order, field) or "")
    order.shipping_address = told.shipping_address.model_dump() if told.shipping_address else None
    order.billing_address = told.billing_address.model_dump() if told.billing_address else None
    order.attributes = [list(pair) for pair in told.attributes]
    order.problems = [problem.model_dump() for problem in told.problems]
    if order.store_id is None or _moves(order, channel, told):
        order.store_id = _store_id(channel, told.location) or order.store_id
    _write_lines(order, told)
    _write_money(order, told)


def _write_lines(order: Order, told: IncomingOrder) -> None:
    known = {line.external_id: line for line in order.lines}
    for position, line in enumerate(told.lines):
        row = known.pop(line.external_id, None)
        if row is None:
            row = OrderLine(external_id=line.external_id)
            order.lines.append(row)
        row.position = position
        for field, value in line.model_dump(exclude={"external_id", "notes"}).items():
            setattr(row, field, value)
        row.notes = [list(pair) for pair in line.notes]
    for gone in known.values():  # edited out: the line stays on record, with nothing left to do
        gone.to_fulfill = 0


def _write_money(order: Order, told: IncomingOrder) -> None:
    order.tenders[:] = [Tender(**tender.model_dump()) for tender in told.tenders]
    known = {refund.external_id for refund in order.refunds}
    for refund in told.refunds:
        if refund.external_id not in known:
            _add_refund(order, refund)


def _add_refund(order: Order, refund: IncomingRefund) -> None:
    lines = [list(pair) for pair in refund.lines]
    order.refunds.append(Refund(**refund.model_dump(exclude={"lines"}), lines=lines))


def _store_id(channel: Channel, location: str | None) -> int | None:
    code = channel.locations.get(location or "") or channel.locations.get("*")
    return db.session.scalar(sa.select(Store.id).where(Store.code == code)) if code else None


def _named_store(channel: Channel, told: IncomingOrder) -> Store | None:
    """Where the customer means to collect, as far as this telling says so itself."""
    code = channel.locations.get(told.location or "")
    return db.session.scalar(sa.select(Store).where(Store.code == code)) if code else None


def _is_known_better(order: Order, channel: Channel, told: IncomingOrder) -> bool:
    """A person or an earlier telling knew the method: silence takes nothing back, and against a person who
    said that it ships stands only a pickup at a store we know."""
    if told.method is None:
        return order.method is not None
    is_again = order.method == Method.SHIP and told.method == Method.PICKUP and order.id is not None
    return is_again and way_was_chosen(order) and _named_store(channel, told) is None


def _moves(order: Order, channel: Channel, told: IncomingOrder) -> bool:
    """As long as no store has it, the order follows the customer; a person’s choice of store stays."""
    if order.id is None or _named_store(channel, told) is None:
        return False
    is_waiting = order.state == OrderState.WAITING
    return order.state == OrderState.EXTERNAL or (is_waiting and not way_was_chosen(order))


def _is_news(order: Order, told: IncomingOrder) -> bool:
    """Later by the platform's clock; within one tick of it, the telling that is further along."""
    if told.updated_at != order.source_updated_at:
        return told.updated_at > order.source_updated_at
    left = sum(line.to_fulfill for line in order.lines)
    was = (order.canceled_at is not None, len(order.refunds), -left, order.source_hash)
    return was < (
        told.canceled_at is not None,
        len(told.refunds),
        -sum(line.to_fulfill for line in told.lines),
        _hash(told),
    )


def _hash(told: IncomingOrder) -> str:
    return hashlib.sha256(told.model_dump_json().encode()).hexdigest()
