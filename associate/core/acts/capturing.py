"""Money that was set aside is taken when the order is ready, or as it leaves: once, what is left of it."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.refunding import holder_of
from associate.core.events.record import SYSTEM, Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import OPEN
from associate.core.orders.incoming import Payment
from associate.core.orders.models import IS_WAITING, Order, Tender
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb, calls_of, sum_of
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db, insert_into

LASTS = timedelta(days=7)
LASTS_AT = {
    "paypal": timedelta(days=3),
    "klarna": timedelta(days=28),
    "afterpay": timedelta(days=13),
    "clearpay": timedelta(days=13),
    "affirm": timedelta(days=30),
}
"""So long an authorization can be captured where nobody says: cards at Shopify Payments and at Stripe a week
(https://docs.stripe.com/payments/place-a-hold-on-a-payment-method), PayPal its honor period
(https://developer.paypal.com/docs/checkout/standard/customize/authorization/)."""
WARNING = timedelta(hours=24)


def capture_when_ready(job: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(job): where its store takes the money as soon as an order is ready."""
    order = job.order
    if order.payment == Payment.AUTHORIZED and job.store.captures_at_ready:
        capture(order, cause=job.ref, by=by, store_id=job.store_id)


def capture(
    order: Order, *, cause: str, by: Actor, store_id: int | None, not_before: datetime | None = None
) -> None:
    """Inside atomic(): each of its authorizations that somebody can be asked for, once, whoever asks at the
    same moment: an index keeps a tender to one capture. How much is said when it is asked."""
    if order.payment != Payment.AUTHORIZED:
        return
    for tender in order.tenders:
        left = tender.amount - sum_of(tender.id, PaymentVerb.RELEASE)
        account = holder_of(order, tender, PaymentVerb.CAPTURE)
        if tender.is_captured or left <= 0 or account is None:
            continue
        row = insert_into(PaymentCall).values(
            verb=PaymentVerb.CAPTURE,
            order_id=order.id,
            store_id=store_id,
            tender_id=tender.id,
            account_id=account.id,
            amount=left,
            currency=order.currency,
            cause=cause[:80],
            by=by.ref,
            next_at=not_before or now(),
        )
        db.session.execute(row.on_conflict_do_nothing())


def leave_authorized(order: Order, cause: str) -> None:
    """Inside atomic(order): what this cause would capture isn’t, unless somebody was asked already."""
    is_capture = (PaymentCall.verb == PaymentVerb.CAPTURE, PaymentCall.cause == cause[:80])
    for call in calls_of(order.id, *is_capture):
        if call.is_untouched:
            call.state = PaymentState.WITHDRAWN


def runs_out_at(order: Order, tender: Tender) -> datetime:
    """From then on it can’t be captured any more, by the platform’s word or by what is usual."""
    names = f"{tender.gateway} {tender.kind}".lower()
    usual = next((time for name, time in LASTS_AT.items() if name in names), LASTS)
    return tender.authorized_until or order.placed_at + usual


def running_out() -> list[Order]:
    """Open orders whose money could soon not be taken any more; each tender is asked about once."""
    jobs = sa.select(Fulfillment.order_id).where(
        Fulfillment.store_id.in_(sa.select(Store.id)), Fulfillment.state.in_(OPEN)
    )
    open_ = sa.union(sa.select(Order.id).where(IS_WAITING), jobs)
    soon = now() + WARNING
    is_old = sa.or_(
        Tender.authorized_until < soon,
        sa.and_(Tender.authorized_until.is_(None), Order.placed_at < soon - min(LASTS_AT.values())),
    )
    held = sa.exists().where(Tender.order_id == Order.id, ~Tender.is_captured, is_old)
    find = sa.select(Order).where(Order.id.in_(open_), Order.payment == Payment.AUTHORIZED, held)
    return [order for order in db.session.scalars(find.order_by(Order.id)) if any(_due(order))]


def warn(order: Order) -> None:
    """A task for each authorization that runs out within a day."""
    with atomic(order):
        for tender in _due(order):
            open_task(
                TaskKind.MONEY_STUCK,
                _key(order, tender),
                by=SYSTEM,
                store_id=order.store_id,
                order_id=order.id,
                about=order.ref,
                why="runs_out",
                verb=PaymentVerb.CAPTURE.value,
                amount=tender.amount,
                owed=0,
                currency=order.currency,
                until=runs_out_at(order, tender).isoformat(),
            )


def _due(order: Order) -> list[Tender]:
    soon = now() + WARNING
    held = [each for each in order.tenders if not each.is_captured and runs_out_at(order, each) < soon]
    asked = sa.select(Task.key).where(Task.order_id == order.id, Task.kind == TaskKind.MONEY_STUCK)
    known = set(db.session.scalars(asked)) if held else set()
    captures = calls_of(order.id, PaymentCall.verb == PaymentVerb.CAPTURE) if held else []
    taken = {call.tender_id for call in captures if call.counts}
    full = {each.id: f"{TaskKind.MONEY_STUCK.value}:{_key(order, each)}" for each in held}
    left = [each for each in held if each.amount > sum_of(each.id, PaymentVerb.RELEASE)]
    return [each for each in left if each.id not in taken and full[each.id] not in known]


def _key(order: Order, tender: Tender) -> str:
    return f"{order.id}:runs_out:{tender.id}"
