"""Check digits of tracking numbers, and whose number one is by its shape and them.

The shapes are those the carriers print; the sums are from GS1 General Specifications 7.9.1 (USPS takes the
same: Publication 199, “Intelligent Mail package barcode”), UPU standard S10, and the published numbers of
UPS, FedEx and OnTrac.
"""

import re
from collections.abc import Callable
from itertools import cycle

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
FEDEX_WEIGHTS = (1, 3, 7)  # from the right


def mod10(digits: str) -> str:
    """GS1 and USPS: weight 3 next to the check digit, then 1, 3, 1…"""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def doubled(characters: str) -> str:
    """UPS and OnTrac: weights 1, 2, 1, 2… from the left. A letter counts by its place from “?” on."""
    values = (int(each) if each.isdigit() else (ord(each) - ord("?")) % 10 for each in characters)
    return str(-sum(value * (2 if place % 2 else 1) for place, value in enumerate(values)) % 10)


def mod11(digits: str) -> str:
    """FedEx Express: weights 1, 3, 7 from the right; a rest of 10 is 0."""
    total = sum(
        int(digit) * weight for digit, weight in zip(reversed(digits), cycle(FEDEX_WEIGHTS), strict=False)
    )
    return str(total % 11 % 10)


def s10(eight: str) -> str:
    """The ninth digit of an item of the world’s posts."""
    digit = 11 - sum(int(each) * weight for each, weight in zip(eight, S10_WEIGHTS, strict=True)) % 11
    return str({10: 0, 11: 5}.get(digit, digit))


def ontrac_c(thirteen: str) -> str:
    return doubled("4" + thirteen)


def ontrac_d(thirteen: str) -> str:
    return doubled("5" + thirteen)


SHAPES: tuple[tuple[str, Callable[[str], str], str], ...] = (
    (r"1Z([A-Z0-9]{15})(\d)", doubled, "ups"),
    (r"(?:420\d{5})?(9[1-5]\d{19}|9[1-5]\d{23})(\d)", mod10, "usps"),
    (r"420\d{9}(9[1-5]\d{19})(\d)", mod10, "usps"),  # as long as a ZIP+4 less and four digits more
    (r"[A-Z]{2}(\d{8})(\d)US", s10, "usps"),
    (r"(\d{11})(\d)", mod11, "fedex"),
    (r"(\d{14})(\d)", mod10, "fedex"),
    (r"C(\d{13})(\d)", ontrac_c, "ontrac"),
    (r"D(\d{13})(\d)", ontrac_d, "ontrac"),
)


def carrier_of(number: str) -> str:
    """Whose tracking number this looks like: "usps", "ups", "fedex", "ontrac"; "" where nothing says so."""
    typed = re.sub(r"\s", "", number).upper()
    for shape, check, carrier in SHAPES:
        found = re.fullmatch(shape, typed, re.ASCII)
        if found and check(found[1]) == found[2]:
            return carrier
    return ""
