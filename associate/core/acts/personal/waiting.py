"""What has to come to its end before a person can be forgotten: nobody loses a bag, or money, over it."""

from enum import StrEnum

import sqlalchemy as sa

from associate.core.acts.personal.theirs import Theirs
from associate.core.orders.models import Order, OrderState, Refund, RefundState
from associate.core.payments.calls import OPEN, PaymentCall
from associate.core.returns.models import Return, ReturnState
from associate.core.tasks.models import Task
from associate.db import db

GOES_ON = (OrderState.WAITING, OrderState.OPEN)


class Wait(StrEnum):
    ORDERS = "orders"
    RETURNS = "returns"  # somebody stands at the counter
    MONEY = "money"  # on its way, or nobody knows
    TASKS = "tasks"


def what_waits(whose: Theirs) -> dict[Wait, int]:
    """How many of each; empty: nothing stands in the way."""
    asked = sa.and_(Refund.order_id.in_(whose.orders), Refund.state == RefundState.ASKED)
    moving = sa.and_(PaymentCall.order_id.in_(whose.orders), PaymentCall.state.in_(OPEN))
    found = {
        Wait.ORDERS: _count(Order, Order.id.in_(whose.orders), Order.state.in_(GOES_ON)),
        Wait.RETURNS: _count(Return, Return.id.in_(whose.returns), Return.state == ReturnState.OPEN),
        Wait.MONEY: _count(Refund, asked) + _count(PaymentCall, moving),
        Wait.TASKS: _count(Task, Task.order_id.in_(whose.orders), Task.done_at.is_(None)),
    }
    return {what: n for what, n in found.items() if n}


def _count(table: type, *which: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*which)) or 0
