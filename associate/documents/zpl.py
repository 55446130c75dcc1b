"""Labels and tags in ZPL II, for a thermal printer that takes its own language instead of a PDF.

A command begins with ^ or ~. All text goes through ^FH, which reads _5E as the character and not as a
command, so that no name can become one.
"""

from dataclasses import dataclass

from associate.documents import labels, tote_tags
from associate.documents.codes import DPI, QUIET, Barcode
from associate.documents.fit import Fitted
from associate.documents.labels import ShippingLabel
from associate.documents.tote_tags import ToteTag
from associate.words import _

PLAIN = frozenset(" .,-/&#()'+:@")
DIGITS, FNC1 = ">;", ">8"
"""In a barcode of mode N: begin with the subset of digits in pairs; Code 128’s own FNC1.

Mode D would write both by itself, but whether it ends an element, or wants to be told, differs by firmware.
"""


@dataclass(frozen=True)
class Sheet:
    """A label being written. Places are in inch, sizes of type in points."""

    dpi: int

    def dots(self, inch: float) -> int:
        return round(inch * self.dpi)

    def text(self, left: float, top: float, size: float, text: str, *, turned: bool = False) -> str:
        high = self.dots(size / 72)
        return f"{self._at(left, top)}^A0{'B' if turned else 'N'},{high},{high}^FH_^FD{escaped(text)}^FS\n"

    def lines(self, left: float, top: float, text: Fitted) -> str:
        step = text.size * 1.16 / 72
        return "".join(
            self.text(left, top + at * step, text.size, line) for at, line in enumerate(text.lines)
        )

    def centered(self, top: float, text: Fitted, left: float = 0.0, wide: float = 4.0) -> str:
        """In a field block, where a backslash begins a line break: it becomes a slash."""
        high, step = self.dots(text.size / 72), text.size * 1.16 / 72
        block = f"^A0N,{high},{high}^FB{self.dots(wide)},1,0,C^FH_^FD"
        return "".join(
            f"{self._at(left, top + at * step)}{block}{escaped(line.replace(chr(92), '/'))}^FS\n"
            for at, line in enumerate(text.lines)
        )

    def box(self, left: float, top: float, wide: float, high: float, stroke: float, color: str = "B") -> str:
        size = f"{self.dots(wide)},{self.dots(high)},{max(1, self.dots(stroke))},{color}"
        return f"{self._at(left, top)}^GB{size}^FS\n"

    def bars(self, top: float, high: float, barcode: Barcode, dots: int, content: str, mode: str) -> str:
        """`content` as the printer’s Code 128 wants it; mode A packs best, N does as told."""
        left = (4 * self.dpi - barcode.modules * dots) // 2 + QUIET * dots
        start = f"^FO{left},{self.dots(top)}^BY{dots}^BCN,{self.dots(high)},N,N,N,{mode}"
        return f"{start}^FH_^FD{content}^FS\n"

    def _at(self, left: float, top: float) -> str:
        return f"^FO{self.dots(left)},{self.dots(top)}"

    def whole(self, *parts: str) -> str:
        """^CI28: bytes are UTF-8."""
        return f"^XA\n^CI28^LH0,0^PW{4 * self.dpi}^LL{6 * self.dpi}\n{''.join(parts)}^XZ\n"


def escaped(text: str) -> str:
    """For a field with ^FH_: ASCII only, and nothing in it that a printer would obey."""
    return "".join(map(_character, text))


def shipping_label_zpl(label: ShippingLabel, dpi: int = DPI) -> str:
    """What shipping_label draws, for a printer of `dpi`; it can't write aslant, so SAMPLE stands upright.

    Raises ValueError where the number is no barcode.
    """
    on = Sheet(dpi)
    dots = label.barcode.dots(dpi, room=labels.BARS_WIDE)
    left, top, side, stroke = labels.SQUARE
    rules = (on.box(*rule, rule[3]) for rule in labels.RULES)
    content, mode = _content(label)
    number = _("Parcel %(n)d of %(all)d", n=label.parcel, all=label.parcels)
    return on.whole(
        *rules,
        on.box(left, top, side, side, stroke),
        on.centered(top + 0.14, Fitted(67, (label.icon,)), left, side),
        on.lines(1.34, 0.13, label.carrier_name),
        on.text(1.34, 0.86, 9.5, _("Ship date %(date)s", date=label.ship_date.isoformat())),
        on.text(1.34, 1.02, 9.5, label.weight),
        on.centered(1.34, label.banner),
        on.lines(0.14, 1.79, label.sent_from),
        on.text(0.14, 2.53, 7, _("SHIP TO")),
        on.lines(0.58, 2.67, label.to),
        on.centered(3.86, Fitted(9, (_("TRACKING #"),))),
        on.bars(labels.BARS_TOP, labels.BARS_HIGH, label.barcode, dots, content, mode),
        on.centered(5.0, Fitted(11, (label.digits,))),
        on.lines(0.14, 5.44, label.order),
        on.text(2.6, 5.5, 13, number),
        *(_sample(on) if label.is_sample else ()),
    )


def tote_tag_zpl(tag: ToteTag, dpi: int = DPI) -> str:
    """What tote_tag draws, for a printer of `dpi`. Raises ValueError where the code is no barcode."""
    on, barcode = Sheet(dpi), tag.barcode
    cold = on.centered(0.1, Fitted(15, (_("Keep cold"),))) if tag.is_cold else ""
    return on.whole(
        cold,
        on.centered(0.42, tag.big),
        on.centered(2.1, tag.number),
        on.centered(2.58, tag.whose),
        on.bars(tote_tags.BARS_TOP, tote_tags.BARS_HIGH, barcode, tag.dots(dpi), _plain(barcode.text), "A"),
        on.centered(4.64, Fitted(11, (barcode.text,))),
        on.lines(0.14, 5.3, tag.small),
        on.text(2.5, 5.28, 15, _("Bag %(n)d of %(all)d", n=tag.bag, all=tag.bags)),
    )


def _sample(on: Sheet) -> tuple[str, ...]:
    return (
        on.text(3.3, 1.85, 34, _("SAMPLE"), turned=True),
        on.text(3.76, 1.85, 9, _("NOT VALID FOR SHIPPING"), turned=True),
        on.box(0.75, 4.6, 2.5, 0.17, 0.17, "W"),
        on.centered(4.62, Fitted(9, (_("SAMPLE – NOT VALID FOR SHIPPING"),))),
    )


def _content(label: ShippingLabel) -> tuple[str, str]:
    if not label.elements:
        return _plain(label.tracking_number), "A"
    pairs = FNC1.join(identifier + data for identifier, data in label.elements)  # each of even length
    return DIGITS + FNC1 + pairs, "N"


def _plain(text: str) -> str:
    """In a Code 128 > begins a command of its own; >0 is the character."""
    return escaped(text.replace(">", ">0")).replace("_3E", ">")


def _character(character: str) -> str:
    if character in PLAIN or (character.isascii() and character.isalnum()):
        return character
    return "".join(f"_{byte:02X}" for byte in character.encode("utf-8", "replace"))
