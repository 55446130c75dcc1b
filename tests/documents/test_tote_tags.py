"""The 4 × 6 in tag: big letters, and bars to scan from a step away."""

import pytest

from associate.documents import tote_tags
from associate.documents.tote_tags import ToteTag, tote_tag
from tests.documents.parcels import NASTY
from tests.support.printed import Scan, bar_error, pages, scans, size, words

MAYA = ToteTag("7K4", "HW-48102", "Maya", "Mill Quay", 1, 3, "Ready by 14:30")


@pytest.mark.parametrize(("dpi", "dots"), [(203, 5), (300, 7)])
def test_it_scans_and_each_bar_is_as_wide_as_it_should_be(dpi, dots):
    pdf = tote_tag(MAYA, dpi)
    assert scans(pdf, dpi) == [Scan("]C0", "BAG-7K4")]
    [image] = pages(pdf, dpi)
    assert MAYA.dots(dpi) == dots
    error = bar_error(image, 4 * dpi, MAYA.barcode, dots, (4 * dpi - MAYA.barcode.modules * dots) // 2)
    assert error == {"half a dot": 0, "any touched dot": 0}


def test_it_says_whose_it_is_and_how_many_there_are():
    pdf = tote_tag(MAYA)
    assert size(pdf) == (288, 432)
    text = words(pdf)
    assert all(
        part in text for part in ("7K4", "HW-48102", "Maya", "Bag 1 of 3", "Ready by 14:30", "Mill Quay")
    )
    assert "Keep cold" not in text
    assert "Keep cold" in words(tote_tag(ToteTag("7K4", "HW-48102", is_cold=True)))


def test_a_long_and_nasty_name_is_all_there():
    pdf = tote_tag(ToteTag("7K4", "HW-48102", NASTY))
    assert NASTY.replace(" ", "") in words(pdf).replace(" ", "")
    assert scans(pdf) == [Scan("]C0", "BAG-7K4")]


def test_the_same_tag_makes_the_same_bytes():
    assert tote_tag(MAYA) == tote_tag(MAYA)


def test_too_many_are_refused():
    with pytest.raises(ValueError, match="51 tags"):
        tote_tags.tote_tags([MAYA] * 51)
