"""Is there still something to bring back of an order, or money of it on its way?"""

import sqlalchemy as sa

from associate.core.orders.models import Order, RefundState
from associate.core.returns.facts import checks_of_all
from associate.core.returns.models import Return, ReturnLine, ReturnState
from associate.db import db

UNSETTLED = (ReturnState.EXPECTED, ReturnState.OPEN)


def is_open_for_returns(order: Order) -> bool:
    """Until the last window closes, by the shop’s rules or the law’s, and every refund is there."""
    return _is_unsettled(order) or _is_within_a_window(order)


def _is_unsettled(order: Order) -> bool:
    if any(refund.state == RefundState.ASKED for refund in order.refunds):
        return True
    find = sa.select(Return.id).where(Return.order_id == order.id, Return.state.in_(UNSETTLED))
    return db.session.scalar(find.limit(1)) is not None


def _is_within_a_window(order: Order) -> bool:
    """Of one unit of each line, whatever came back of it."""
    thought = Return(order=order, customer=order.customer, currency=order.currency, opened_by="system")
    thought.lines = [
        ReturnLine(order_line=line, order_line_id=line.id, variant=line.variant) for line in order.lines
    ]
    found = checks_of_all(thought).values()
    return any(check.name == "window" and check.ok for checks in found for check in checks)
