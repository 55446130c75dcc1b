"""What somebody signed with a finger, as a page sends it."""

import re

LONGEST = 4096  # characters
_STROKES = re.compile(r"^M\d{1,3} \d{1,3}(?:[ML]\d{1,3} \d{1,3}){8,}$")


def is_signature(strokes: str) -> bool:
    """SVG path data of straight strokes: a signature is more than a dot, and nothing but numbers."""
    return len(strokes) <= LONGEST and _STROKES.match(strokes) is not None
