"""What a person asks another store for, as it stands in the page’s address: "12:2,15:1"."""

from associate.errors import Refused
from associate.words import _

MOST = 999  # units of one thing in one transfer
DAYS = (1, 2, 3, 5, 7, 14)
"""In how many days it may be expected."""

Wants = dict[int, int]
"""Variant id → units."""


def read_wants(text: str) -> Wants:
    """What can't be read is left out: the address is there to be typed over."""
    wants: Wants = {}
    for pair in text.split(",")[:100]:
        variant, _colon, units = pair.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (variant, units)):
            wants[int(variant)] = min(int(units), MOST)
    return {variant: units for variant, units in wants.items() if units}


def written(wants: Wants) -> str:
    return ",".join(f"{variant}:{units}" for variant, units in wants.items())


def read_units(text: str) -> int:
    """Raises Refused("no_number")."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise Refused("no_number", _("Type how many you need, as a number."))
    return int(text)


def read_days(text: str) -> int:
    """Two, unless one of the choices was made."""
    return int(text) if text in {str(days) for days in DAYS} else 2
