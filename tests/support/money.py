"""Accounts that hold an order’s money, and what is asked of them."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.intake import take_in
from associate.core.acts.refunding import pay_back
from associate.core.catalog.channels import Channel
from associate.core.orders.incoming import IncomingTender, Payment
from associate.core.orders.models import Order, Refund
from associate.core.payments.calls import NEVER, OPEN, PaymentCall
from associate.core.payments.models import PaymentAccount
from associate.core.returns.answer import Payout, Way
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from tests.support.shop import Shop, look_again


def account(channel: Channel | None, platform: str, *, key: str = "", **columns: object) -> PaymentAccount:
    with atomic():
        made = PaymentAccount(
            key=key or platform,
            platform=platform,
            name=platform.title(),
            channel_id=channel.id if channel else None,
            **columns,
        )
        db.session.add(made)
    return made


def back(order: Order, amount: int, *, tender: int = 0) -> list[Payout]:
    row = order.tenders[tender]
    return [Payout(row.id, row.kind, Way.BACK, amount)]


def now_order(order: Order) -> Order:
    look_again()
    return db.session.get_one(Order, order.id)


def paper_order(shop: Shop, *, captured: bool = True, number: str = "1001") -> Order:
    """Two jackets, paid by a card whose money the account on paper holds."""
    tender = IncomingTender(
        external_id="pay-1", kind="card", amount=2 * shop.jacket.price, is_captured=captured, last4="4417"
    )
    payment = Payment.PAID if captured else Payment.AUTHORIZED
    told = shop.tells((shop.jacket, 2), number=number, tenders=(tender,), payment=payment)
    return take_in(shop.web, told)


def gives_back(shop: Shop, order: Order, amount: int, *, cause: str = "return:7", tender: int = 0) -> Refund:
    with atomic(order):
        by, store = shop.helen.actor, shop.mill_quay.id
        payouts = back(order, amount, tender=tender)
        refund = pay_back(order, payouts, amount=amount, why="return", cause=cause, by=by, store_id=store)
        assert refund is not None
        return refund


def three_minutes_pass() -> None:
    """Leases have run out, and what was asked has come to their books: without waiting for it."""
    before = now() - timedelta(minutes=3)
    with atomic():
        for call in db.session.scalars(sa.select(PaymentCall).where(PaymentCall.state.in_(OPEN))):
            call.next_at = now() if call.next_at != NEVER else NEVER
            call.asked_at = call.asked_at and before
    look_again()


def only_call() -> PaymentCall:
    look_again()
    return db.session.scalars(sa.select(PaymentCall)).one()


def refunds(order: Order) -> list[tuple[str, int]]:
    return [(each.state.value, each.amount) for each in now_order(order).refunds]


def stuck() -> list[Task]:
    """The open tasks about money that didn’t move."""
    look_again()
    find = sa.select(Task).where(Task.kind == TaskKind.MONEY_STUCK, Task.done_at.is_(None))
    return list(db.session.scalars(find.order_by(Task.id)))
