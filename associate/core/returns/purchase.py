"""What was bought, paid and gone back already, as the refund math reads it. Frozen, and nothing but figures.

Money is in minor units of `Purchase.currency`, whatever its exponent (JPY 0, EUR 2, KWD 3): no function of
this package multiplies or divides by a hundred. What can't be true raises ValueError where it is made.
"""

from dataclasses import dataclass
from enum import StrEnum

Key = int | str
"""Who a line, fee or tender is, in its caller's terms: the id of its row, or a name."""


@dataclass(frozen=True)
class Tax:
    """One tax of one line, for all of its units. On top it is part of the line's total besides the price."""

    name: str
    amount: int
    on_top: bool


@dataclass(frozen=True)
class Credit:
    """Money given back on a line without units (a price adjustment), when `after` units of it had gone."""

    amount: int
    after: int


@dataclass(frozen=True)
class Line:
    """One line as bought. `total` is the platform's: quantity × unit_price − discount + taxes on top."""

    key: Key
    quantity: int
    unit_price: int
    total: int
    discount: int = 0  # this line's share of all discounts that the platform allocated, a positive figure
    taxes: tuple[Tax, ...] = ()
    gone: int = 0  # units whose money is spoken for already: returned, refused, short, canceled, refunded
    spared: int = 0  # of `gone`, those by no choice of the customer: they break no promotion
    credits: tuple[Credit, ...] = ()  # oldest first
    is_physical: bool = True

    def __post_init__(self) -> None:
        if min(self.quantity, self.total) < 0:
            raise ValueError(f"line {self.key} is less than nothing")
        if not 0 <= self.spared <= self.gone <= self.quantity:
            raise ValueError(f"more of line {self.key} has gone than was bought")

    @property
    def left(self) -> int:
        return self.quantity - self.gone


@dataclass(frozen=True)
class Adjustment:
    """A sum of the order that no line's total holds: a discount (negative) or what doesn't add up."""

    name: str
    amount: int


@dataclass(frozen=True)
class Fee:
    """What was charged beside goods and shipping: service, duties, a tip. `total` holds its tax."""

    key: Key
    total: int
    tax: int = 0
    gone: int = 0  # minor units given back already


@dataclass(frozen=True)
class Shipping:
    """What outbound shipping cost after its own discounts. `total` holds its tax."""

    total: int = 0
    tax: int = 0
    gone: int = 0
    standard: int | None = None  # what the cheapest ordinary delivery would have cost; None: this was it


@dataclass(frozen=True)
class Tender:
    """One way of paying. Authorized money was never taken: it is released, never refunded."""

    key: Key
    kind: str  # card, gift_card, cash, store_credit, bank, other
    captured: int
    refunded: int = 0  # by us and by the platform, as credit and in exchanges too
    authorized: int = 0
    last4: str = ""


class Deal(StrEnum):
    CHEAPEST_FREE = "cheapest_free"  # of every `size` units the `free` cheapest: 3 for 2 is size 3, free 1
    GIFT = "gift"  # `free` units of the gifts for every `size` units of the other lines


@dataclass(frozen=True)
class Promotion:
    """A discount that hangs on what stays bought. `shares` are its own, within the lines' discounts."""

    key: str
    deal: Deal
    size: int
    free: int
    shares: tuple[tuple[Key, int], ...]  # every line that counts for it; 0 for one that got nothing off
    gifts: frozenset[Key] = frozenset()
    clawed: int = 0  # minor units that earlier returns were reduced by


@dataclass(frozen=True)
class Purchase:
    currency: str
    lines: tuple[Line, ...]
    tenders: tuple[Tender, ...]  # as paid, oldest first
    shipping: Shipping = Shipping()
    fees: tuple[Fee, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    refunded_elsewhere: int = 0  # minor units that went back by nobody knows which tender

    def __post_init__(self) -> None:
        for things in (self.lines, self.tenders, self.fees):
            if len({each.key for each in things}) < len(things):
                raise ValueError("two of one key")
