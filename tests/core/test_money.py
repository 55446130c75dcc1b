"""Sharing a sum: floor to the unit, then one unit each to the first shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from associate.money import share, to_major, to_minor

# Figures of other people's tests, restated: (their name, total, weights, our shares).
SHARED_ALIKE = [
    ("a web shop's ten off three equal items", 1000, [19900, 19900, 19900], [334, 333, 333]),
    ("299 over equal prices", 299, [1000, 1000, 1000], [100, 100, 99]),
    ("a price of nothing takes nothing", 40, [10, 0], [40, 0]),
    ("a negative sum", -20, [100, 100], [-10, -10]),
    ("a negative sum over unequal prices", -300, [4000, 2000, 2000], [-150, -75, -75]),
    ("quantities as weights", 1500, [150, 50, 100], [750, 250, 500]),
]


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [case[1:] for case in SHARED_ALIKE],
    ids=[case[0] for case in SHARED_ALIKE],
)
def test_a_sum_is_shared_by_weight(total, weights, shares):
    assert share(total, weights) == shares


@pytest.mark.parametrize(
    ("total", "weights", "theirs", "ours"),
    [
        (1000, [50, 50, 50], [333, 333, 334], [334, 333, 333]),  # they give the rest to the last
        (299, [4300, 1400, 2300], [161, 52, 86], [161, 53, 85]),  # they give it to the largest remainder
    ],
)
def test_where_others_give_the_rest_elsewhere_ours_goes_to_the_first(total, weights, theirs, ours):
    assert share(total, weights) == ours
    assert sum(theirs) == sum(ours)
    assert max(abs(a - b) for a, b in zip(theirs, ours, strict=True)) == 1


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_shares_add_up_and_none_is_off_by_a_unit_or_more(total, weights):
    shares = share(total, weights)
    fair = weights if sum(weights) else [1] * len(weights)
    assert sum(shares) == total
    for part, weight in zip(shares, fair, strict=True):
        assert abs(part * sum(fair) - total * weight) < sum(fair)
        assert part == 0 or weight


def test_nothing_can_be_shared_over_nobody_but_nothing():
    assert share(0, []) == []
    with pytest.raises(ValueError, match="nothing to share"):
        share(1, [])


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("598.94", "USD", 59894),
        ("199.00", "JPY", 199),
        ("1.234", "KWD", 1234),
        ("-10.00", "EUR", -1000),
        (3, "USD", 300),
        (None, "USD", 0),
        ("", "USD", 0),
        ("12.9000", "USD", 1290),
    ],
)
def test_money_is_read_as_text_into_minor_units(written, currency, minor):
    assert to_minor(written, currency) == minor
    assert to_minor(str(to_major(minor, currency)), currency) == minor


@pytest.mark.parametrize("written", ["12.345", "ten", "NaN", "Infinity", "1,50"])
def test_what_is_no_exact_amount_is_refused(written):
    with pytest.raises(ValueError, match="amount|finer"):
        to_minor(written, "USD")
