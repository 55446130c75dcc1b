"""Text that has to fit: how wide it is in the fonts of documents, where to break it, how large it may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from associate.documents.paper import FACES, FONTS

UNKNOWN = 1.1  # em, of a character that another font draws
LEADING = 1.16  # em, from line to line


@dataclass(frozen=True)
class Fitted:
    """`size` in points; `lines` hold all of the text."""

    size: int
    lines: tuple[str, ...]


def fit(text: Iterable[str], *, wide: float, high: float, sizes: Sequence[int], weight: int = 400) -> Fitted:
    """These lines at the largest of `sizes` (points, falling) at which they fit `wide` × `high` points.

    A line that is too long goes on in the next one. Beyond the smallest size it shrinks further: small print
    can be read, what was cut off can't.
    """
    lines = [plain for line in text if (plain := " ".join(line.split()))]
    widest = max((width(line, weight) for line in lines), default=0.0)
    size, broken = sizes[0], lines
    for size in _falling(sizes):
        whole = widest * size <= wide
        broken = lines if whole else [part for line in lines for part in _broken(line, wide / size, weight)]
        if len(broken) * size * LEADING <= high:
            break
    return Fitted(size, tuple(broken))


def width(text: str, weight: int = 400) -> float:
    """In em. Kerning is left out: in these fonts it brings letters closer."""
    return sum(map(_advances(weight).__getitem__, text))


def _falling(sizes: Sequence[int]) -> Iterable[int]:
    yield from sizes
    yield from range(sizes[-1] - 1, 0, -1)


def _broken(line: str, wide: float, weight: int) -> Iterable[str]:
    """At spaces; inside a word where the word alone is too wide."""
    now = ""
    for word in line.split(" "):
        longer = f"{now} {word}" if now else word
        if width(longer, weight) <= wide:
            now = longer
            continue
        if now:
            yield now
        now = word
        while width(now, weight) > wide and len(now) > 1:
            keep = _that_fit(now, wide, weight)
            yield now[:keep]
            now = now[keep:]
    yield now


def _that_fit(word: str, wide: float, weight: int) -> int:
    """How many of its first characters, one at least."""
    count = 1
    while count < len(word) and width(word[: count + 1], weight) <= wide:
        count += 1
    return count


class _Advances(dict[str, float]):
    def __missing__(self, character: str) -> float:
        return UNKNOWN


@cache
def _advances(weight: int) -> _Advances:
    """How far each character moves the pen, in em; digits as wide as the widest, as tabular figures are."""
    from fontTools.ttLib import TTFont

    found = _Advances()
    for _family, of, name in FACES:
        if of == weight:
            with TTFont(FONTS / f"{name}.woff2", lazy=True) as font:
                em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
                found |= {chr(at): advances[glyph][0] / em for at, glyph in font.getBestCmap().items()}
    found.update(dict.fromkeys("0123456789", max(found[digit] for digit in "0123456789")))
    return found
