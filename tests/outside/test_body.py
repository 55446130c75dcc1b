from decimal import Decimal

import pytest

from associate.outside.body import Unreadable, parse


def test_fractions_are_exact_and_a_byte_order_mark_is_no_matter():
    assert parse(b'\xef\xbb\xbf{"price": 19.99, "quantity": 2}') == {"price": Decimal("19.99"), "quantity": 2}


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b"[" * 100 + b"]" * 100, "too deeply"),
        (b"[" * 100_000, "too deeply"),
        (b'"' + b"x" * 2_000_001 + b'"', "larger than 2 MB"),
        (b"1" * 5000, "not JSON"),
        (b"1e99999999999999999999", "count to"),
    ],
)
def test_what_is_no_json_we_take_says_why(raw, why):
    with pytest.raises(Unreadable, match=why):
        parse(raw)
