"""What a symbol carries: which one it was, by its AIM identifier, and the GS1 elements in it.

AIM identifiers are the "]cm" of ISO/IEC 15424. GS1 elements come as an element string, as the text printed
below one, or as a Digital Link (GS1 Digital Link Standard: URI Syntax).
"""

import re
from contextlib import suppress
from typing import NamedTuple

from biip import ParseConfig, ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString, GS1ElementStrings
from biip.gs1_messages import GS1Message

IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")
GS1 = ("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1")
RETAIL = ("]E0", "]E3", "]E4")  # EAN-13 and UPC, EAN-13 with an add-on, EAN-8
COMPOSITE = "|]e0"  # what lies above the bars of a composite symbol comes after this
SEPARATOR = "\x1d"
PRINTED = re.compile(r"\((\d{2,4})\)((?:\\\(|[^(])+)")  # "(10)AB"; a bracket of the data's own is "\("
LINK = re.compile(r"https?://", re.IGNORECASE)
GTIN_LENGTHS = (8, 12, 13, 14)
LENIENT = ParseConfig(gs1_element_strings_verify_date=False)  # a date of zeros spoils no number

NAMES = {
    "A": "Code 39",
    "C": "Code 128",
    "E": "EAN/UPC",
    "F": "Codabar",
    "G": "Code 93",
    "I": "ITF",
    "J": "DotCode",
    "L": "PDF417",
    "Q": "QR",
    "d": "Data Matrix",
    "e": "GS1 DataBar",
    "z": "Aztec",
}
"""By the letter of the identifier: names that are the same in every language."""


class Symbol(NamedTuple):
    """`identifier` is empty where the scanner doesn’t send it; `more` is a composite’s second part."""

    identifier: str
    text: str
    more: str
    is_gs1: bool

    @property
    def number(self) -> str:
        """The digits of what can only be a GTIN, without an add-on, else ""."""
        digits = self.text[:13] if self.identifier == "]E3" else self.text
        is_number = digits.isascii() and digits.isdigit() and len(digits) in GTIN_LENGTHS
        return digits if is_number and not self.is_gs1 else ""

    @property
    def whole(self) -> str:
        """All that it says, to be kept and read again."""
        return f"{self.text}{COMPOSITE}{self.more}" if self.more else self.text

    @property
    def name(self) -> str:
        kind = NAMES.get(self.identifier[1:2], "")
        return f"GS1 {kind}" if kind and self.is_gs1 and "GS1" not in kind else kind


def read_symbol(raw: str) -> Symbol:
    """The parts of one scan. A separator in front is the FNC1 that begins GS1 data."""
    text = re.sub(r"[\x00-\x1c\x1e-\x1f\x7f]", "", raw)
    starts_gs1 = text.lstrip(" ").startswith(SEPARATOR)
    found = IDENTIFIER.match(text := text.strip())
    identifier = found[0] if found else ""
    text, _sign, more = text.removeprefix(identifier).partition(COMPOSITE)
    return Symbol(identifier, text.strip(), more, starts_gs1 or identifier in GS1)


def elements(symbol: Symbol) -> dict[str, GS1ElementString]:
    """Its GS1 elements by application identifier; none where it says that it is something else.

    Where nothing says what it is, only a string with a GTIN is one: "21" begins many a serial number.
    """
    found = _elements(symbol.text)
    if not (symbol.is_gs1 or symbol.text.startswith("(") or "01" in found):
        found = {}
    return found | (_elements(symbol.more) if symbol.more else {})


def _elements(text: str) -> dict[str, GS1ElementString]:
    with suppress(ParseError, ValueError):
        return {element.ai.ai: element for element in _parsed(text)}
    return {}


def _parsed(text: str) -> GS1ElementStrings:
    if LINK.match(text):
        return GS1DigitalLinkURI.parse(text, config=LENIENT).element_strings
    if text.startswith("("):
        text = _unprinted("".join(text.split()))
    return GS1Message.parse(text, config=LENIENT).element_strings


def _unprinted(text: str) -> str:
    """The element string that is printed, and typed, as "(01)…(10)…". Raises ValueError."""
    if not re.fullmatch(rf"(?:{PRINTED.pattern})+", text):
        raise ValueError(text)
    return SEPARATOR.join(ai + data.replace("\\(", "(") for ai, data in PRINTED.findall(text))
