"""A message that will not arrive this way: by another way, or a person is told."""

import sqlalchemy as sa

from associate.core.acts.alerts import PUSH, alert_shift
from associate.core.customers.consent import may_write, withdraw_consent
from associate.core.events.deliveries import other_way, queue_message
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import SYSTEM, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.telling import ways_to
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.stores.shifts import PushSubscription
from associate.db import db
from associate.integrations.notifications.port import Answer, Why
from associate.jobs.giving_up import give_up_delivery


def refused(delivery: Delivery, answer: Answer) -> None:
    """Inside atomic(delivery). Who said STOP is not written to again; a phone that can't be reached is
    followed by the customer's other address; with none left, a task says it and the shift is alerted."""
    if delivery.medium == PUSH:
        return _forget_browser(delivery, answer)
    if answer.why == Why.OPTED_OUT and may_write(delivery.medium, delivery.recipient):
        withdraw_consent(delivery.medium, delivery.recipient, source="stop")
    if answer.why in (Why.OPTED_OUT, Why.NOT_SET_UP) and _told_another_way(delivery):
        delivery.state = DeliveryState.FAILED
        return
    give_up_delivery(delivery, answer.words)
    if job := delivery.fulfillment_id and db.session.get(Fulfillment, delivery.fulfillment_id):
        alert_shift("failed_message", job, cause=f"delivery:{delivery.id}")


def _told_another_way(delivery: Delivery) -> bool:
    order = db.session.get_one(Order, delivery.order_id)
    store = db.session.get(Store, delivery.store_id) if delivery.store_id else None
    way = next((way for way in ways_to(order, store) if way.medium != delivery.medium), None)
    if way is None:
        return False
    cause = delivery.cause.partition(":")[2]
    queue_message(
        delivery.kind,
        other_way(cause, way.medium),
        recipient=way.address,
        medium=way.medium,
        order_id=order.id,
        fulfillment_id=delivery.fulfillment_id,
        store_id=delivery.store_id,
    )
    record("message.other_way", about=order, by=SYSTEM, message=delivery.kind, medium=way.medium)
    return True


def _forget_browser(delivery: Delivery, answer: Answer) -> None:
    """A browser that has left is forgotten; the person may have another one that listens."""
    number = int(delivery.recipient.partition(":")[2])
    gone = db.session.get(PushSubscription, number) if answer.why == Why.GONE else None
    delivery.state = DeliveryState.FAILED
    if gone is None:
        return
    newest = sa.select(sa.func.max(PushSubscription.id)).where(
        PushSubscription.staff_id == gone.staff_id, PushSubscription.id != gone.id
    )
    other = db.session.scalar(newest)
    db.session.delete(gone)
    if other:
        delivery.recipient, delivery.state = f"push:{other}", DeliveryState.PENDING
        delivery.next_at = delivery.created_at
