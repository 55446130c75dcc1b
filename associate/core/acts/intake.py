"""Take in what a channel tells: once, whole, and never backwards in time."""

from typing import Any

import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order
from associate.core.acts.change import come_back, follow
from associate.core.acts.echoes import is_echo
from associate.core.acts.intake_many import take_in_new
from associate.core.acts.kits import open_again, open_kits
from associate.core.acts.release import release
from associate.core.acts.taken_elsewhere import taken_elsewhere
from associate.core.catalog.channels import Channel
from associate.core.customers.queries import customer_for
from associate.core.events.record import Actor, record
from associate.core.orders.incoming import IncomingOrder, IncomingRefund, IncomingTender, Method
from associate.core.orders.kits import as_sold, open_pairs
from associate.core.orders.models import Order, OrderLine, OrderState, Refund, Tender
from associate.core.orders.queries import order_of, way_was_chosen
from associate.core.orders.rows import (
    contact_columns,
    fingerprint,
    line_columns,
    nameless,
    order_columns,
    refund_columns,
)
from associate.core.orders.write_down import store_code, write_down
from associate.core.payments.calls import used_tenders
from associate.core.stores.models import Store
from associate.db import atomic, db


def take_in(channel: Channel, told: IncomingOrder) -> Order:
    """The order as of this telling, released if it can be. The same or an older telling changes nothing."""
    by = Actor(channel.ref)
    with atomic():
        order = order_of(channel, told.external_id)
        if order is None:
            order = _new(channel, told, by)
        else:
            with atomic(order):
                told = open_again(order, nameless(told) if order.erased_at else told)
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
        if any(known.external_id == refund.external_id for known in order.refunds) or is_echo(order, refund):
            return False
        refund = refund.model_copy(update={"lines": open_pairs(refund.lines, as_sold(order))})
        said = refund.model_copy(update={"reason": ""}) if order.erased_at else refund
        _add_refund(order, said)
        record("order.refunded", about=order, by=by, amount=refund.amount)
        return True


def _new(channel: Channel, told: IncomingOrder, by: Actor) -> Order:
    """Released at once where nothing stands in the way; else the gate of release() says what does."""
    if not take_in_new(channel, [told]):
        write_down(channel, open_kits(channel, [told]), by=by)
    order = order_of(channel, told.external_id)
    assert order is not None
    return order


def _write_down(order: Order, channel: Channel, told: IncomingOrder) -> None:
    for name, value in order_columns(told).items():
        if name == "method" and _is_known_better(order, channel, told):
            continue
        if name == "canceled_at" and told.canceled_at is None and order.state == OrderState.CANCELED:
            continue  # canceled here: the channel needn't know when
        if name == "shipping_address" and _is_corrected(order, value):
            continue
        setattr(order, name, value)
    contact = contact_columns(told)
    order.customer = customer_for(channel, told.contact.external_id, contact) or order.customer
    for name, said in contact.items():
        setattr(order, name, said or getattr(order, name) or "")
    if order.store_id is None or _moves(order, channel, told):
        order.store_id = _store_id(channel, told) or order.store_id
    _write_lines(order, told)
    _write_money(order, told)


def _is_corrected(order: Order, told: dict[str, Any] | None) -> bool:
    """Somebody here put right what the channel tells: only another address takes its place."""
    if order.told_address is not None and (told or {}) == order.told_address:
        return True
    order.told_address = None
    return False


def _write_lines(order: Order, told: IncomingOrder) -> None:
    known = {line.external_id: line for line in order.lines}
    for position, line in enumerate(told.lines):
        row = known.pop(line.external_id, None)
        if row is None:
            row = OrderLine()
            order.lines.append(row)
        for name, value in line_columns(line, position).items():
            setattr(row, name, value)
        if line.kit:
            row.variant_id = line.kit.variant_id
    for gone in known.values():  # edited out: the line stays on record, with nothing left to do
        gone.to_fulfill = 0


def _write_money(order: Order, told: IncomingOrder) -> None:
    _write_tenders(order, told)
    known = {refund.external_id for refund in order.refunds}
    for refund in told.refunds:
        if refund.external_id not in known and not is_echo(order, refund):
            _add_refund(order, refund)


def _write_tenders(order: Order, told: IncomingOrder) -> None:
    """In place: what was asked of a tender still points at it when the order is told again."""
    left = list(order.tenders)
    for tender in told.tenders:
        row = next((row for row in left if _is_same(row, tender)), None)
        if row is None:
            order.tenders.append(Tender(**tender.model_dump()))
            continue
        left.remove(row)
        held = 0 if row.is_captured else row.amount
        for name, value in tender.model_dump().items():
            setattr(row, name, value)
        if held and row.is_captured and row.amount >= held:
            taken_elsewhere(order, row)
    kept = used_tenders(order.id) if left else set()
    for row in left:
        if row.id not in kept:
            order.tenders.remove(row)


def _is_same(row: Tender, told: IncomingTender) -> bool:
    """A telling may leave out the platform's id of a payment, and another one give it."""
    if row.external_id and told.external_id:
        return row.external_id == told.external_id
    return row.kind == told.kind


def _add_refund(order: Order, refund: IncomingRefund) -> None:
    order.refunds.append(Refund(**refund_columns(refund)))


def _store_id(channel: Channel, told: IncomingOrder) -> int | None:
    code = store_code(channel, told)
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
    theirs = [refund for refund in order.refunds if not refund.is_ours]
    was = (order.canceled_at is not None, len(theirs), -left, order.source_hash)
    return was < (
        told.canceled_at is not None,
        len([refund for refund in told.refunds if not is_echo(order, refund)]),
        -sum(line.to_fulfill for line in told.lines),
        fingerprint(told),
    )
