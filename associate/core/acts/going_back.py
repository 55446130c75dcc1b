"""What of a customer's money is on its way back, by the refund tasks and by what the platform told."""

from dataclasses import dataclass

from associate.core.acts.money_back import paid, went_back
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, OrderState, RefundState
from associate.core.payments.calls import PaymentCall, PaymentVerb, calls_of
from associate.core.payments.owed import owed_by_tasks
from associate.core.returns.telling import gift_refunds


@dataclass(frozen=True)
class MoneyBack:
    """Minor units of `currency`. `last4` is of the one card it was paid with, else empty."""

    currency: str
    owed: int = 0  # a person at the shop sends it, or it is on its way
    sent: int = 0  # it went back
    is_released: bool = False  # never charged: the bank lets go of it
    last4: str = ""


def going_back(order: Order) -> MoneyBack:
    """What is owed or has gone back by now. Never says more is owed than is left of what was paid."""
    hidden = _hidden(order)
    asked = [each for each in order.refunds if each.state == RefundState.ASKED and each.id not in hidden]
    on_its_way = sum(each.amount for each in asked)
    owed = min(owed_by_tasks(order.id), paid(order)) + on_its_way
    uncharged = order.payment == Payment.AUTHORIZED and owed > 0
    voided = order.payment == Payment.VOIDED and order.state == OrderState.CANCELED
    sent = went_back(order, besides=hidden) - on_its_way or _all_of(order)
    released = uncharged or voided or _is_let_go(order)
    return MoneyBack(order.currency, owed, sent, released, _one_card(order))


def would_go_back(order: Order) -> MoneyBack:
    """What canceling the order now would send back, for a customer who thinks about it."""
    return MoneyBack(order.currency, paid(order), 0, order.payment == Payment.AUTHORIZED, _one_card(order))


def _hidden(order: Order) -> set[int]:
    """Refunds (ids) of a gift to who got it: its purchaser isn’t told of them."""
    return gift_refunds(order.id) if any(refund.is_ours for refund in order.refunds) else set()


def _is_let_go(order: Order) -> bool:
    """Of what was only set aside, some is not taken."""
    held = (PaymentCall.verb == PaymentVerb.RELEASE, PaymentCall.of_id.is_(None))
    return any(call.counts for call in calls_of(order.id, *held))


def _all_of(order: Order) -> int:
    return order.total if order.payment == Payment.REFUNDED else 0


def _one_card(order: Order) -> str:
    return order.tenders[0].last4 if len(order.tenders) == 1 else ""
