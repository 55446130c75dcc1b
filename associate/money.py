"""Money as integers of minor units, and the one way to read and to share it.

Rounding policy: a sum is shared by flooring each share to the minor unit, then
giving one unit each to the first shares until none is left. A share is never
off by more than one unit and the shares always add up to the sum.
"""

from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision


def to_minor(text: str | int | float | None, currency: str) -> int:
    """Read an amount in major units ("12.90", 3, None) into minor units, exactly.

    Digits beyond the currency's precision are refused unless they are zeros:
    rounding a price is the platform's business, not ours.

    Raises ValueError when the text is no amount or is finer than the currency.
    """
    if text is None or text == "":
        return 0
    try:
        amount = Decimal(str(text) if len(str(text)) <= 40 else "nan")
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount") from None
    if not amount.is_finite() or amount.adjusted() > 15:
        raise ValueError(f"{text!r} is not an amount anybody pays")
    amount = amount.scaleb(get_currency_precision(currency))
    if amount != amount.to_integral_value():
        raise ValueError(f"{text!r} is finer than {currency} can be paid")
    return int(amount)


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units as an exact decimal of major units, for display and for platforms."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def share(total: int, weights: list[int]) -> list[int]:
    """Split `total` minor units over `weights`; the shares add up to `total`.

    Floor to the unit, then one unit each to the first shares with a weight.
    A negative total is shared like its opposite. Weights that sum to zero are
    taken as equal; no weights and a total raise ValueError.
    """
    if not weights:
        if total:
            raise ValueError("nothing to share it over")
        return []
    if total < 0:
        return [-part for part in share(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    for i, weight in enumerate(weights):
        if left and weight:
            shares[i] += 1
            left -= 1
    return shares


def units_of(total: int, of: int, gone: int, units: int) -> int:
    """What `units` of `of` alike are worth after `gone` of them: floor(total·(r+k)/n) − floor(total·r/n).

    In any order of splits all of them together are the total. Nothing of nothing is nothing.
    """
    return total * (gone + units) // of - total * gone // of if of else 0
