"""Text that fits: as large as may be, broken where it has to be, and never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from associate.documents.fit import LEADING, fit, width

SIZES = (15, 12, 9, 7)


def test_short_text_is_as_large_as_it_may_be():
    assert fit(["Sam Okoro", "", "  Flat \n 3 "], wide=200, high=60, sizes=SIZES).lines == (
        "Sam Okoro",
        "Flat 3",
    )
    assert fit(["Sam"], wide=200, high=60, sizes=SIZES).size == 15


def test_a_line_goes_on_in_the_next_and_then_all_gets_smaller():
    one = fit(["Flat 3, 9 Harbour Row, Cork"], wide=100, high=60, sizes=SIZES, weight=700)
    assert len(one.lines) > 1 and one.size == 15
    assert fit(["Flat 3, 9 Harbour Row, Cork"] * 3, wide=100, high=60, sizes=SIZES, weight=700).size < 15


@given(some.lists(some.text(max_size=200), max_size=7), some.sampled_from([400, 700]))
def test_all_of_it_is_there_and_inside_the_box(text, weight):
    found = fit(text, wide=120, high=50, sizes=SIZES, weight=weight)
    assert "".join(found.lines).replace(" ", "") == "".join("".join(line.split()) for line in text)
    assert len(found.lines) * found.size * LEADING <= 50 or found.size == 1
    assert all(width(line, weight) * found.size <= 120.001 or len(line) == 1 for line in found.lines)


def test_widths_are_those_of_the_font():
    assert width("i") < width("M") < width("M", 700) and width("") == 0
    assert width("11") == width("88")


@pytest.mark.parametrize("character", ["山", "\U0001f600"])
def test_a_letter_of_another_font_counts_as_wide(character):
    assert width(character) >= 1
