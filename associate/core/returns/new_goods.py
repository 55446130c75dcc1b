"""What goods cost that go out in exchange, with their tax: pure, in whole minor units."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Cost:
    """Of one unit. `total` is what the customer pays, `tax` the part of it that is tax."""

    total: int
    tax: int


def cost_of(price: int, rate: Fraction, *, included: bool) -> Cost:
    """By a shelf price that holds its tax or leaves it out. Half a minor unit of tax is rounded up."""
    if included:
        return Cost(price, _half_up(price * rate / (1 + rate)))
    tax = _half_up(price * rate)
    return Cost(price + tax, tax)


def rate_of(total: int, tax: int) -> Fraction:
    """What a line was taxed at, by its total with tax; nothing was taxed at nothing."""
    return Fraction(tax, total - tax) if total > tax else Fraction(0)


def of_basis_points(points: int) -> Fraction:
    return Fraction(points, 10_000)


def _half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))
