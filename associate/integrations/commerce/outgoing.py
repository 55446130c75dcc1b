"""What the app tells a web shop’s platform of itself: how many there are, and what became of an order.

Nothing here raises for anything a platform does: what came of it is an Answer. Every deed may be sent
twice: a
level is set and not changed, an order is brought to a state, a refund carries the same key over all tries.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Settings = Mapping[str, object]
"""A channel’s: base_url, access_token, currency, api_version; `pretend` for the shop that is not there."""


class Outcome(StrEnum):
    DONE = "done"
    LATER = "later"  # asked to wait: nothing was done
    REFUSED = "refused"  # told why; the same again would be refused again
    UNKNOWN = "unknown"  # no answer, or one that leaves open whether it was done


@dataclass(frozen=True)
class Answer:
    """`wait`: seconds until the next call, after any outcome. `refused`: the place of a refused item in
    what was sent → why. With DONE the others were done, with REFUSED nothing was."""

    outcome: Outcome
    words: str = ""  # the platform’s own, or what kept us from reaching it
    wait: float = 0.0
    refused: Mapping[int, str] = field(default_factory=dict)
    status: int | None = None


DONE = Answer(Outcome.DONE)


@dataclass(frozen=True)
class StockItem:
    """What one of the platform’s own stock items has at one of its places; no place where it counts but
    one."""

    item: str
    place: str | None
    units: int


@dataclass(frozen=True)
class Figure:
    """One level as the platform has it. `price` as it writes it, "" where it doesn’t say."""

    item: str
    sku: str
    place: str | None
    units: int
    price: str = ""


@dataclass(frozen=True)
class Page:
    """Some of its levels, and where the next ones begin; with an answer other than DONE, nothing."""

    answer: Answer
    figures: tuple[Figure, ...] = ()
    cursor: str | None = None


@dataclass(frozen=True)
class Items:
    """SKU → the platform’s stock item. What is missing it doesn’t know."""

    answer: Answer
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tracking:
    number: str
    company: str = ""
    url: str = ""


@dataclass(frozen=True)
class OrderNews:
    """What became of an order. `gone`: line of theirs → units that left by now, in all; the platform is
    brought to that. `is_all`: nothing more will."""

    order: str
    step: Literal["ready", "fulfilled", "canceled"]
    gone: Mapping[str, int] = field(default_factory=dict)
    is_all: bool = True
    tracking: Tracking | None = None
    note: str = ""


@dataclass(frozen=True)
class RefundNews:
    """Money that went back here. `amount` in minor units."""

    order: str
    amount: int
    currency: str
    note: str = ""


@dataclass(frozen=True)
class Outlet:
    """A platform as what we tell it: its own functions. All take `settings` and, in tests, a `client`.

    `counts_by_place`: it has a level for each place; else one for all of them together.
    """

    counts_by_place: bool
    most: int  # levels in one call
    set_stock: Callable[..., Answer]  # (items: Sequence[StockItem], *, key)
    find_items: Callable[..., Items]  # (skus: Sequence[str])
    pull_stock: Callable[..., Page]  # (cursor: str | None)
    tell_fulfillment: Callable[..., Answer]  # (news: OrderNews, *, key)
    tell_refund: Callable[..., Answer]  # (news: RefundNews, *, key)
