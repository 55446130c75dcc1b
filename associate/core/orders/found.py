"""Which orders have these words, in a bounded number of rows however many have them.

A whole name is one key: its newest orders lie side by side in the index. What begins with a text may be
many keys: they are leapt through, from one to the next, and each gives its newest. Where more of them begin
so than are looked at, the latest orders in sight are read, too.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from associate.core.orders.meanings import Word
from associate.core.orders.models import NO_STORE, Order, SearchKey
from associate.core.stores.models import Store
from associate.core.stores.scope import Scope
from associate.db import db, is_sqlite

ENOUGH = 51  # orders of one key: one more than a page shows
TO_SIFT = 200  # of one key, where they need other words, too
KEYS = 100  # that begin alike, in one store
KEYS_EVERYWHERE = 25  # in each
RECENT = 500  # orders


def newest_with(words: Sequence[Word], scope: Scope) -> set[int]:
    """Ids of orders that have all of these words, the newest of each key; in no order.

    What a store once had to do with may be among them.
    """
    found, most = set(), KEYS_EVERYWHERE if scope.everywhere else KEYS
    is_cut = False
    for place, word in enumerate(words):
        others = [*words[:place], *words[place + 1 :]]
        for order_id, keys in db.session.execute(_newest(word, others, scope, most)):
            found.add(order_id)
            is_cut = is_cut or keys >= most
    return found | _recent(words, scope) if is_cut else found


def latest(scope: Scope, many: int) -> sa.ColumnElement[bool]:
    """Few enough to sort, of each part of what is in sight: together, an index has them in no order."""
    parts = [replace(scope, storeless=False)]
    if scope.storeless and not scope.everywhere:
        parts.append(Scope(store_id=None))
    find = sa.select(Order.id).order_by(Order.placed_at.desc(), Order.id.desc()).limit(many)
    found = [find.where(part.covers(Order.store_id)).subquery() for part in parts]
    return Order.id.in_(sa.union_all(*(sa.select(ids.c.id) for ids in found)))


def _recent(words: Sequence[Word], scope: Scope) -> set[int]:
    find = sa.select(Order.id).where(latest(scope, RECENT), *(_has(Order.id, word) for word in words))
    return set(db.session.scalars(find.order_by(Order.placed_at.desc(), Order.id.desc()).limit(ENOUGH)))


def _newest(word: Word, others: Sequence[Word], scope: Scope, most: int) -> sa.Select[int, int]:
    """Orders, each with the number of keys that were leapt through when the leaping ended."""
    keys = _keys(word, scope, most)
    rows, order_id = _newest_of_each(keys, TO_SIFT if others else ENOUGH)
    return (
        sa.select(order_id, sa.select(sa.func.max(keys.c.n)).scalar_subquery())
        .select_from(rows)
        .where(keys.c.key.is_not(None), *(_has(order_id, other) for other in others))
        .distinct()
        .order_by(order_id.desc())
        .limit(ENOUGH)
    )


def _newest_of_each(keys: sa.CTE, many: int) -> tuple[sa.FromClause, Any]:
    """Each key beside its newest orders, in the words by which each database goes from key to key."""
    row, same = sa.orm.aliased(SearchKey), sa.orm.aliased(SearchKey)
    of_key = (same.store_id == keys.c.store_id, same.key == keys.c.key)
    newest = sa.select(same.order_id).where(*of_key).order_by(same.order_id.desc())
    if not is_sqlite():  # a join without LIMIT would be planned as a read of the whole table
        beside = newest.limit(many).lateral("newest")
        return keys.join(beside, sa.true()), beside.c.order_id
    last = newest.limit(1).offset(many - 1).scalar_subquery()
    of_row = (row.store_id == keys.c.store_id, row.key == keys.c.key)
    return keys.join(row, sa.and_(*of_row, row.order_id >= sa.func.coalesce(last, 0))), row.order_id


def _keys(word: Word, scope: Scope, most: int) -> sa.CTE:
    """The keys that each store has of this word, one after the other, with their number in the row."""
    places, spans = _places(scope).cte("places"), _spans(word).cte("spans")
    first = _next(places.c.store_id, SearchKey.key >= spans.c.first, SearchKey.key < spans.c.end)
    start = sa.select(places.c.store_id, spans.c.end, first.label("key"), sa.literal_column("1").label("n"))
    keys = start.select_from(sa.join(places, spans, sa.true())).cte("keys", recursive=True)
    follows = _next(keys.c.store_id, SearchKey.key > keys.c.key, SearchKey.key < keys.c.end)
    more = sa.select(keys.c.store_id, keys.c.end, follows, keys.c.n + 1)
    return keys.union_all(more.where(keys.c.key.is_not(None), keys.c.n < most))


def _next(store_id: sa.ColumnElement[int], *within: sa.ColumnElement[bool]) -> sa.ScalarSelect[str]:
    find = sa.select(sa.func.min(SearchKey.key)).where(SearchKey.store_id == store_id, *within)
    return find.scalar_subquery()


def _spans(word: Word) -> sa.CompoundSelect[str, str]:
    text = [
        sa.select(sa.cast(keys.first, sa.Text).label("first"), sa.cast(keys.end, sa.Text).label("end"))
        for keys in word
    ]
    return sa.union_all(*text)


def _places(scope: Scope) -> sa.CompoundSelect[int]:
    """The stores whose keys are looked at."""
    if scope.everywhere:
        return sa.union_all(sa.select(Store.id.label("store_id")), _place(NO_STORE))
    theirs = {scope.store_id or NO_STORE} | ({NO_STORE} if scope.storeless else set())
    return sa.union_all(*map(_place, sorted(theirs)))


def _place(store_id: int) -> sa.Select[int]:
    return sa.select(sa.cast(store_id, sa.BigInteger).label("store_id"))


def _has(order_id: Any, word: Word) -> sa.ColumnElement[bool]:
    """Asked of one order after the other: EXISTS may be answered for all at once, by reading the table."""
    row = sa.orm.aliased(SearchKey)
    spans = (sa.and_(row.key >= keys.first, row.key < keys.end) for keys in word)
    one = sa.select(row.store_id).where(row.order_id == order_id, sa.or_(*spans)).limit(1)
    return one.scalar_subquery().is_not(None)
