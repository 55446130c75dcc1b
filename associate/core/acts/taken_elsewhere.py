"""Somebody took at the web shop all that was set aside, also what was let go of: a person gives it back."""

from associate.core.acts.money_back import owe_by_hand
from associate.core.events.record import SYSTEM
from associate.core.orders.models import Order, Tender
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb, calls_of


def taken_elsewhere(order: Order, tender: Tender) -> None:
    """Inside atomic(order). Where we took it ourselves the rest was let go of, and nothing is owed."""
    calls = [call for call in calls_of(order.id, PaymentCall.tender_id == tender.id) if call.counts]
    if any(call.verb == PaymentVerb.CAPTURE and not call.is_untouched for call in calls):
        return
    for call in calls:
        if call.is_untouched and call.verb in (PaymentVerb.RELEASE, PaymentVerb.CAPTURE):
            call.state = PaymentState.WITHDRAWN
            if call.verb == PaymentVerb.RELEASE:
                owe_by_hand(order, call.amount, key=call.ref, by=SYSTEM, why="charged")
