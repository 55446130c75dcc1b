"""What a carrier charges a parcel as: its weight, or the weight that its size stands for.

Dimensional weight = length × width × height / divisor, in the carrier’s own units, after its own rounding.
The rules are dated: what holds is the latest that has begun. Exact: fractions, no floats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

INCH = Fraction(127, 5)  # mm, exactly
POUND = Fraction(45359237, 100000)  # g, exactly

Size = tuple[int, int, int]
"""Outer length, width, height in mm: what the carrier measures, not what fits in."""


@dataclass(frozen=True)
class DimRule:
    """`divisor`: cubic units to one unit of weight. Up to `min_volume` cubic units size doesn't count."""

    carrier: str
    effective_from: date
    divisor: int
    min_volume: int = 0
    rounds_up: bool = True  # each side to whole units; else to the nearest, a half up
    unit_mm: Fraction = INCH
    unit_g: Fraction = POUND


LONG_AGO = date(2000, 1, 1)
RULES: tuple[DimRule, ...] = (
    DimRule("ups", LONG_AGO, 139, rounds_up=False),
    DimRule("ups", date(2025, 8, 18), 139),
    DimRule("fedex", LONG_AGO, 139, rounds_up=False),
    DimRule("fedex", date(2025, 8, 18), 139),
    DimRule("usps", LONG_AGO, 166, min_volume=1728, rounds_up=False),
    DimRule("usps", date(2026, 7, 12), 139, min_volume=1728),
)


def rule_for(carrier: str, day: date, rules: Sequence[DimRule] = RULES) -> DimRule | None:
    """The one that holds for this carrier on this day; None where size never counts."""
    begun = [rule for rule in rules if rule.carrier == carrier.lower() and rule.effective_from <= day]
    return max(begun, key=lambda rule: rule.effective_from, default=None)


def dimensional_weight(size: Size, rule: DimRule) -> int:
    """Grams, rounded up; 0 where the parcel is too small for its size to count."""
    length, width, height = (_side(side, rule) for side in size)
    volume = length * width * height
    if volume <= rule.min_volume:
        return 0
    return ceil(ceil(Fraction(volume, rule.divisor)) * rule.unit_g)


def billable_weight(
    actual_g: int, size: Size, carrier: str, day: date, rules: Sequence[DimRule] = RULES
) -> int:
    """Grams: the greater of what it weighs and what its size stands for."""
    rule = rule_for(carrier, day, rules)
    return max(actual_g, dimensional_weight(size, rule)) if rule else actual_g


def _side(mm: int, rule: DimRule) -> int:
    units = Fraction(mm) / rule.unit_mm
    return ceil(units) if rule.rounds_up else floor(units + Fraction(1, 2))
