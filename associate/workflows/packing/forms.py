"""What enters at the packing bench, beside a scan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from associate.errors import Refused
from associate.words import _

OWN = "own"
"""Chosen in place of a box of ours: its size is typed."""


@dataclass(frozen=True)
class Closing:
    """How a parcel is to be closed. `box`: a code; empty leaves it to the hint. mm and g; None: not said."""

    box: str = ""
    size: tuple[int, int, int] | None = None
    weight_g: int | None = None
    is_now: bool = False


@dataclass(frozen=True)
class Going:
    """What the screen carries from scan to scan: into which parcel (its place among the job’s; 0: the last
    begun), and whether somebody looks at prices before a label is bought."""

    into: int = 0
    asks: bool = False

    @property
    def query(self) -> dict[str, Any]:
        return {"into": self.into or None, "asks": "1" if self.asks else None}

    @property
    def fields(self) -> dict[str, Any]:
        return {name: value for name, value in self.query.items() if value is not None}


def read_going(told: Mapping[str, str]) -> Going:
    return Going(_whole(told.get("into", "")) or 0, told.get("asks") == "1")


def read_closing(form: Mapping[str, str]) -> Closing:
    """Raises Refused: "bad_size", "weigh_it"."""
    code, sides = form.get("box", ""), [form.get(side, "") for side in ("length", "width", "height")]
    size = _size(sides) if code == OWN else None
    weight = form.get("weight", "").strip()
    grams = _whole(weight)
    if weight and not grams:
        raise Refused("weigh_it", _("Say what it weighs, in grams."))
    return Closing("" if code == OWN else code[:20], size, grams, form.get("then") == "close")


def read_way(form: Mapping[str, str]) -> tuple[str, str]:
    """(key of an account, ref of its rate): a price that was chosen, or an account as it usually sends."""
    key, _colon, ref = form.get("rate", "").partition(":")
    return (key, ref) if ref else (form.get("account", ""), "")


def read_units(text: str) -> int:
    """Raises Refused("not_whole")."""
    if (units := _whole(text)) is None:
        raise Refused("not_whole", _("That didn’t come through whole. Open the page again."))
    return units


def _size(sides: list[str]) -> tuple[int, int, int]:
    length, width, height = map(_whole, sides)
    if not (length and width and height):
        raise Refused("bad_size", _("Say how long, wide and high it is, in millimeters."))
    return length, width, height


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
