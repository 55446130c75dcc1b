"""What people save as CSV is read as it is meant, or refused in a sentence."""

import pytest

from associate.errors import Refused
from associate.files.cells import Cells
from associate.files.table import MOST_BYTES, Row, decode, read_table, write_table

pytestmark = pytest.mark.engine("sqlite")  # an app for its sentences; nothing is stored


@pytest.mark.parametrize(
    "content",
    [
        b"sku,price\nA-1,12.95\n",
        b"\xef\xbb\xbfsku,price\r\nA-1,12.95\r\n",
        b"SKU ;Price\r\nA-1;12.95",
        b'"sku"\t"price"\n"A-1"\t"12.95"\n\n',
        b"sku,price\n\n , \nA-1,12.95\n",
    ],
)
def test_every_usual_form_is_the_same_table(content):
    table = read_table(decode(content))
    assert [row.cells for row in table.rows] == [{"sku": "A-1", "price": "12.95"}]


def test_rows_are_counted_as_a_spreadsheet_counts():
    assert [row.number for row in read_table("a\n1\n\n2\n").rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"sku\n" + b"x" * MOST_BYTES, "too_big"),
        ("größe\n1".encode("latin-1"), "not_text"),
        (b"sku\n" + b"1\n" * 20_001, "too_many_rows"),
        (b"sku,price\n", "empty_file"),
        (b"", "empty_file"),
        (b'sku\n"broken\n', "no_table"),
        (b"sku,SKU\n1,2\n", "no_table"),
    ],
)
def test_what_is_no_table_is_refused(app, content, code):
    with pytest.raises(Refused) as refused:
        read_table(decode(content))
    assert refused.value.code == code


def test_a_formula_is_text_both_ways():
    written = write_table(["note"], [["=1+1"], ["-5"], ["plain"]])
    assert "'=1+1" in written and "'-5" in written
    assert [row.cells["note"] for row in read_table(decode(written.encode())).rows] == ["=1+1", "-5", "plain"]


@pytest.mark.parametrize(
    ("text", "decimal", "minor"),
    [
        ("12.95", ".", 1295),
        ("12,95", ",", 1295),
        ("12", ",", 1200),
        ("0.1", ".", 10),
        ("12,95", ".", None),
        ("12.95", ",", None),
        ("1.234,56", ",", None),
        ("12.955", ".", None),
        ("=1+1", ".", None),
        ("-3", ".", None),
        ("1e3", ".", None),
        ("١٢", ".", None),
    ],
)
def test_an_amount_is_exact_or_none(app, text, decimal, minor):
    cells = Cells(Row(2, {"price": text}), decimal)
    assert cells.money("price", "EUR") == minor
    assert bool(cells.problems) == (minor is None)


def test_a_column_may_say_how_its_row_writes_amounts(app):
    cells = Cells(Row(2, {"price": "12,95", "decimal": "comma"}), ".")
    assert cells.money("price", "EUR") == 1295
