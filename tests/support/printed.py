"""What comes out of a printer: a PDF as the dots of its pages, and what a scanner makes of them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import zxingcpp
from PIL.Image import Image

from associate.documents.codes import Barcode

LIGHTEST_INK = {"half a dot": 127, "any touched dot": 254}
"""Two kinds of print head: what is darker than this is black."""


class Scan(NamedTuple):
    """`kind` is the symbology identifier of ISO/IEC 15424: ]C0 Code 128, ]C1 GS1-128, ]E0 EAN-13."""

    kind: str
    content: str


def pages(pdf: bytes, dpi: int = 203) -> Iterator[Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=dpi / 72, grayscale=True).to_pil()


def words(pdf: bytes) -> str:
    """All text, its lines joined."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return re.sub(r"[\ufffe\u00ad]\s*|\s+", lambda gap: " " if gap[0].isspace() else "-", text)


def size(pdf: bytes) -> tuple[int, int]:
    """Of the first page, in whole points."""
    with pypdfium2.PdfDocument(pdf) as document:
        wide, high = document[0].get_size()
    return round(wide), round(high)


def scans(pdf: bytes, dpi: int = 203) -> list[Scan]:
    return [scan for page in pages(pdf, dpi) for scan in scanned(page)]


def scanned(image: Image) -> list[Scan]:
    return [Scan(code.symbology_identifier, code.bytes.decode()) for code in zxingcpp.read_barcodes(image)]


def bar_error(image: Image, row: int, barcode: Barcode, dots: int, left: int) -> dict[str, int]:
    """Dots by which the worst bar of this row begins or ends elsewhere than it should, for each kind of head.

    `left` is where the quiet zone begins, `dots` what a module measures.
    """
    wanted = [(left + x * dots, left + (x + wide) * dots) for x, wide in barcode.bars]
    line = [image.getpixel((x, row)) for x in range(image.width)]
    return {head: _worst(_runs(line, lightest), wanted) for head, lightest in LIGHTEST_INK.items()}


def _runs(line: list[int], lightest: int) -> list[tuple[int, int]]:
    edges = [x for x in range(1, len(line)) if (line[x] <= lightest) != (line[x - 1] <= lightest)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _worst(found: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> int:
    assert len(found) == len(wanted), f"{len(found)} bars, not {len(wanted)}"
    pairs = zip(found, wanted, strict=True)
    return max(abs(edge - right) for one, other in pairs for edge, right in zip(one, other, strict=True))
