"""No card number is kept: the numbers here are the card networks' public test numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from associate.core.orders.cards import mask_cards, passes_luhn


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4242424242424242", "•••• 4242"),
        ("my card 4242 4242 4242 4242, thanks", "my card •••• 4242, thanks"),
        ("5555-5555-5555-4444 12/29", "•••• 4444 12/29"),
        ("378282246310005", "•••• 0005"),
        ("4242\n4242\n4242\n4242", "•••• 4242"),
        ("4242 4242 4242 4242 4000 0566 5566 5556", "•••• 4242 •••• 5556"),
        ("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "•••• ٤٢٤٢"),
        ("4111.1111.1111.1111", "•••• 1111"),
    ],
)
def test_a_card_number_keeps_its_last_four(typed, kept):
    assert mask_cards(typed) == kept
    assert mask_cards(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "4242424242424241",  # fails Luhn
        "ring twice, 2nd floor, 10117 Berlin",
        "+31 6 1234 5678",
        "424242424242",  # too short
        "1Z001985YW99744790",
        "00034012345678901234567890",  # a long number that begins with no card
    ],
)
def test_other_numbers_stay_whole(typed):
    assert mask_cards(typed) == typed


@given(st.from_regex(r"[3-6][0-9]{11,17}", fullmatch=True), st.sampled_from(["", " ", "-", ". "]))
def test_no_number_that_passes_luhn_gets_through(digits, separator):
    number = next(digits + str(check) for check in range(10) if passes_luhn(digits + str(check)))
    written = separator.join(number[i : i + 4] for i in range(0, len(number), 4))
    masked = mask_cards(f"a {written} b")
    assert masked == f"a •••• {number[-4:]} b"
