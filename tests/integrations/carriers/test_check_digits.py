"""Published tracking numbers: each right one is right, each wrong one is not."""

import json

import pytest

from associate.integrations.carriers.check_digits import carrier_of, doubled, mod10, mod11, s10
from tests.support.shared import shared_files


@pytest.mark.parametrize(
    ("check", "body", "digit"),
    [
        (mod10, "923469036198090000014", "2"),
        (mod10, "00614141000000001", "2"),  # an SSCC
        (doubled, "999AA1012345678", "4"),
        (s10, "47312482", "9"),
        (mod11, "98657878885", "5"),
    ],
)
def test_a_digit_follows_from_the_others(check, body, digit):
    assert check(body) == digit


@pytest.mark.parametrize("digit", "1234567890")
def test_one_wrong_digit_shows(digit):
    right = "9300000069407387882329"
    for place in range(len(right)):
        wrong = right[:place] + digit + right[place + 1 :]
        assert (carrier_of(wrong) == "usps") == (wrong == right)


def test_a_number_says_whose_it_is():
    numbers = {
        "1Z 999 AA1 01 2345 6784": "ups",
        "9300 0000 6940 7387 8823 29": "usps",
        "420941079300000069407387882329": "usps",
        "4209410712349300000069407387882329": "usps",
        "986578788855": "fedex",
        "RB473124829US": "usps",
        "RB473124829CY": "",
        "A-1001": "",
        "": "",
    }
    assert {number: carrier_of(number) for number in numbers} == numbers


GIVEN = [
    (path.stem.removeprefix("tracking_"), kind["name"], number, is_right)
    for path in shared_files("codes/tracking_*.json")
    for kind in json.loads(path.read_text())["tracking_numbers"]
    for is_right, key in ((True, "valid"), (False, "invalid"))
    for number in kind["test_numbers"][key]
]
KNOWN = {
    "UPS",
    "USPS IMpb C",
    "USPS IMpb N",
    "FedEx Express (12)",
    "FedEx Ground",
    "OnTrac",
    "OnTrac D",
}
"""The kinds of number that are on today’s labels; of the others we say nothing."""


@pytest.mark.parametrize(("carrier", "kind", "number", "is_right"), [g for g in GIVEN if g[1] in KNOWN])
def test_published_numbers_of_todays_labels(carrier, kind, number, is_right):
    assert (carrier_of(number) == carrier) == is_right


@pytest.mark.parametrize(("carrier", "kind", "number", "is_right"), [g for g in GIVEN if g[1] not in KNOWN])
def test_no_published_number_is_taken_for_another_carriers(carrier, kind, number, is_right):
    assert carrier_of(number) in ("", carrier)
