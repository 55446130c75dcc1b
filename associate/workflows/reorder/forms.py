"""The two figures of one thing: at how many, and up to how many."""

from typing import Any

from associate.errors import Refused
from associate.words import _

MOST = 99_999
Figures = tuple[int, int] | None
"""(reorder point, reorder to); None: it isn’t on the list."""


def read_figures(form: Any) -> Figures:
    """Both empty takes it off the list. Raises Refused: "no_number", "below_the_point"."""
    point, upto = form.get("point", "").strip(), form.get("upto", "").strip()
    if not point and not upto:
        return None
    figures = _units(point), _units(upto or point)
    if figures[1] < figures[0]:
        raise Refused("below_the_point", _("Order up to at least the figure where it starts."))
    return figures


def _units(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST):
        raise Refused("no_number", _("Type both as whole numbers, or leave both empty."))
    return int(text)
