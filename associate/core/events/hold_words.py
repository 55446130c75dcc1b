"""Why an order was stopped, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

HOLDS: dict[str, Callable[[], str]] = {
    "payment": lambda: _("the payment isn’t settled"),
    "elsewhere": lambda: _("the web shop says it has left"),
    "wrong_bag": lambda: _("somebody has the wrong bag"),
}


def held_words(facts: Mapping[str, Any]) -> str:
    """ "Stopped: the payment isn’t settled"."""
    why = str(facts.get("why") or "")
    return str(_("Stopped: %(why)s", why=HOLDS[why]() if why in HOLDS else why))
