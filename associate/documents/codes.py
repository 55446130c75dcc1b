"""Barcodes as SVG, on the printer's own grid of dots so that every bar is as wide as it should be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from zint import Symbol, Symbology, WarningLevel

DPI = 203  # the coarsest label printers; a page printer is finer and loses nothing
MODULE = (
    0.015  # inch, the widest a module is: whole dots of 203 (14.8 mil) and 300 (13.3 mil) within 13 to 21
)
INK_SPREAD = 0.04  # of a module: a PDF fill paints each dot it touches, so a bar keeps off its neighbors
QUIET = 10  # modules left and right: GS1 General Specifications, section 5.4.3.2; EAN-13 wants 11 and 7
FNC1 = "\x1d"  # how scanners tell of the FNC1 that ends an element of no fixed length
FIXED = "00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41".split()
"""How the identifiers begin whose data has a fixed length (GS1 General Specifications, figure 7.8.5-2)."""


@dataclass(frozen=True)
class Barcode:
    """One symbol: what it holds, and its bars as (left, width) in modules, quiet zone included."""

    text: str
    bars: tuple[tuple[int, int], ...]
    modules: int

    def dots(self, dpi: int = DPI, *, module: float = MODULE, room: float | None = None) -> int:
        """Of the printer, to a module: as many as `module` inch holds, fewer where `room` inch asks for it.

        Raises ValueError where not even one dot a module leaves it enough room.
        """
        fitting = (
            int(dpi * module) if room is None else min(int(dpi * module), int(dpi * room) // self.modules)
        )
        if fitting < 1:
            raise ValueError(f"{self.text!r} is too long for {room} inch")
        return fitting

    def path(self, left: int, top: int, high: int, dots: int) -> str:
        """The bars as the path of an SVG whose unit is a dot; `left` is where the quiet zone begins."""
        off = INK_SPREAD * dots / 2
        return "".join(
            f"M{left + x * dots + off:g} {top}h{(wide := w * dots - 2 * off):g}v{high}h{-wide:g}z"
            for x, w in self.bars
        )

    def svg(
        self, height: float, dpi: int = DPI, *, module: float = MODULE, room: float | None = None
    ) -> Markup:
        """The picture, `height` inch high to the next dot. Made of numbers only, so it is markup and no text.

        It stays on the grid where its left edge is set on a whole dot.
        """
        dots, high = self.dots(dpi, module=module, room=room), round(height * dpi)
        return Markup(
            '<svg class="bars" viewBox="0 0 {w} {h}" width="{wide:.5f}in" height="{high:.5f}in">'
            '<path d="{path}"/></svg>'
        ).format(
            w=self.modules * dots,
            h=high,
            wide=self.modules * dots / dpi,
            high=high / dpi,
            path=self.path(0, 0, high, dots),
        )


def code128(text: str) -> Barcode:
    """Raises ValueError for text that Code 128 has no characters for (ISO/IEC 15417: ASCII)."""
    if not text.isascii():
        raise ValueError(f"{text!r} is more than ASCII")
    return _encode(Symbology.CODE128, text, QUIET, QUIET)


def gs1_128(elements: Sequence[tuple[str, str]]) -> Barcode:
    """(application identifier, data) of each element: Code 128 that begins with FNC1, as GS1 has it.

    What `text` holds is what a scanner reads. Raises ValueError for an identifier or data that GS1 does not
    know (General Specifications, section 3).
    """
    inside = "".join(f"[{identifier}]{data}" for identifier, data in elements)
    drawn = _encode(Symbology.GS1_128, inside, QUIET, QUIET)
    return replace(drawn, text="".join(map(_closed, elements)).removesuffix(FNC1))


def _closed(element: tuple[str, str]) -> str:
    identifier, data = element
    return identifier + data + ("" if identifier[:2] in FIXED else FNC1)


def ean13(digits: str) -> Barcode:
    """13 digits with their check digit. Raises ValueError when it is wrong."""
    return _encode(Symbology.EANX, digits, 11, 7)


def barcode_of(gtin: str | None, sku: str) -> Barcode | None:
    """What a label would show: EAN-13 where the GTIN-14 is one, else Code 128; None where neither can be."""
    try:
        if gtin and gtin.startswith("0"):
            return ean13(gtin[1:])
        return code128(gtin or sku)
    except ValueError:
        return None


def _encode(symbology: Symbology, text: str, left: int, right: int) -> Barcode:
    symbol = Symbol()
    symbol.symbology = symbology
    symbol.show_text = False
    symbol.guard_descent = 0
    symbol.warn_level = WarningLevel.FAIL_ALL  # else a wrong check digit inside GS1 is drawn
    try:
        symbol.encode(text)
        symbol.buffer_vector()
    except (RuntimeError, UnicodeError) as error:
        raise ValueError(f"no barcode for {text!r}: {error}") from error
    unit = 2 * symbol.scale  # zint draws a module two units wide; divided by them it is whole again
    found = sorted((round(bar.x / unit), round(bar.width / unit)) for bar in symbol.vector.rectangles)
    start = found[0][0]
    bars = tuple((x - start + left, width) for x, width in found)
    return Barcode(text, bars, bars[-1][0] + bars[-1][1] + right)
