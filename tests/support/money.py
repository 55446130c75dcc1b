"""Accounts that hold an order’s money, and what is asked of them."""

from associate.core.catalog.channels import Channel
from associate.core.orders.models import Order
from associate.core.payments.models import PaymentAccount
from associate.core.returns.answer import Payout, Way
from associate.db import atomic, db
from tests.support.shop import look_again


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
