"""From a queued delivery to a message its reader has."""

from datetime import timedelta

from flask import current_app

from associate.clock import now
from associate.core.acts.alerts import PUSH
from associate.core.customers.consent import may_write
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import SYSTEM, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks
from associate.db import atomic, db
from associate.integrations.notifications.port import Answer, Message, Outcome, Why
from associate.jobs.outlets import outlet
from associate.jobs.refusals import refused
from associate.jobs.write import BrowserLeft, is_still_true, write

TRIES = 5
PAUSE = timedelta(seconds=20)  # doubled with each try
OVERTAKEN = "overtaken"
NOT_WRITTEN = Answer(Outcome.UNKNOWN, "not written")
STOPPED = Answer(Outcome.REFUSED, "this number wants no texts any more", Why.OPTED_OUT)
LEFT = Answer(Outcome.REFUSED, "this browser has left", Why.GONE)


def send_delivery(delivery_id: int) -> None:
    """Write the message, send it with no transaction open, keep what came of it."""
    delivery = db.session.get_one(Delivery, delivery_id)
    if not is_still_true(delivery):
        return drop(delivery)
    message = STOPPED if _said_stop(delivery) else _written(delivery)
    db.session.rollback()
    if isinstance(message, Message):
        keep_answer(delivery, outlet(message.medium, current_app.config).send(message))
    else:
        keep_answer(delivery, message)


def drop(delivery: Delivery) -> None:
    """What it says is no longer so: nobody is told, and it is written down."""
    with atomic(delivery):
        if delivery.state == DeliveryState.PENDING:
            delivery.state, delivery.result = DeliveryState.FAILED, OVERTAKEN
            if delivery.medium == PUSH:
                return  # the order's story is about its customer
            record("message.overtaken", about=_about(delivery), by=SYSTEM, message=delivery.kind)


def keep_answer(delivery: Delivery, answer: Answer) -> None:
    """Sent, or tried again, or told another way, or given up loudly: a task with the provider's words."""
    with atomic(delivery):
        if delivery.state != DeliveryState.PENDING:
            return
        delivery.result = answer.words
        if answer.outcome == Outcome.SENT:
            delivery.state, delivery.sent_at = DeliveryState.SENT, now()
            close_tasks(TaskKind.MESSAGE_FAILED, f"{delivery.order_id}:{delivery.kind}", "sent", by=SYSTEM)
        elif answer.outcome == Outcome.REFUSED or delivery.tries >= TRIES:
            refused(delivery, answer)
        else:
            delivery.next_at = now() + PAUSE * 2 ** (delivery.tries - 1)
        if delivery.medium != PUSH:  # the order's story is about its customer
            kind, about = f"message.{answer.outcome.value}", _about(delivery)
            record(kind, about=about, by=SYSTEM, message=delivery.kind)  # its words may quote the address


def _said_stop(delivery: Delivery) -> bool:
    """Since it was queued: it may have waited for the morning, or be sent again by hand."""
    return delivery.medium == "sms" and not may_write("sms", delivery.recipient)


def _written(delivery: Delivery) -> Message | Answer:
    """An answer when it can't be written: that is tried again and given up like any other failure, so that
    one message never stops the others."""
    try:
        return write(delivery, current_app)
    except BrowserLeft:
        return LEFT
    except Exception:
        current_app.logger.exception("a message could not be written")
        return NOT_WRITTEN


def _about(delivery: Delivery) -> Fulfillment | Order:
    job = db.session.get(Fulfillment, delivery.fulfillment_id) if delivery.fulfillment_id else None
    return job or db.session.get_one(Order, delivery.order_id)
