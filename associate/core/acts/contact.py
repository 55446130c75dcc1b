"""Correct how a customer is reached, as they say it at the counter or on the phone."""

from associate.core.customers.consent import give_consent, has_stopped, may_write
from associate.core.events.record import Actor, record
from associate.core.fulfillment.telling import address_of
from associate.core.orders.models import Order
from associate.core.stores.models import Store


def correct_contact(order: Order, store: Store | None, *, email: str, phone: str, by: Actor) -> None:
    """Inside atomic(order): what is given and differs takes the place of what the order has.

    A number typed wrong had the customer's yes: the right one keeps it.
    """
    if email and email != order.email:
        order.email = email
        record("order.email_corrected", about=order, by=by)
    before = address_of(order, store, "sms")
    if phone and phone != before:
        order.phone = phone
        record("order.phone_corrected", about=order, by=by)
        if may_write("sms", before) and not has_stopped("sms", phone):
            give_consent("sms", phone, source="staff")
