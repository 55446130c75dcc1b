"""How far a refund of ours is, by its calls, and what the world hears of it: each cent once."""

from collections.abc import Sequence

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.orders.models import Order, Refund, RefundState
from associate.core.payments.calls import OPEN, PaymentCall, PaymentState, calls_of
from associate.db import atomic, db

TOLD = "order.refunded"


def settle(refund: Refund, order: Order) -> None:
    """Inside atomic(order): its sum is what went or may have gone, and it is done when nothing is open.

    Refused calls leave it smaller; what they owe is a task. With nothing left it has failed.
    """
    calls = calls_of(order.id, PaymentCall.refund_id == refund.id)
    refund.amount = refund.to_credit + sum(call.amount for call in calls if call.counts)
    if not refund.amount:
        refund.state = RefundState.FAILED
    elif any(call.state in OPEN for call in calls) or refund.at > now():
        refund.state = RefundState.ASKED
    else:
        refund.state = RefundState.DONE
        _tell(refund, order, calls)


def settle_due() -> int:
    """What nobody is asked for any more (credit, what a till gave at once) is done once it can’t be called
    off. Returns how many that were."""
    open_call = sa.exists().where(PaymentCall.refund_id == Refund.id, PaymentCall.state.in_(OPEN))
    find = sa.select(Refund.id, Refund.order_id).where(
        Refund.state == sa.literal_column("'asked'"), Refund.is_ours, Refund.at <= now(), ~open_call
    )
    rows = db.session.execute(find.order_by(Refund.at, Refund.id).limit(100)).all()
    settled = 0
    for refund_id, order_id in rows:
        order = db.session.get_one(Order, order_id)
        with atomic(order):
            refund = db.session.get_one(Refund, refund_id, populate_existing=True)
            if refund.state == RefundState.ASKED:
                settle(refund, order)
                settled += refund.state != RefundState.ASKED
    return settled


def _tell(refund: Refund, order: Order, calls: Sequence[PaymentCall]) -> None:
    """`elsewhere`: of the amount, what the channel’s own account didn’t do, so that it has to hear of it."""
    done = [call for call in calls if call.state == PaymentState.DONE]
    amount = refund.to_credit + sum(call.amount for call in done)
    elsewhere = refund.to_credit + sum(call.amount for call in done if not _is_by_channel(call, order))
    told, told_elsewhere = _told(refund, order)
    if amount > told:
        record(
            TOLD,
            about=order,
            by=Actor(refund.by),
            refund=refund.id,
            amount=amount - told,
            elsewhere=max(0, elsewhere - told_elsewhere),
            why=refund.why,
        )


def _is_by_channel(call: PaymentCall, order: Order) -> bool:
    account = call.account
    return bool(
        account and account.channel_id == order.channel_id and account.platform == order.channel.platform
    )


def _told(refund: Refund, order: Order) -> tuple[int, int]:
    """By the journal: what was told of this refund before, and of that what the channel heard from us."""
    find = sa.select(Event.facts).where(Event.about == order.ref, Event.kind == TOLD)
    facts = [each for each in db.session.scalars(find) if each.get("refund") == refund.id]
    return sum(each["amount"] for each in facts), sum(each["elsewhere"] for each in facts)
