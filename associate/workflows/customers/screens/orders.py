"""What a person bought and brought back, over all channels and stores."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.customers.models import Customer
from associate.core.fulfillment.order_states import states_of
from associate.core.fulfillment.queries import has_part_in
from associate.core.orders.models import Order, OrderState
from associate.core.orders.whose import bought_by
from associate.core.returns.models import Return, ReturnState
from associate.core.stores.models import Store
from associate.core.stores.scope import scope_of
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import later

PAGE = 20
RETURNS = 20
OPEN = (OrderState.WAITING, OrderState.OPEN)
RETURN_STATES = {
    ReturnState.EXPECTED: later("Announced by the customer"),
    ReturnState.OPEN: later("At the counter"),
    ReturnState.DONE: later("Done"),
}


@dataclass(frozen=True)
class Row:
    """`is_here`: this person may open its page. `is_guest`: placed without an account, with their email."""

    order: Order
    store: str
    state: str
    is_here: bool
    is_guest: bool


@dataclass(frozen=True)
class Page:
    """`older`: the number of the last order on it, where more come after."""

    rows: list[Row]
    older: str


@dataclass(frozen=True)
class Back:
    return_: Return
    state: str
    units: int


def open_of(people: Sequence[Customer], staff: Staff) -> list[Row]:
    find = sa.select(Order).where(bought_by(people), Order.state.in_(OPEN))
    return _rows(
        db.session.scalars(find.order_by(Order.placed_at.desc(), Order.id.desc()).limit(PAGE)), staff
    )


def page_of(people: Sequence[Customer], staff: Staff, before: str) -> Page:
    """The orders placed before the one of this number, the latest first; without one the latest."""
    find = sa.select(Order).where(bought_by(people))
    last = db.session.scalar(find.where(Order.number == before)) if before else None
    if last is not None:
        keys = sa.tuple_(Order.placed_at, Order.id)
        find = find.where(keys < sa.tuple_(sa.literal(last.placed_at, Order.placed_at.type), last.id))
    latest = find.order_by(Order.placed_at.desc(), Order.id.desc()).limit(PAGE + 1)
    found = list(db.session.scalars(latest))
    return Page(_rows(found[:PAGE], staff), found[PAGE - 1].number if len(found) > PAGE else "")


def returns_of(people: Sequence[Customer]) -> list[Back]:
    """The latest first; not those that came to nothing."""
    ids, theirs = [each.id for each in people], sa.select(Order.id).where(bought_by(people))
    find = sa.select(Return).where(Return.state.in_(RETURN_STATES))
    find = find.where(sa.or_(Return.customer_id.in_(ids), Return.order_id.in_(theirs)))
    rows = db.session.scalars(find.order_by(Return.id.desc()).limit(RETURNS))
    return [Back(row, RETURN_STATES[row.state], len(row.lines)) for row in rows]


def _rows(found: sa.ScalarResult[Order] | list[Order], staff: Staff) -> list[Row]:
    orders = list(found)
    states, stores = states_of(orders), dict(db.session.execute(sa.select(Store.id, Store.name)).all())
    scope = scope_of(staff, staff.store, everywhere=True)
    ids = [order.id for order in orders]
    in_sight = sa.or_(scope.covers(Order.store_id), has_part_in(scope.store_id))
    here = set(db.session.scalars(sa.select(Order.id).where(Order.id.in_(ids), in_sight)))
    return [
        Row(
            order,
            stores.get(order.store_id or 0, ""),
            states[order.id],
            order.id in here,
            order.customer_id is None,
        )
        for order in orders
    ]
