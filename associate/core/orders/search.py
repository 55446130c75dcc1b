"""Find orders the way people ask for them: by number, name, email, phone or SKU."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from associate.core.orders.models import Order, OrderLine
from associate.core.stores.scope import Scope
from associate.db import db
from associate.errors import Missing
from associate.words import _

FIRST = 50  # orders on the page, the latest first
SHORTEST = 2  # characters; fewer find everything and so nothing
FEWEST_DIGITS = 4  # of a phone number
NATIONAL = 7  # digits; from here on a leading 0 may stand for the country


@dataclass(frozen=True)
class Hits:
    orders: list[Order]
    has_more: bool


def order_seen(number: str, scope: Scope) -> Order:
    """The order with this number. Raises Missing, also when it is another store's."""
    find = sa.select(Order).where(Order.number == number, scope.covers(Order.store_id))
    order = db.session.scalar(
        find.options(selectinload(Order.lines), selectinload(Order.tenders), selectinload(Order.refunds))
    )
    if order is None:
        raise Missing(
            "no_order",
            _("There’s no order %(number)s here. It may belong to another store.", number=number[:60]),
        )
    return order


def search_orders(text: str, scope: Scope) -> Hits:
    """What these words may mean, the latest first; without words the latest orders."""
    find = sa.select(Order).where(scope.covers(Order.store_id)).options(joinedload(Order.customer))
    if wanted := text.strip():
        if len(wanted) < SHORTEST:
            return Hits([], has_more=False)
        find = find.where(sa.or_(*_meanings(wanted)))
    found = list(db.session.scalars(find.order_by(Order.placed_at.desc(), Order.id.desc()).limit(FIRST + 1)))
    return Hits(found[:FIRST], has_more=len(found) > FIRST)


def _meanings(wanted: str) -> list[sa.ColumnElement[bool]]:
    if "@" in wanted:
        return [Order.email.istartswith(wanted, autoescape=True)]
    first, _space, last = wanted.partition(" ")
    by: list[sa.ColumnElement[bool]] = [
        Order.number.iendswith(wanted, autoescape=True),
        Order.email.istartswith(wanted, autoescape=True),
        Order.id.in_(sa.select(OrderLine.order_id).where(sa.func.lower(OrderLine.sku) == wanted.lower())),
    ]
    if last:
        by.append(
            Order.first_name.istartswith(first, autoescape=True)
            & Order.last_name.istartswith(last.rstrip("."), autoescape=True)
        )
    else:
        by += [name.istartswith(wanted, autoescape=True) for name in (Order.first_name, Order.last_name)]
    digits = re.sub(r"\D", "", wanted)
    if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\d\s()+./-]", wanted):
        by.append(_only_digits(Order.phone).endswith(digits))
        if len(national := digits.removeprefix("0")) >= NATIONAL:
            by.append(_only_digits(Order.phone).endswith(national))
    return by


def _only_digits(column: sa.orm.InstrumentedAttribute[str]) -> sa.ColumnElement[str]:
    plain: sa.ColumnElement[str] = sa.type_coerce(column, sa.String)
    for sign in " -().+/":
        plain = sa.func.replace(plain, sign, "")
    return plain
