"""A QR code as the path of one SVG: no style, no script, nothing the page's policy would stop."""

from dataclasses import dataclass

import segno

QUIET = 4  # light modules around it that a scanner needs (ISO/IEC 18004)


@dataclass(frozen=True)
class Drawing:
    """`path` draws the dark modules, one unit each, with the corner at 0 0; `box` leaves the quiet zone."""

    path: str
    box: str


def draw(text: str) -> Drawing:
    """Medium error correction: a scratched screen still reads."""
    rows = segno.make(text, error="m", micro=False).matrix
    at = [(x, y, width) for y, row in enumerate(rows) for x, width in _dark_runs(bytes(row))]
    runs = [f"M{x} {y}h{width}v1h-{width}z" for x, y, width in at]
    size = len(rows) + 2 * QUIET
    return Drawing("".join(runs), f"-{QUIET} -{QUIET} {size} {size}")


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    runs, start = [], None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
