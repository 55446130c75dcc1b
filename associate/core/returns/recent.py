"""How much somebody brought back of late, whatever they bought it by."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.customers.persons import profiles, profiles_of
from associate.core.orders.models import Order
from associate.core.orders.search_keys import only_digits
from associate.core.orders.whose import DIGITS, addresses, orders_known_by, phones
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.db import db

COUNTS = (ReturnState.OPEN, ReturnState.DONE)
KINDS = (ReturnKind.RETURN, ReturnKind.GIFT, ReturnKind.NO_RECEIPT)


def units_of_customer(return_: Return, days: int) -> int:
    """Units of the last `days` days in all other returns of this person: of every profile, channel and
    store that knows them by the same email or phone."""
    ids = _orders(return_)
    customers = set(db.session.scalars(sa.select(Order.customer_id).where(Order.id.in_(ids))))
    people = profiles_of(*customers, return_.customer_id)
    theirs = sa.or_(
        Return.order_id.in_(ids), Return.customer_id.in_(people), Return.order_id.in_(_of(people))
    )
    find = sa.select(sa.func.count()).select_from(ReturnLine).join(ReturnLine.return_)
    find = find.where(theirs, Return.id != return_.id, Return.state.in_(COUNTS), Return.kind.in_(KINDS))
    return db.session.scalar(find.where(Return.opened_at >= now() - timedelta(days=days))) or 0


def _of(people: list[int]) -> sa.Select[int]:
    return sa.select(Order.id).where(Order.customer_id.in_(people))


def _orders(return_: Return) -> set[int]:
    orders = [return_.order] if return_.order else []
    emails, ends = addresses(*orders), phones(*orders)
    if return_.customer:
        for each in profiles(return_.customer_id):
            emails |= {each.email} - {""}
            digits = only_digits(each.phone)
            ends |= {digits[-DIGITS:]} if len(digits) >= DIGITS else set()
    return orders_known_by(emails, ends) | {order.id for order in orders}
