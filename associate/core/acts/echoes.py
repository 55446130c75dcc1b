"""A platform tells of every refund of its orders, of ours too: by what we wrote on them we know them."""

import re

from associate.clock import now
from associate.core.orders.incoming import IncomingRefund
from associate.core.orders.models import Order
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb, calls_of

OUR_TELLING = re.compile(r"\[msg_[0-9a-f]{32}\]")
"""What stands on a refund that went another way and was told there: the id of the telling."""


def is_echo(order: Order, told: IncomingRefund) -> bool:
    """Did we do it, through the platform’s own account, or tell it? Then its money is counted already.

    One that they were still at is looked up at once.
    """
    if OUR_TELLING.search(told.reason):
        return True
    for call in calls_of(order.id, PaymentCall.verb == PaymentVerb.REFUND):
        is_theirs = call.account is not None and call.account.channel_id == order.channel_id
        if f"[{call.key}]" in told.reason or (is_theirs and call.provider_ref == told.external_id):
            if call.state == PaymentState.WAITING:
                call.next_at = now()
            return True
    return False
