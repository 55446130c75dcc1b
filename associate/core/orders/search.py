"""Find orders the way people ask for them: by number, name, email, phone or SKU."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from associate.core.orders.found import latest, newest_with
from associate.core.orders.meanings import meanings
from associate.core.orders.models import Order
from associate.core.orders.search_keys import fold
from associate.core.stores.scope import Scope
from associate.db import db
from associate.errors import Missing
from associate.words import _

FIRST = 50  # orders on the page, the latest first
SHORTEST = 2  # characters; fewer find everything and so nothing
NONE = sa.false()


@dataclass(frozen=True)
class Hits:
    orders: list[Order]
    has_more: bool


def order_seen(number: str, scope: Scope, also: sa.ColumnElement[bool] = NONE) -> Order:
    """The order with this number, which the store leads or that fits `also`. Raises Missing for another
    store's."""
    find = sa.select(Order).where(Order.number == number, sa.or_(scope.covers(Order.store_id), also))
    order = db.session.scalar(
        find.options(selectinload(Order.lines), selectinload(Order.tenders), selectinload(Order.refunds))
    )
    if order is None:
        raise Missing(
            "no_order",
            _("There’s no order %(number)s here. It may belong to another store.", number=number[:60]),
        )
    return order


def leads(order: Order, scope: Scope) -> bool:
    """Does it decide about the order as a whole? One store does, and others only send a part."""
    if scope.everywhere or order.store_id == scope.store_id:
        return True
    return scope.storeless and order.store_id is None


def search_orders(text: str, scope: Scope, also: sa.ColumnElement[bool] = NONE) -> Hits:
    """What these words may mean, the latest first; without words the latest orders that the store leads.

    Words also find those that fit `also`. Of very many that are called alike, those we heard of last."""
    find = sa.select(Order).options(joinedload(Order.customer))
    if wanted := fold(text):
        if len(wanted) < SHORTEST:
            return Hits([], has_more=False)
        ids = set().union(*(newest_with(words, scope) for words in meanings(wanted)))
        # "+ 0" keeps a planner from reading all that the store ever had
        find = find.where(Order.id.in_(ids), sa.or_(scope.covers(Order.store_id + 0), also))
    else:
        find = find.where(latest(scope, FIRST + 1))
    found = list(db.session.scalars(find.order_by(Order.placed_at.desc(), Order.id.desc()).limit(FIRST + 1)))
    return Hits(found[:FIRST], has_more=len(found) > FIRST)
