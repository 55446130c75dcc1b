"""GS1-128: FNC1 in front, and after what has no fixed length."""

import pytest

from associate.documents.codes import code128, gs1_128


@pytest.mark.parametrize(
    ("elements", "text"),
    [
        ((("420", "94107"), ("92", "00190000000000000015")), "42094107\x1d9200190000000000000015"),
        ((("01", "09521204000012"), ("10", "A7")), "010952120400001210A7"),
    ],
)
def test_its_text_is_what_a_scanner_reads(elements, text):
    assert gs1_128(elements).text == text


@pytest.mark.parametrize("elements", [(("01", "09521204000013"),), (("420", "山"),), (("999", "1"),), ()])
def test_what_gs1_does_not_know_is_refused(elements):
    with pytest.raises(ValueError):
        gs1_128(elements)


def test_a_module_takes_the_dots_there_are_room_for():
    barcode = code128("BAG-7K4")
    assert [barcode.dots(dpi) for dpi in (203, 300, 600)] == [3, 4, 9]
    assert barcode.dots(203, room=barcode.modules * 2.5 / 203) == 2
    with pytest.raises(ValueError, match="too long"):
        barcode.dots(203, room=0.1)


def test_a_picture_is_as_wide_as_its_dots():
    barcode = code128("BAG-7K4")
    assert f'viewBox="0 0 {barcode.modules * 4} 150"' in barcode.svg(0.5, 300)
    assert f'width="{barcode.modules * 4 / 300:.5f}in" height="0.50000in"' in barcode.svg(0.5, 300)
