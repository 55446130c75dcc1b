"""What a provider tells afterwards: a text that never arrived, a customer who writes STOP."""

from associate.core.customers.consent import give_consent, withdraw_consent
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import SYSTEM, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.db import atomic, db
from associate.integrations.notifications.port import Answer, Outcome, Why
from associate.integrations.notifications.twilio import LOST, OPTED_OUT
from associate.jobs.refusals import refused

STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
START = {"START", "YES", "UNSTOP"}
"""The words that Twilio itself acts on (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out)."""


def take_status(delivery_id: int, status: str, code: str) -> None:
    """A text was sent, and its network says it did not arrive: a person is told, once."""
    delivery = db.session.get(Delivery, delivery_id)
    if delivery is None or delivery.medium != "sms" or status not in LOST:
        return
    with atomic(delivery):
        if delivery.state not in (DeliveryState.SENT, DeliveryState.PENDING):
            return
        why = Why.OPTED_OUT if code == str(OPTED_OUT) else None
        delivery.result = f"{status} {code}".strip()[:300]
        record("message.undelivered", about=_about(delivery), by=SYSTEM, message=delivery.kind)
        refused(delivery, Answer(Outcome.REFUSED, delivery.result, why))


def take_word(number: str, text: str) -> None:
    """STOP ends text messages to this number, START begins them again; anything else changes nothing."""
    word = text.strip().upper()
    with atomic():
        if word in STOP:
            withdraw_consent("sms", number, source="stop")
        elif word in START:
            give_consent("sms", number, source="start")


def _about(delivery: Delivery) -> Fulfillment | Order:
    job = db.session.get(Fulfillment, delivery.fulfillment_id) if delivery.fulfillment_id else None
    return job or db.session.get_one(Order, delivery.order_id)
