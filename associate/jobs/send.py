"""From a queued delivery to a message the customer has."""

from datetime import timedelta

from flask import current_app

from associate.clock import now
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import SYSTEM, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import atomic, db
from associate.integrations.notifications.port import Answer, Message, Outcome
from associate.jobs.mail import the_mail
from associate.jobs.write import is_still_true, write

TRIES = 5
PAUSE = timedelta(seconds=20)  # doubled with each try
OVERTAKEN = "overtaken"
NOT_WRITTEN = Answer(Outcome.UNKNOWN, "not written")


def send_delivery(delivery_id: int) -> None:
    """Write the message, send it with no transaction open, keep what came of it."""
    delivery = db.session.get_one(Delivery, delivery_id)
    if not is_still_true(delivery):
        return drop(delivery)
    message = _written(delivery)
    db.session.rollback()
    keep_answer(delivery, the_mail(current_app.config).send(message) if message else NOT_WRITTEN)


def drop(delivery: Delivery) -> None:
    """What it says is no longer so: nobody is told, and it is written down."""
    with atomic(delivery):
        if delivery.state == DeliveryState.PENDING:
            delivery.state, delivery.result = DeliveryState.FAILED, OVERTAKEN
            record("message.overtaken", about=_about(delivery), by=SYSTEM, message=delivery.kind)


def keep_answer(delivery: Delivery, answer: Answer) -> None:
    """Sent, or tried again, or given up loudly: a task with the provider's words."""
    with atomic(delivery):
        if delivery.state != DeliveryState.PENDING:
            return
        delivery.result = answer.words
        if answer.outcome == Outcome.SENT:
            delivery.state, delivery.sent_at = DeliveryState.SENT, now()
            close_tasks(TaskKind.MESSAGE_FAILED, _key(delivery), "sent", by=SYSTEM)
        elif answer.outcome == Outcome.REFUSED or delivery.tries >= TRIES:
            _give_up(delivery, answer.words)
        else:
            delivery.next_at = now() + PAUSE * 2 ** (delivery.tries - 1)
        kind, about = f"message.{answer.outcome.value}", _about(delivery)
        record(kind, about=about, by=SYSTEM, message=delivery.kind)  # its words may quote the address


def _give_up(delivery: Delivery, words: str) -> None:
    delivery.state = DeliveryState.FAILED
    open_task(
        TaskKind.MESSAGE_FAILED,
        _key(delivery),
        by=SYSTEM,
        order_id=delivery.order_id,
        store_id=delivery.store_id,
        about=f"delivery:{delivery.id}",
        message=delivery.kind,
        words=words,
    )


def _written(delivery: Delivery) -> Message | None:
    """None when it can't be written: that is tried again and given up like any other failure, so that one
    message never stops the others."""
    try:
        return write(delivery, current_app)
    except Exception:
        current_app.logger.exception("a message could not be written")
        return None


def _key(delivery: Delivery) -> str:
    """One task for one order and kind of message, however often it was tried or sent again."""
    return f"{delivery.order_id}:{delivery.kind}"


def _about(delivery: Delivery) -> Fulfillment | Order:
    job = db.session.get(Fulfillment, delivery.fulfillment_id) if delivery.fulfillment_id else None
    return job or db.session.get_one(Order, delivery.order_id)
