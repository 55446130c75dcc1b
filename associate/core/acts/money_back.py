"""Money that is owed back: by whoever holds it where they can be asked, else a task with the exact amount."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from associate.core.acts.refunding import (
    call_off,
    call_off_release,
    holder_of,
    is_being_taken,
    pay_back,
    refund_for,
)
from associate.core.events.record import Actor
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, OrderLine, RefundState, Tender
from associate.core.orders.worth import unit_value
from associate.core.payments.calls import PaymentCall, PaymentVerb, calls_of, sum_of
from associate.core.payments.models import account_of
from associate.core.payments.owed import owed_by, owed_by_tasks
from associate.core.returns.answer import Payout, Way
from associate.core.returns.reader import purchase_of
from associate.core.returns.tenders import pay_out, refundable, release
from associate.core.returns.wanted import AS_PAID
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import db


def paid(order: Order) -> int:
    """What the customer's money amounts to by now, less what went back, in minor units."""
    if order.payment not in (
        Payment.PAID,
        Payment.AUTHORIZED,
        Payment.PARTIALLY_REFUNDED,
        Payment.PARTIALLY_PAID,
    ):
        return 0
    known = sum(tender.amount for tender in order.tenders)
    held = [tender.id for tender in order.tenders if not tender.is_captured]
    released = sum(sum_of(tender_id, PaymentVerb.RELEASE) for tender_id in held)
    return max(0, (known or order.total) - went_back(order) - released)


def went_back(order: Order, *, besides: Collection[int] = ()) -> int:
    """By the platform’s word and by ours, what is still on its way included, in minor units; without the
    refunds `besides`, by their ids."""
    gone = [refund for refund in order.refunds if refund.state != RefundState.FAILED]
    return sum(refund.amount for refund in gone if refund.id not in besides)


def left_to_owe(order: Order) -> int:
    """What could still be owed: what was paid, less what went back and what open tasks already owe."""
    return max(0, paid(order) - owed_by_tasks(order.id))


def owe_refund(order: Order, *, by: Actor, why: str, kept: int = 0) -> None:
    """All of what is left, for a canceled order, less the `kept` goods' worth. Nothing paid, nothing owed.

    Where the channel canceled, whoever did it there decided about the money, too: a person looks.
    """
    amount = max(0, left_to_owe(order) - kept)
    _owe(order, amount, key=why, by=by, why=why, by_itself=by.ref != order.channel.ref)


def owe_units(
    order: Order,
    units: list[tuple[OrderLine, int, int]],
    *,
    key: str,
    by: Actor,
    why: str,
    not_before: datetime | None = None,
    by_itself: bool = True,
) -> int:
    """What single units cost, for refused or missing ones: (line, quantity, already gone back) each.

    The share of k units after r of n went back is floor(total·(r+k)/n) − floor(total·r/n), so that all
    of a line together is the line's total to the cent. Never more than is left of what was paid. Nothing
    goes before `not_before`: until then it can be taken back by `unowe`. Not `by_itself`: a person gives it.
    """
    amount = min(sum(unit_value(line, quantity, gone) for line, quantity, gone in units), left_to_owe(order))
    _owe(order, amount, key=key, by=by, why=why, by_itself=by_itself, not_before=not_before)
    return amount


def owe_amount(
    order: Order, amount: int, *, key: str, by: Actor, why: str, not_before: datetime | None = None
) -> None:
    """So many minor units that no unit goes back for, never more than is left of what was paid. Nothing goes
    before `not_before`: until then it can be taken back by `unowe`."""
    _owe(order, min(amount, left_to_owe(order)), key=key, by=by, why=why, not_before=not_before)


def unowe(order: Order, key: str, *, by: Actor) -> None:
    """Inside atomic(order): what this key sends by itself stays. Raises Refused("money_left") after."""
    if (refund := refund_for(order, key)) is not None:
        call_off(refund, by=by)
    call_off_release(order, key, by=by)


def owed_for(order: Order, key: str) -> int:
    """Minor units that went or go back for this key, one way or another."""
    tasks = sa.select(Task).where(Task.key == f"{TaskKind.REFUND.value}:{order.id}:{key}")
    by_hand = sum(owed_by(each) for each in db.session.scalars(tasks))
    refund = refund_for(order, key)
    held = (PaymentCall.verb == PaymentVerb.RELEASE, PaymentCall.cause == key[:80])
    released = sum(call.amount for call in calls_of(order.id, *held) if call.counts)
    return by_hand + (refund.amount if refund else 0) + released


def _owe(
    order: Order,
    amount: int,
    *,
    key: str,
    by: Actor,
    why: str,
    by_itself: bool = True,
    not_before: datetime | None = None,
) -> None:
    sent = _send(order, amount, key=key, by=by, why=why, not_before=not_before) if by_itself else 0
    if amount > sent:
        owe_by_hand(order, amount - sent, key=key, by=by, why=why)


def owe_by_hand(order: Order, amount: int, *, key: str, by: Actor, why: str) -> None:
    """Inside atomic(order): a task for a person, with the exact sum."""
    open_task(
        TaskKind.REFUND,
        f"{order.id}:{key}",
        by=by,
        order_id=order.id,
        store_id=order.store_id,
        amount=amount,
        currency=order.currency,
        why=why,
        authorized=order.payment == Payment.AUTHORIZED,
    )


def _send(
    order: Order, amount: int, *, key: str, by: Actor, why: str, not_before: datetime | None = None
) -> int:
    """As much of it as somebody can be asked for without a person, in minor units."""
    payouts = [each for each in _payouts(order, amount) if _can_go(order, each)]
    back = sum(each.amount for each in payouts if each.way == Way.BACK)
    if not payouts:
        return 0
    cause, n = key, 2
    while refund_for(order, cause) is not None:  # the same again, of an order that came back: another deed
        cause, n = f"{key}:{n}", n + 1
    pay_back(
        order,
        payouts,
        amount=back,
        why=why,
        cause=cause,
        by=by,
        store_id=order.store_id,
        not_before=not_before,
    )
    return sum(each.amount for each in payouts)


def _payouts(order: Order, amount: int) -> list[Payout]:
    """What was only set aside is let go of first: it costs nobody anything."""
    if not amount or account_of(order.channel_id) is None:
        return []
    purchase = purchase_of(order)
    held = min(amount, sum(tender.authorized for tender in purchase.tenders))
    back = min(amount - held, refundable(purchase))
    return [*release(purchase, held), *pay_out(purchase, back, 0, AS_PAID)]


def _can_go(order: Order, payout: Payout) -> bool:
    tender = db.session.get(Tender, payout.tender) if payout.tender else None
    verb = PaymentVerb.RELEASE if payout.way == Way.RELEASE else PaymentVerb.REFUND
    return holder_of(order, tender, verb) is not None and not is_being_taken(order, tender)
