"""Barcodes as SVG, on the printer's own grid of dots so that every bar is as wide as it should be."""

from dataclasses import dataclass

from markupsafe import Markup
from zint import Symbol, Symbology

DPI = 203  # the coarsest label printers; a page printer is finer and loses nothing
DOTS = 3  # of a module: 14.8 mil, within what GS1 allows for EAN-13 and Code 128 at a point of sale
INK_SPREAD = 0.04  # of a module: a PDF fill paints each dot it touches, so a bar ends a little early
QUIET = 10  # modules left and right: GS1 General Specifications, section 5.4.3.2; EAN-13 wants 11 and 7


@dataclass(frozen=True)
class Barcode:
    """One symbol: what it holds, and its bars as (left, width) in modules, quiet zone included."""

    text: str
    bars: tuple[tuple[int, int], ...]
    modules: int

    def svg(self, dots_high: int) -> Markup:
        """The picture, `dots_high` / 203 inch high. Made of numbers only, so it is markup and no text."""
        path = "".join(f"M{x} 0h{w - INK_SPREAD:.2f}v1H{x}z" for x, w in self.bars)
        return Markup(
            '<svg class="bars" viewBox="0 0 {m} 1" preserveAspectRatio="none" '
            'width="{w:.5f}in" height="{h:.5f}in">'
            '<path d="{path}"/></svg>'
        ).format(m=self.modules, w=self.modules * DOTS / DPI, h=dots_high / DPI, path=path)


def code128(text: str) -> Barcode:
    """Raises ValueError for text that Code 128 has no characters for (ISO/IEC 15417: ASCII)."""
    if not text.isascii():
        raise ValueError(f"{text!r} is more than ASCII")
    return _encode(Symbology.CODE128, text, QUIET, QUIET)


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
