"""What a scanner or a thumb delivers, read into codes we can compare.

GTIN-8, -12, -13 and -14 and UPC-E all compare as GTIN-14 with their check digit (GS1 General
Specifications, section 3.3.2); GS1 elements give 01, 21, 10 and 17, see symbols. Our own codes begin with
BAG, LOC, PUP or ORD, in whatever symbol they are printed.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

import biip
from biip.gtin import Gtin
from biip.upc import Upc

from associate.core.catalog.symbols import RETAIL, Symbol, elements, read_symbol
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


def read_code(raw: str, *, may_be_serial: bool = False) -> Code:
    """Read one scan.

    Raises Refused("empty_scan") for nothing, Refused("scan_too_long"), and Refused("bad_check_digit")
    when it has the length of a GTIN, only digits, and the check digit is wrong: unless its symbol is of a
    kind that has none, or it `may_be_serial`.
    """
    symbol = read_symbol(raw)
    if not symbol.text:
        raise Refused("empty_scan", _("Nothing came through. Scan it again."))
    if len(symbol.whole) > LONGEST:
        raise Refused("scan_too_long", _("That code is too long for anything here. Scan it again."))
    if ours := OURS.match(symbol.text.upper()):
        return Code(symbol.text, kind=ours[1], value=ours[2])
    if not symbol.number:
        return _with_elements(symbol, Code(symbol.whole, value=symbol.text))
    gtins = _candidates(symbol.number, symbol.identifier)
    if not gtins and symbol.identifier in ("", *RETAIL) and not may_be_serial:
        raise Refused(
            "bad_check_digit",
            _("That number didn’t come through whole. Scan it again."),
            digits=symbol.number,
        )
    text = symbol.whole if symbol.more else symbol.number
    return _with_elements(symbol, Code(text, value=symbol.number, gtins=gtins))


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


def _candidates(digits: str, identifier: str = "") -> tuple[str, ...]:
    """Every GTIN-14 these digits are a right number for. Eight may be EAN-8 or UPC-E: the symbol tells."""
    found: dict[str, None] = {}
    if not (len(digits) == 8 and identifier == "]E0"):
        with suppress(biip.ParseError, biip.EncodeError):
            found[Gtin.parse(digits).as_gtin_14()] = None
    if identifier != "]E4":
        with suppress(biip.ParseError, biip.EncodeError):
            found[Gtin.parse(Upc.parse(digits).as_upc_a()).as_gtin_14()] = None
    return tuple(found)


def _with_elements(symbol: Symbol, code: Code) -> Code:
    values = elements(symbol)
    gtin = values["01"].gtin if "01" in values else None
    return replace(
        code,
        gtins=code.gtins or ((gtin.as_gtin_14(),) if gtin else ()),
        serial=values["21"].value if "21" in values else "",
        lot=values["10"].value if "10" in values else "",
        expiry=values["17"].date if "17" in values else None,
    )
