"""How Stripe counts money: https://docs.stripe.com/currencies, “Zero-decimal currencies” and “Special cases”.

Ours are the minor units of the CLDR, which for some currencies are others.
"""

from decimal import Decimal

from associate.money import to_major, to_minor

WHOLE = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
THOUSANDTHS = frozenset("BHD JOD KWD OMR TND".split())
STEPS = {"ISK": 100, "UGX": 100, **dict.fromkeys(THOUSANDTHS, 10)}
"""Written with two decimals that are always 00, and with three of which the last is always 0. HUF and TWD are
paid in hundredths; they are whole only where Stripe pays out."""


def to_theirs(amount: int, currency: str) -> int | None:
    """None where nobody can be paid that finely there."""
    exact = to_major(amount, currency).scaleb(_decimals(currency))
    whole = int(exact)
    return whole if whole == exact and whole % STEPS.get(currency, 1) == 0 else None


def to_ours(amount: object, currency: str) -> int:
    """0 for what is no amount, or finer than we count."""
    if not isinstance(amount, int) or isinstance(amount, bool):
        return 0
    try:
        return to_minor(str(Decimal(amount).scaleb(-_decimals(currency))), currency)
    except ValueError:
        return 0


def _decimals(currency: str) -> int:
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2
