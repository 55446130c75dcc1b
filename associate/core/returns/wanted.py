"""What is to be refunded, as a desk, a link or a cancellation asks for it."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from associate.core.returns.purchase import Key


class Why(StrEnum):
    """Why shipping goes back, or doesn't."""

    CHOICE = "choice"  # the customer's own: it stays
    FAULT = "fault"  # wrong, faulty, late: all that is left of it
    WITHDRAWAL = (
        "withdrawal"  # in time under EU or UK law: the standard delivery, once the whole order is back
    )
    AGREED = "agreed"  # the `amount` somebody agreed to


@dataclass(frozen=True)
class Restocking:
    """What the shop keeps of what units bring: hundredths of a percent of it, then a sum per unit."""

    basis_points: int = 0
    per_unit: int = 0

    def __post_init__(self) -> None:
        _none_below_zero(self.basis_points, self.per_unit)


@dataclass(frozen=True)
class Units:
    """Units of one line that come back. A line may stand here twice: one faulty, one not."""

    line: Key
    units: int
    faulty: bool = False
    exchange: bool = False  # what they are worth pays for the new goods
    restocking: Restocking | None = None


@dataclass(frozen=True)
class PriceDrop:
    """A price adjustment: money of a line, its units stay with the customer."""

    line: Key
    amount: int


@dataclass(frozen=True)
class FeeBack:
    """A part of a fee. All of it means what is left, so that parts of any size come to the fee."""

    fee: Key
    part: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        _none_below_zero(self.part)


@dataclass(frozen=True)
class ShippingBack:
    why: Why = Why.CHOICE
    amount: int = 0  # minor units, for AGREED alone


@dataclass(frozen=True)
class TenderRule:
    """Which tender first: gift cards and store credit, then by `order` (kinds), then as paid.

    `as_credit` are the kinds whose money comes as store credit instead; a gift's recipient gets all of it so.
    """

    order: tuple[str, ...] = ()
    as_credit: frozenset[str] = frozenset()
    is_gift: bool = False


AS_PAID = TenderRule()


@dataclass(frozen=True)
class Wanted:
    units: tuple[Units, ...] = ()
    drops: tuple[PriceDrop, ...] = ()
    shipping: ShippingBack = ShippingBack()
    fees: tuple[FeeBack, ...] = ()
    label_cost: int = 0  # of the return label, where the customer bears it
    new_total: int | None = None  # of the goods handed out in exchange, with tax; None: an even exchange
    actual: int | None = None  # what a person refunds instead of the suggested sum, with `reason`
    reason: str = ""
    as_far: bool = False  # rather less than the sum than a refusal, where not enough is left
    rule: TenderRule = AS_PAID

    def __post_init__(self) -> None:
        _none_below_zero(self.label_cost, self.new_total or 0)


def _none_below_zero(*figures: int | Fraction) -> None:
    if min(figures) < 0:
        raise ValueError("less than nothing can’t be asked for")
