"""A platform tells of every refund of its orders, of ours too: by what we wrote on them we know them."""

import re

import sqlalchemy as sa

from associate.clock import now
from associate.core.orders.incoming import IncomingRefund
from associate.core.orders.models import Order
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb
from associate.core.payments.models import PaymentAccount
from associate.db import db

OUR_TELLING = re.compile(r"\[msg_[0-9a-f]{32}\]")
"""What stands on a refund that went another way and was told there: the id of the telling."""
OUR_KEY = re.compile(r"\[([0-9a-f]{24})\]")


def is_echo(order: Order, told: IncomingRefund) -> bool:
    """Did we do it, through the platform’s own account, or tell it? Then its money is counted already.

    One that they were still at is looked up at once. It may be of an exchange, whose money lies here.
    """
    if OUR_TELLING.search(told.reason):
        return True
    is_named = sa.and_(
        PaymentCall.provider_ref == told.external_id, PaymentAccount.channel_id == order.channel_id
    )
    find = sa.select(PaymentCall).outerjoin(PaymentAccount, PaymentAccount.id == PaymentCall.account_id)
    find = find.where(
        PaymentCall.verb == PaymentVerb.REFUND,
        sa.or_(is_named, PaymentCall.key.in_(OUR_KEY.findall(told.reason))),
    )
    call = db.session.scalar(find.limit(1))
    if call is not None and call.state == PaymentState.WAITING:
        call.next_at = now()
    return call is not None
