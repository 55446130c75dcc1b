"""Find orders the way people ask for them: by number, name, email, phone or SKU."""

import re
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from associate.core.catalog.channels import Channel
from associate.core.orders.models import Order, SearchKey
from associate.core.orders.search_keys import Kind, fold, only_digits, words_of
from associate.core.stores.scope import Scope
from associate.db import db
from associate.errors import Missing
from associate.words import _

FIRST = 50  # orders on the page, the latest first
SHORTEST = 2  # characters; fewer find everything and so nothing
FEWEST_DIGITS = 4  # of a phone number
MOST_WORDS = 6
LAST_CHARACTER = "\U0010ffff"  # sorts behind every other
NONE = sa.false()
NATIONAL = 7  # digits; from here on a leading 0 may stand for the country


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

    Words also find those that fit `also`."""
    find = sa.select(Order).options(joinedload(Order.customer))
    if wanted := fold(text):
        if len(wanted) < SHORTEST:
            return Hits([], has_more=False)
        # by what the words find: "+ 0" keeps a planner from reading all that the store ever had
        find = find.where(_means(wanted), sa.or_(scope.covers(Order.store_id + 0), also))
    else:
        find = find.where(_latest(scope))
    found = list(db.session.scalars(find.order_by(Order.placed_at.desc(), Order.id.desc()).limit(FIRST + 1)))
    return Hits(found[:FIRST], has_more=len(found) > FIRST)


def _latest(scope: Scope) -> sa.ColumnElement[bool]:
    """Few enough to sort, of each part of what is in sight: together, an index has them in no order."""
    parts = [replace(scope, storeless=False)]
    if scope.storeless and not scope.everywhere:
        parts.append(Scope(store_id=None))
    latest = sa.select(Order.id).order_by(Order.placed_at.desc(), Order.id.desc()).limit(FIRST + 1)
    found = [latest.where(part.covers(Order.store_id)).subquery() for part in parts]
    return Order.id.in_(sa.union_all(*(sa.select(ids.c.id) for ids in found)))


def _means(wanted: str) -> sa.ColumnElement[bool]:
    if "@" in wanted:
        return Order.id.in_(_with(_begins(Kind.EMAIL, wanted)))
    whole = Order.id.in_(_with(*_as_one(wanted), *_as_phone(wanted)))
    if others := _channels(wanted):
        return sa.or_(Order.channel_id.in_(others), whole)
    if len(words := words_of(wanted)) > 1:
        return Order.id.in_(sa.union(_with(*_as_one(wanted), *_as_phone(wanted)), _named(words)))
    return whole


def _as_one(wanted: str) -> list[sa.ColumnElement[bool]]:
    """The text as a whole: a number or the end of one, an address, an SKU, a name."""
    by = [
        _begins(Kind.NUMBER, wanted),
        _begins(Kind.NUMBER_BACKWARDS, wanted[::-1]),
        _begins(Kind.EMAIL, wanted),
        SearchKey.key == Kind.SKU + wanted,
    ]
    return by + [_begins(Kind.NAME, word) for word in words_of(wanted) if word == wanted.rstrip(".")]


def _as_phone(wanted: str) -> list[sa.ColumnElement[bool]]:
    digits = only_digits(wanted)
    if len(digits) < FEWEST_DIGITS or re.search(r"[^\d\s()+./-]", wanted):
        return []
    national = digits.removeprefix("0")
    ends = {digits, national} if len(national) >= NATIONAL else {digits}
    return [_begins(Kind.PHONE_BACKWARDS, end[::-1]) for end in sorted(ends)]


def _named(words: list[str]) -> sa.Select[int]:
    """Orders with a name for each of these words: "maya r" and "rosen maya" alike."""
    find = _with(_begins(Kind.NAME, words[0]))
    for word in words[1:MOST_WORDS]:
        find = find.where(SearchKey.order_id.in_(_with(_begins(Kind.NAME, word))))
    return find


def _channels(wanted: str) -> list[int]:
    """Channels whose numbers all begin like this: "HW" asks for the latest of that shop."""
    known = db.session.execute(sa.select(Channel.id, Channel.prefix))
    return [number for number, prefix in known if fold(prefix) == wanted.rstrip("-")]


def _with(*keys: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(SearchKey.order_id).where(sa.or_(*keys))


def _begins(kind: Kind, text: str) -> sa.ColumnElement[bool]:
    """A range of the index: LIKE can use it on neither engine as it stands."""
    first = kind + text
    return sa.and_(SearchKey.key >= first, SearchKey.key < first + LAST_CHARACTER)
