"""SAMPLE, NOT VALID FOR SHIPPING aslant over a label, in letters of one stroke as a plotter writes them.

A thermal head has no grey, and an address under solid letters can't be read. English, as carriers have it.
"""

from functools import cache

LETTERS = {
    "A": "06 20 46|14 34",
    "D": "00 30 41 45 36 06 00",
    "E": "40 00 06 46|03 33",
    "F": "40 00 06|03 33",
    "G": "41 30 10 01 05 16 36 45 43 23",
    "H": "00 06|40 46|03 43",
    "I": "20 26",
    "L": "00 06 46",
    "M": "06 00 23 40 46",
    "N": "06 00 46 40",
    "O": "10 30 41 45 36 16 05 01 10",
    "P": "06 00 30 41 42 33 03",
    "R": "06 00 30 41 42 33 03|23 46",
    "S": "41 30 10 01 02 13 33 44 45 36 16 05",
    "T": "00 40|20 26",
    "V": "00 26 40",
    " ": "",
}
"""The points of each stroke, 0 to 4 to the right and 0 to 6 down."""
ADVANCE = 6


@cache
def sample_path() -> str:
    """Path of an SVG in points: 233 wide, 62 high, to be stroked and not filled."""
    return _written("SAMPLE", 6.85, 0) + _written("NOT VALID FOR SHIPPING", 1.79, 51)


def _written(words: str, unit: float, top: float) -> str:
    return "".join(
        _stroke(points, at * ADVANCE, unit, top)
        for at, letter in enumerate(words)
        for points in LETTERS[letter].split("|")
        if points
    )


def _stroke(points: str, left: int, unit: float, top: float) -> str:
    places = (f"{(left + int(x)) * unit:.1f} {top + int(y) * unit:.1f}" for x, y in points.split())
    return "M" + "L".join(places)
