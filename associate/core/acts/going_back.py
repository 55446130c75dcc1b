"""What of a customer's money is on its way back, by the refund tasks and by what the platform told."""

from dataclasses import dataclass

from associate.core.acts.money_back import paid, went_back
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, OrderState
from associate.core.payments.owed import owed_by_tasks
from associate.core.returns.telling import gift_refunds


@dataclass(frozen=True)
class MoneyBack:
    """Minor units of `currency`. `last4` is of the one card it was paid with, else empty."""

    currency: str
    owed: int = 0  # a person at the shop sends it
    sent: int = 0  # the platform says it went back
    is_released: bool = False  # never charged: the bank lets go of it
    last4: str = ""


def going_back(order: Order) -> MoneyBack:
    """What is owed or has gone back by now. Never says more is owed than is left of what was paid."""
    owed = min(owed_by_tasks(order.id), paid(order))
    uncharged = order.payment == Payment.AUTHORIZED and owed > 0
    voided = order.payment == Payment.VOIDED and order.state == OrderState.CANCELED
    sent = _told(order) or _all_of(order)
    return MoneyBack(order.currency, owed, sent, uncharged or voided, _one_card(order))


def would_go_back(order: Order) -> MoneyBack:
    """What canceling the order now would send back, for a customer who thinks about it."""
    return MoneyBack(order.currency, paid(order), 0, order.payment == Payment.AUTHORIZED, _one_card(order))


def _told(order: Order) -> int:
    """What went back, less what a gift brought to who got it: its purchaser isn’t told of that."""
    hidden = gift_refunds(order.id) if any(refund.is_ours for refund in order.refunds) else set()
    return went_back(order, besides=hidden)


def _all_of(order: Order) -> int:
    return order.total if order.payment == Payment.REFUNDED else 0


def _one_card(order: Order) -> str:
    return order.tenders[0].last4 if len(order.tenders) == 1 else ""
