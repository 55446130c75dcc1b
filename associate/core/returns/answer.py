"""What a refund comes to, with every figure that explains it. Kinds and figures; screens have the words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from associate.core.returns.purchase import Key


class Kind(StrEnum):
    """In the order in which they explain a line, then the refund as a whole."""

    PRICE = "price"  # units × unit price
    DISCOUNT = "discount"  # the units' share of the line's discount
    ADJUSTMENT = "adjustment"  # the units' share of a sum of the whole order; `key` is its name
    TAX = "tax"  # on top; `key` is its name
    TAX_INCLUDED = "tax_included"  # within the price: amount 0, `tax` says how much
    CREDITED = "credited"  # went back before as a price adjustment
    RESIDUAL = "residual"  # the cents that rounding moved between units
    PRICE_DROP = "price_drop"  # a price adjustment now, without units
    RESTOCKING = "restocking"
    CLAWBACK = "clawback"  # a broken promotion; above 0 where an earlier clawback comes back. `key` names it
    EXCHANGED = "exchanged"  # pays for new goods
    SHIPPING = "shipping"  # `why` it goes back or stays
    FEE = "fee"  # `key` is the fee
    LABEL = "label"  # the return label; `why` is "fault" where the shop bears it
    NEW_GOODS = "new_goods"  # other units' money that pays for new goods
    CAPPED = "capped"  # more than was left of what was paid
    GOODWILL = "goodwill"  # a person gives more than is suggested
    WITHHELD = "withheld"  # a person gives less


@dataclass(frozen=True)
class Part:
    """One figure of the explanation. The amounts of a line's parts add up to its refund."""

    kind: Kind
    amount: int
    tax: int = 0  # of goods, shipping or fees, within `amount` (or within the price: TAX_INCLUDED)
    units: int = 0
    of: int = 0  # what it is a part of: the line's total, the line's discount, the fee, the shipping
    key: Key = ""
    why: str = ""  # shipping and label: choice, fault, withdrawal, agreed, not_whole, gone, free

    @property
    def row(self) -> list[Any]:
        """As it is kept with a return: [kind, amount, {what else it says}]."""
        said = {name: getattr(self, name) for name in ("tax", "units", "of", "key", "why")}
        return [self.kind.value, self.amount, {name: value for name, value in said.items() if value}]

    @classmethod
    def of_row(cls, row: list[Any]) -> "Part":
        kind, amount, said = row
        return cls(Kind(kind), amount, **said)


@dataclass(frozen=True)
class LineRefund:
    """One `Units` or `PriceDrop`, never below 0. `worth`: its units before anything of it is kept."""

    line: Key
    units: int
    worth: int
    parts: tuple[Part, ...]

    @property
    def amount(self) -> int:
        return sum(part.amount for part in self.parts)

    @property
    def tax(self) -> int:
        return sum(part.tax for part in self.parts)


class Way(StrEnum):
    BACK = "back"  # to where it came from: cash as cash, a card to that card
    CREDIT = "credit"  # as store credit; the tender is used up by it all the same
    EXCHANGE = "exchange"  # pays for the new order, which can refund it to this very tender
    RELEASE = "release"  # authorized only: let go of


@dataclass(frozen=True)
class Payout:
    tender: Key
    kind: str
    way: Way
    amount: int


@dataclass(frozen=True)
class Refund:
    """`total` goes back: the sum of lines and extras, and of the payouts that are BACK or CREDIT.

    `suggested` is the sum before a person changed it. `exchanged` pays for new goods beside that, the sum of
    the EXCHANGE payouts; `to_pay` is what the customer adds.
    """

    currency: str
    lines: tuple[LineRefund, ...]
    extras: tuple[Part, ...]
    suggested: int
    total: int
    payouts: tuple[Payout, ...]
    exchanged: int = 0
    to_pay: int = 0
    reason: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*(part for line in self.lines for part in line.parts), *self.extras)

    @property
    def tax(self) -> int:
        return sum(part.tax for part in self.parts)

    def sum_of(self, kind: Kind, key: Key = "") -> int:
        """All of one kind, and of one fee, tax or promotion where `key` names it: for what is kept of it."""
        return sum(part.amount for part in self.parts if part.kind == kind and key in ("", part.key))
