"""Other people's units: exact, and never short."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from associate.integrations.carriers.measures import inches, minor, ounces


@pytest.mark.parametrize(
    ("grams", "said"), [(0, "0.0"), (1, "0.1"), (28, "1.0"), (29, "1.1"), (436, "15.4"), (1000, "35.3")]
)
def test_grams_in_ounces_are_rounded_up_to_a_tenth(grams, said):
    assert ounces(grams) == Decimal(said)


@pytest.mark.parametrize(("mm", "said"), [(254, "10.0"), (255, "10.1"), (1, "0.1"), (305, "12.1")])
def test_millimeters_in_inches_are_rounded_up_to_a_tenth(mm, said):
    assert inches(mm) == Decimal(said)


@given(st.integers(0, 10**7))
def test_nothing_is_told_smaller_than_it_is_nor_a_tenth_too_large(measured):
    for told, exact in (
        (ounces(measured), measured / Fraction("28.349523125")),
        (inches(measured), measured / Fraction("25.4")),
    ):
        assert 0 <= Fraction(told) - exact < Fraction(1, 10)


@pytest.mark.parametrize(
    ("price", "currency", "amount"),
    [
        ("7.42", "USD", 742),
        ("6.07000", "USD", 607),
        ("6.071", "USD", 608),
        ("0", "EUR", 0),
        ("900", "JPY", 900),
        ("900.5", "JPY", 901),
        ("1.234", "KWD", 1234),
        ("0.1", "USD", 10),  # a float’s tenth isn’t
        ("", "USD", None),
        ("free", "USD", None),
        ("-1", "USD", None),
        ("NaN", "USD", None),
        ("1e400000", "USD", None),
        ("Infinity", "USD", None),
    ],
)
def test_a_price_is_read_without_losing_a_cent(price, currency, amount):
    assert minor(price, currency) == amount
