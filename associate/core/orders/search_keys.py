"""What an order is found by, folded: "ÉMILE", "émile" and "Emile" are one name.

The keys follow their order by themselves: whoever changes a name or an address need not know of them. They
are kept for each store that may ask, so that no search pays for what other stores have. A store that has
nothing to do with the order any more keeps its rows: whoever searches looks at the order, too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from associate.core.orders.models import NO_STORE, Order, OrderLine, SearchKey
from associate.db import db

LONGEST = 320
FOUND_BY = ("number", "first_name", "last_name", "pickup_person", "email", "phone")


class Kind(StrEnum):
    """What a key stands for: its first two characters. Ends are found by their beginning, backwards."""

    NUMBER = "n:"
    NUMBER_BACKWARDS = "r:"
    NAME = "w:"
    EMAIL = "e:"
    PHONE_BACKWARDS = "p:"
    SKU = "s:"


def fold(text: str) -> str:
    """Without case and accents, by Unicode's compatibility decomposition; one space between words."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split()))
    return "".join(c for c in plain if not unicodedata.combining(c) and c.isprintable()).casefold()


def words_of(folded: str) -> list[str]:
    return [word for part in folded.split() if (word := part.strip(".,;'’\"()-"))]


def only_digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def keys_of(order: Order) -> set[str]:
    """Every key that finds this order."""
    return keys_for({name: getattr(order, name) for name in FOUND_BY}, (line.sku for line in order.lines))


def keys_for(columns: Mapping[str, Any], skus: Iterable[str]) -> set[str]:
    """The same for an order that is about to be written; `columns` are those of FOUND_BY and more."""
    return {key[:LONGEST] for key in _keys(columns, skus)}


def _keys(columns: Mapping[str, Any], skus: Iterable[str]) -> Iterator[str]:
    number = fold(columns["number"])
    yield Kind.NUMBER + number
    yield Kind.NUMBER_BACKWARDS + number[::-1]
    for name in ("first_name", "last_name", "pickup_person"):
        for word in words_of(fold(columns[name] or "")):
            yield Kind.NAME + word
    if email := columns["email"]:
        yield Kind.EMAIL + fold(email)
    if digits := only_digits(columns["phone"] or ""):
        yield Kind.PHONE_BACKWARDS + digits[::-1]
    for sku in filter(None, skus):
        yield Kind.SKU + fold(sku)


def stores_of(order: Order) -> set[int]:
    """The stores that find this order, as it is kept; NO_STORE for those who look after what has none."""
    kept = {row.store_id for row in order.search_keys} - {NO_STORE}
    return kept | {order.store_id or NO_STORE}


def also_found_in(order: Order, store_id: int) -> None:
    """Before a flush: this store finds the order from now on."""
    if store_id not in stores_of(order):
        order.search_keys += [SearchKey(key=key, store_id=store_id) for key in sorted(keys_of(order))]


@sa.event.listens_for(db.session, "before_flush")
def _follow(session: Session, _context: Any, _instances: Any) -> None:
    for order in {order for row in (*session.new, *session.dirty) if (order := _order_behind(row))}:
        wanted = {(key, store_id) for key in keys_of(order) for store_id in stores_of(order)}
        kept = {(row.key, row.store_id): row for row in order.search_keys}
        for gone in kept.keys() - wanted:
            order.search_keys.remove(kept[gone])
        new = sorted(wanted - kept.keys())
        order.search_keys += [SearchKey(key=key, store_id=store_id) for key, store_id in new]


def _order_behind(row: Any) -> Order | None:
    """The order whose keys this changed row touches."""
    if isinstance(row, Order):
        return row if _has_changed(row, *FOUND_BY, "store_id") else None
    return row.order if isinstance(row, OrderLine) and _has_changed(row, "sku") else None


def _has_changed(row: Order | OrderLine, *names: str) -> bool:
    state = sa.orm.attributes.instance_state(row)
    return any(state.attrs[name].history.has_changes() for name in names)
