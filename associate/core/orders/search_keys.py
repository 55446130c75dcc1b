"""What an order is found by, folded: "ÉMILE", "émile" and "Emile" are one name.

The keys follow their order by themselves: whoever changes a name or an address need not know of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from associate.core.orders.models import Order, OrderLine, SearchKey
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


@sa.event.listens_for(db.session, "before_flush")
def _follow(session: Session, _context: Any, _instances: Any) -> None:
    for order in {order for row in (*session.new, *session.dirty) if (order := _order_behind(row))}:
        wanted, kept = keys_of(order), {row.key: row for row in order.search_keys}
        for key in kept.keys() - wanted:
            order.search_keys.remove(kept[key])
        order.search_keys += [SearchKey(key=key) for key in sorted(wanted - kept.keys())]


def _order_behind(row: Any) -> Order | None:
    """The order whose keys this changed row touches."""
    if isinstance(row, Order):
        return row if _has_changed(row, *FOUND_BY) else None
    return row.order if isinstance(row, OrderLine) and _has_changed(row, "sku") else None


def _has_changed(row: Order | OrderLine, *names: str) -> bool:
    state = sa.orm.attributes.instance_state(row)
    return any(state.attrs[name].history.has_changes() for name in names)
