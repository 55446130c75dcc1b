"""What a scanner or a thumb delivers, read into codes we can compare.

GTIN-8, -12, -13 and -14 and UPC-E all compare as GTIN-14 with their check digit (GS1 General
Specifications, section 3.3.2); GS1 element strings give 01, 21, 10 and 17. An AIM symbology identifier
in front ("]C1", ISO/IEC 15424) is read and dropped. Our own codes begin with BAG, LOC, PUP or ORD.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

import biip
from biip.gs1_messages import GS1Message
from biip.gtin import Gtin
from biip.upc import Upc

from associate.errors import Refused
from associate.words import _

MARKED = " (10/21)"  # between a code and what a person read off its label
LONGEST = 200  # characters; more than any symbol we read holds
OURS = re.compile(r"^(BAG|LOC|PUP|ORD)[-:]?(.+)$")


@dataclass(frozen=True)
class Code:
    """One scan. `gtins` holds every GTIN-14 it may mean: 8 digits can be EAN-8 or UPC-E."""

    text: str
    kind: str = ""  # "BAG", "LOC", "PUP", "ORD" for our own, else ""
    value: str = ""  # what stands behind our own prefix, or the whole text
    gtins: tuple[str, ...] = ()
    serial: str = ""
    lot: str = ""
    expiry: date | None = None
    mark: str = ""  # lot or serial that a person read off the label

    @property
    def kept(self) -> str:
        """As it is kept with the unit it was scanned for: see marks_in."""
        if not self.mark:
            return self.text
        return f"{self.text[: LONGEST - len(MARKED) - len(self.mark)]}{MARKED}{self.mark}"

    @property
    def key(self) -> str:
        """Letters and digits only, so that "B-12", "b 12" and "B12" are one place."""
        return scan_key(self.value)


def scan_key(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def read_code(raw: str) -> Code:
    """Read one scan.

    Raises Refused("empty_scan") for nothing, Refused("scan_too_long"), and Refused("bad_check_digit")
    when it has the length of a GTIN, only digits, and the check digit is wrong.
    """
    text = re.sub(r"[\x00-\x1c\x1e-\x1f\x7f]", "", raw).strip()
    if not text:
        raise Refused("empty_scan", _("Nothing came through. Scan it again."))
    if len(text) > LONGEST:
        raise Refused("scan_too_long", _("That code is too long for anything here. Scan it again."))
    if ours := OURS.match(text.upper()):
        return Code(text, kind=ours[1], value=ours[2])
    plain = re.sub(r"^\][A-Za-z][0-9A-Za-z]", "", text)
    if plain.isdigit() and len(plain) in (8, 12, 13, 14):
        return Code(plain, value=plain, gtins=_gtins(plain))
    return _element_string(plain) or Code(plain, value=plain)


def marked(code: Code, mark: str) -> Code:
    """The same scan, and the lot or serial that a person read off the label, where the code holds none."""
    mark = re.sub(r"[\x00-\x1f\x7f]", "", mark).strip()[:20]
    if not mark:
        return code
    return replace(code, mark=mark, lot=code.lot or mark, serial=code.serial or mark)


def marks_in(text: str) -> tuple[str, str]:
    """(lot, serial) that a kept scan tells, as scanned or as read off the label; empty: it doesn't."""
    plain, _sign, mark = text.partition(MARKED)
    with suppress(Refused):
        code = read_code(plain)
        return code.lot or mark, code.serial or mark
    return mark, mark


def gtin14(text: str) -> str | None:
    """The GTIN-14 of a printed number with a right check digit, else None. For catalogs, not for scans."""
    found = _candidates(re.sub(r"[\s-]", "", text))
    return found[0] if found else None


def _gtins(digits: str) -> tuple[str, ...]:
    found = _candidates(digits)
    if not found:
        raise Refused(
            "bad_check_digit", _("That number didn’t come through whole. Scan it again."), digits=digits
        )
    return found


def _candidates(digits: str) -> tuple[str, ...]:
    """Every GTIN-14 these digits are a right number for. Eight digits may be EAN-8 or UPC-E."""
    found: dict[str, None] = {}
    with suppress(biip.ParseError, biip.EncodeError):
        found[Gtin.parse(digits).as_gtin_14()] = None
    with suppress(biip.ParseError, biip.EncodeError):
        found[Gtin.parse(Upc.parse(digits).as_upc_a()).as_gtin_14()] = None
    return tuple(found)


def _message(text: str) -> GS1Message | None:
    if text.startswith("("):  # as printed below the bars, and as people type it
        return GS1Message.parse_hri(text)
    return biip.parse(text, config=biip.ParseConfig(separator_chars=("\x1d",))).gs1_message


def _element_string(text: str) -> Code | None:
    try:
        message = _message(text)
    except (biip.ParseError, ValueError):
        return None
    if message is None:
        return None
    values = {element.ai.ai: element for element in message.element_strings}
    gtin = values["01"].gtin if "01" in values else None
    return Code(
        text,
        value=text,
        gtins=(gtin.as_gtin_14(),) if gtin else (),
        serial=values["21"].value if "21" in values else "",
        lot=values["10"].value if "10" in values else "",
        expiry=values["17"].date if "17" in values else None,
    )
