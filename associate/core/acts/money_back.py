"""Money that is owed back, until a payments port can send it: a task with the exact amount."""

from collections.abc import Collection

from associate.core.events.record import Actor
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, OrderLine, RefundState
from associate.core.orders.worth import unit_value
from associate.core.payments.calls import PaymentVerb, sum_of
from associate.core.payments.owed import owed_by_tasks
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task


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
    """All of what is left, for a canceled order, less the `kept` goods' worth. Nothing paid, nothing owed."""
    _owe(order, max(0, left_to_owe(order) - kept), key=why, by=by, why=why)


def owe_units(order: Order, units: list[tuple[OrderLine, int, int]], *, key: str, by: Actor, why: str) -> int:
    """What single units cost, for refused or missing ones: (line, quantity, already gone back) each.

    The share of k units after r of n went back is floor(total·(r+k)/n) − floor(total·r/n), so that all
    of a line together is the line's total to the cent. Never more than is left of what was paid.
    """
    amount = min(sum(unit_value(line, quantity, gone) for line, quantity, gone in units), left_to_owe(order))
    _owe(order, amount, key=key, by=by, why=why)
    return amount


def _owe(order: Order, amount: int, *, key: str, by: Actor, why: str) -> None:
    if amount:
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
