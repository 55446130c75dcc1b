"""Our whole millimeters, grams and minor units, and the units that carriers speak. Never short: a parcel is
measured up to the next tenth, a price up to the next minor unit."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation

from babel.numbers import get_currency_precision

GRAMS_IN_AN_OUNCE = Decimal("28.349523125")  # avoirdupois, exactly
MILLIMETERS_IN_AN_INCH = Decimal("25.4")
TENTH, THOUSANDTH = Decimal("0.1"), Decimal("0.001")
MOST = Decimal(10) ** 9  # major units; whoever names a higher price means something else


def ounces(grams: int) -> Decimal:
    return (grams / GRAMS_IN_AN_OUNCE).quantize(TENTH, ROUND_CEILING)


def net_ounces(grams: int) -> Decimal:
    """Of what lies in a parcel: rounded down, so that all of it is never heavier than the parcel."""
    return max(THOUSANDTH, (grams / GRAMS_IN_AN_OUNCE).quantize(THOUSANDTH, ROUND_FLOOR))


def inches(millimeters: int) -> Decimal:
    return (millimeters / MILLIMETERS_IN_AN_INCH).quantize(TENTH, ROUND_CEILING)


def minor(price: str, currency: str) -> int | None:
    """A price in major units ("7.42", "6.07000") in minor units; None for what is no price."""
    try:
        amount = Decimal(price)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < MOST:
        return None
    return int(amount.scaleb(get_currency_precision(currency)).to_integral_value(ROUND_CEILING))
