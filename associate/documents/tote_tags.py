"""The 4 × 6 inch tag on a bag or a tote: a code to be read from across the room, and to scan."""

from collections.abc import Sequence
from dataclasses import dataclass

from associate.documents.codes import DPI, Barcode, code128
from associate.documents.fit import Fitted, fit
from associate.documents.labels import BARS_WIDE, BATCH, LABEL_STYLES, WIDE
from associate.documents.paper import print_pdf

MODULE = 0.025  # inch: 5 dots at 203 dpi and 7 at 300, to be scanned from further away
BARS_TOP, BARS_HIGH = 3.45, 1.1  # inch


@dataclass(frozen=True)
class ToteTag:
    """`code` is the tag's ("7K4"). For a bag of a pickup order `name` is the customer's first name."""

    code: str
    order: str  # its number
    name: str = ""
    store: str = ""
    bag: int = 1
    bags: int = 1
    note: str = ""  # "Ready by 14:30", "Wave 12, tote C"
    is_cold: bool = False

    @property
    def barcode(self) -> Barcode:
        """ValueError for a code that is not ASCII."""
        return code128(f"BAG-{self.code}")

    def dots(self, dpi: int) -> int:
        """Of the printer, to a module."""
        return self.barcode.dots(dpi, module=MODULE, room=BARS_WIDE)

    def ink(self, dpi: int) -> str:
        """The bars in the middle of the tag, as a path whose unit is a dot of the printer."""
        dots = self.dots(dpi)
        left = (WIDE * dpi - self.barcode.modules * dots) // 2
        return self.barcode.path(left, round(BARS_TOP * dpi), round(BARS_HIGH * dpi), dots)

    @property
    def big(self) -> Fitted:
        return fit([self.code], wide=272, high=130, sizes=(112, 96, 80, 64, 48, 32, 20), weight=700)

    @property
    def number(self) -> Fitted:
        return fit([self.order], wide=268, high=35, sizes=(30, 26, 22, 18, 15, 12, 9, 7), weight=700)

    @property
    def whose(self) -> Fitted:
        return fit([self.name], wide=268, high=35, sizes=(30, 26, 22, 18, 15, 12, 9, 7))

    @property
    def small(self) -> Fitted:
        return fit([self.note, self.store], wide=184, high=37, sizes=(12, 11, 10, 9, 8, 7))


def tote_tag(tag: ToteTag, dpi: int = DPI) -> bytes:
    """The PDF of one, for a printer of `dpi`. ValueError where its code is no barcode."""
    return tote_tags([tag], dpi)


def tote_tags(tags: Sequence[ToteTag], dpi: int = DPI) -> bytes:
    """One document, a page each. Raises ValueError for none and for more than BATCH of them."""
    if not 1 <= len(tags) <= BATCH:
        raise ValueError(f"{len(tags)} tags; a document holds 1 to {BATCH}")
    return print_pdf("tote_tags.html", LABEL_STYLES, tags=tags, dpi=dpi)
