"""What a person types or chooses while counting."""

from associate.errors import Refused
from associate.words import _


def read_units(text: str) -> int:
    """How many lie there. Raises Refused("no_number")."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Refused("no_number", _("Type how many lie there, as a number."))
    return int(text)


def read_number(text: str) -> int:
    """An id out of a form; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
