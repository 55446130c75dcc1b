"""Which unit a recall means: by what a scan says of it."""

import pytest

from associate.core.catalog.codes import marked, marks_in, read_code
from associate.core.catalog.stop_sales import StopSale, Verdict
from associate.csv_out import as_csv

GTIN = "04006381333931"


@pytest.mark.parametrize(
    ("lot", "serial", "said", "verdict"),
    [
        ("", "", ("", ""), Verdict.STOP),
        ("", "", ("L9", "S1"), Verdict.STOP),
        ("L7", "", ("", ""), Verdict.LOOK),
        ("L7", "", ("", "S1"), Verdict.LOOK),
        ("L7", "", ("L9", ""), Verdict.FINE),
        ("L7", "", ("l7", ""), Verdict.STOP),
        ("", "S1", ("L7", "S1"), Verdict.STOP),
        ("", "S1", ("L7", "S2"), Verdict.FINE),
        ("L7", "S1", ("L7", ""), Verdict.LOOK),
        ("L7", "S1", ("L8", ""), Verdict.FINE),
    ],
)
def test_a_verdict_on_one_unit(lot, serial, said, verdict):
    assert StopSale(lot=lot, serial=serial).verdict(*said) == verdict


@pytest.mark.parametrize(
    ("scan", "marks"),
    [
        (f"(01){GTIN}(10)L7(21)S1", ("L7", "S1")),
        (f"01{GTIN}10L7", ("L7", "")),
        ("4006381333931", ("", "")),
        ("HW-EK-15", ("", "")),
    ],
)
def test_a_kept_scan_tells_its_lot_and_serial(scan, marks):
    assert marks_in(scan) == marks


def test_what_was_read_off_the_label_is_kept_with_the_scan():
    code = marked(read_code("4006381333931"), " L9 ")
    assert (code.lot, code.serial, code.gtins) == ("L9", "L9", (GTIN,))
    assert marks_in(code.kept) == ("L9", "L9")
    scanned = marked(read_code(f"(01){GTIN}(10)L7"), "L9")
    assert scanned.lot == "L7" and marks_in(scanned.kept)[0] == "L7"


def test_a_spreadsheet_shows_what_looks_like_a_formula():
    content = as_csv(("a", "b"), [("=1+1", -3), ("@SUM(A1)", None), ("plain, with comma", 2)]).decode(
        "utf-8-sig"
    )
    assert content.splitlines() == ["a,b", "'=1+1,-3", "'@SUM(A1),", '"plain, with comma",2']
