"""Whatever a scanner delivers compares as GTIN-14; what is none stays what it is."""

import json
import re
from contextlib import suppress
from dataclasses import replace

import pytest

from associate.core.catalog.codes import gtin14, marks_in, read_code
from associate.core.catalog.symbols import Symbol, elements
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


@pytest.mark.parametrize(
    ("scan", "gtins", "lot"),
    [
        ("]E401234565", ["00000001234565"], ""),  # EAN-8, says its symbol
        ("]E001234565", ["00012345000065"], ""),  # UPC-E
        ("]E3400638133393112", ["04006381333931"], ""),  # a magazine's EAN-13 with its issue beside it
        ("]E04006381333931|]e010L-7", ["04006381333931"], "L-7"),  # a composite's second part
        ("\x1d010400638133393110L-7", ["04006381333931"], "L-7"),  # FNC1 first, as some scanners send it
        ("]C1" + "10L-7", [], "L-7"),  # a lot alone: its symbol says that it is GS1
        ("(10)L\\(7)", [], "L(7)"),
        ("(01) 04006381333931 (10) L-7", ["04006381333931"], "L-7"),
        ("010400638133393117000000" + "10L-7", ["04006381333931"], "L-7"),  # a date of zeros
        ("https://id.gs1.org/01/04006381333931/10/L-7?17=271231", ["04006381333931"], "L-7"),
        ("]Q1HTTPS://shop.example/jackets/01/4006381333931?10=L-7", ["04006381333931"], "L-7"),
        ("https://id.gs1.org/01/04006381333931/15/20250324", [], ""),  # no Digital Link
    ],
)
def test_a_symbol_says_what_it_carries(app, scan, gtins, lot):
    code = read_code(scan)
    assert (list(code.gtins), code.lot) == (gtins, lot)
    assert marks_in(code.kept)[0] == lot or scan.startswith("]C1")


@pytest.mark.parametrize(
    "scan", ["2114B77", "]C02114B77", "10-4 HIGH", "37610425002123456", "]C0123456789013"]
)
def test_what_only_looks_like_an_element_string_is_a_serial_as_it_stands(app, scan):
    code = read_code(scan)
    assert (code.text, code.gtins, code.serial, code.lot) == (scan.removeprefix("]C0"), (), "", "")


def test_our_own_codes_are_ours_in_any_symbol(app):
    assert {read_code(f"{symbol}BAG-7K4").key for symbol in ("", "]C0", "]Q1", "]d1")} == {"7K4"}


CASES = (
    "biip_checksums.json",
    "biip_digital_link.json",
    "biip_gln.json",
    "biip_gs1_messages.json",
    "biip_gtin_encode.json",
    "biip_gtin_parse.json",
    "biip_sscc.json",
    "biip_symbology.json",
    "biip_upc_parse.json",
    "gs1_bracketed_ai_cases.json",
    "gs1_scandata_symbology_identifier_cases.json",
)


def cases(name):
    """What the libraries and standards of the field are tested with, where it is at hand."""
    return json.loads((SHARED / "codes" / name).read_text()) if SHARED else []


def given(name, test):
    return [case for group in cases(name) if group["test"] == test for case in group["cases"]]


@pytest.mark.parametrize("value", given("biip_gtin_parse.json", "test_parse_gtin_8"))
def test_given_eights(value):
    assert gtin14(value) == "00000096385074"


@pytest.mark.parametrize(
    "value", given("biip_gtin_parse.json", "test_parse_gtin_13_with_invalid_check_digit")
)
def test_given_wrong_check_digits(value):
    assert gtin14(value) is None


def test_given_codes_are_read_or_refused_in_words(app):
    """Whatever the files hold, also as what it is not: a code or a sentence, never a crash."""
    found = [case for name in CASES for group in cases(name) for case in group.get("cases", [group])]
    scans = [_text_of(case) for case in found]
    for scan in [*filter(None, scans), "]", "]X", "]E", "|]e0", "(", "http://[", "\x1d", "٤٠٠٦٣٨١٣"]:
        with suppress(Refused):
            assert read_code(scan).text


def test_given_strings_say_the_same_printed_and_scanned(app):
    for scan, hri in given("biip_gs1_messages.json", "test_as_hri"):
        ours, printed = read_code(f"]C1{scan}"), read_code(hri)
        assert ours.gtins, scan
        assert replace(ours, text="", value="") == replace(printed, text="", value="")


def test_given_brackets_are_the_element_strings_they_stand_for():
    for case in cases("gs1_bracketed_ai_cases.json"):
        told = values(Symbol("", case["bracketed"], "", False))
        plain = case["unbracketed"].replace("^", "\x1d").strip("\x1d") if case["ok"] else ""
        assert told == values(Symbol("]C1", plain, "", True)), case


def test_given_scans_hold_the_number_they_were_made_from(app):
    number = re.compile(r"(?:\^01|https://example.com/01/|^)(\d{8,14})", re.IGNORECASE)
    for case in cases("gs1_scandata_symbology_identifier_cases.json"):
        if case["scan"] and case["symbology"] != "NONE" and (meant := number.match(case["data"])):
            assert meant[1] in read_code(case["scan"]).gtins[0], case


def values(symbol):
    return {ai: element.value for ai, element in elements(symbol).items()}


def _text_of(case):
    if isinstance(case, dict):
        return case.get("scan") or case.get("bracketed") or ""
    return case if isinstance(case, str) else case[0] if isinstance(case[0], str) else ""
