"""The price list: euros on the shelf, rounded prices elsewhere, and the tax that is in them."""

RATES = {"EUR": 100, "GBP": 88, "USD": 112}  # what a euro cent's worth of price becomes, in hundredths
TAX_INCLUDED = {"IE": 23, "GB": 20, "NL": 21, "FR": 20, "US": 0}  # percent; Oregon has no sales tax


def price_in(cents: int, currency: str) -> int:
    """Minor units of another currency, rounded to the next half like a price tag; euros stay."""
    if currency == "EUR":
        return cents
    return -(-cents * RATES[currency] // 5000) * 50


def tax_in(total: int, country: str) -> int:
    """The tax inside a price, minor units, floored."""
    rate = TAX_INCLUDED[country]
    return total * rate // (100 + rate)
