"""Whatever a scanner delivers compares as GTIN-14; what is none stays what it is."""

import json

import pytest

from associate.core.catalog.codes import gtin14, read_code
from associate.errors import Refused
from tests.support.shared import SHARED

pytestmark = pytest.mark.engine("sqlite")  # an app for its sentences; no code is looked up


@pytest.mark.parametrize(
    ("scan", "gtins"),
    [
        ("96385074", ["00000096385074"]),  # EAN-8
        ("036000291452", ["00036000291452"]),  # UPC-A
        ("4006381333931", ["04006381333931"]),  # EAN-13
        ("04006381333931", ["04006381333931"]),  # GTIN-14
        ("01234565", ["00000001234565", "00012345000065"]),  # EAN-8 or UPC-E: both are right numbers
        ("]E04006381333931", ["04006381333931"]),  # AIM identifier in front
        ("]C10104006381333931", ["04006381333931"]),  # GS1-128
        ("(01)04006381333931(10)12AB", ["04006381333931"]),  # as printed below the bars
        (" 4006381333931 \r\n", ["04006381333931"]),
    ],
)
def test_every_length_compares_as_fourteen_digits(app, scan, gtins):
    assert list(read_code(scan).gtins) == gtins


def test_an_element_string_gives_serial_lot_and_expiry(app):
    code = read_code("]d20104006381333931172712311012AB\x1d21S-9")
    assert (code.gtins, code.lot, code.serial) == (("04006381333931",), "12AB", "S-9")
    assert code.expiry.isoformat() == "2027-12-31"


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        ("", "empty_scan"),
        ("  \r", "empty_scan"),
        ("9" * 201, "scan_too_long"),
        ("4006381333932", "bad_check_digit"),
    ],
)
def test_what_came_through_broken_gets_a_sentence(app, scan, code):
    with pytest.raises(Refused) as refusal:
        read_code(scan)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("scan", "kind", "value"),
    [
        ("BAG-7K4", "BAG", "7K4"),
        ("bag7k4", "BAG", "7K4"),
        ("LOC-B-3", "LOC", "B-3"),
        ("PUP-ABC", "PUP", "ABC"),
        ("HW-RJ-204-M", "", "HW-RJ-204-M"),
    ],
)
def test_our_own_codes_say_what_they_are(app, scan, kind, value):
    code = read_code(scan)
    assert (code.kind, code.value) == (kind, value)


def test_a_place_is_known_however_it_is_typed(app):
    assert {read_code(text).key for text in ("B-12", "b 12", "LOC-B-12", "B12")} == {"B12"}


def given(name, test):
    """Cases of a library's own tests, where they are at hand."""
    if SHARED is None:
        return []
    found = json.loads((SHARED / "codes" / name).read_text())
    return [case for group in found if group["test"] == test for case in group["cases"]]


@pytest.mark.parametrize("value", given("biip_gtin_parse.json", "test_parse_gtin_8"))
def test_given_eights(value):
    assert gtin14(value) == "00000096385074"


@pytest.mark.parametrize(
    "value", given("biip_gtin_parse.json", "test_parse_gtin_13_with_invalid_check_digit")
)
def test_given_wrong_check_digits(value):
    assert gtin14(value) is None
