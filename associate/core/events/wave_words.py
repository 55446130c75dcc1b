"""The journal’s sentences about waves. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]


def _at(facts: Facts, words: str) -> str:
    """With where its picker stopped."""
    place = facts.get("next")
    return str(_("%(words)s, next is %(place)s", words=words, place=place)) if place else words


WAVE_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "wave.started": lambda f: ngettext(
        "Wave %(number)s begun with %(num)d order",
        "Wave %(number)s begun with %(num)d orders",
        len(f.get("orders") or []),
        number=f.get("number", ""),
    ),
    "wave.brought": lambda f: _(
        "%(sku)s into the cart, %(n)s in it now", sku=f.get("sku", ""), n=f.get("units", "")
    ),
    "wave.lacked": lambda f: ngettext(
        "%(num)d × %(sku)s wasn’t in the cart",
        "%(num)d × %(sku)s weren’t in the cart",
        int(f.get("units") or 0),
        sku=f.get("sku", ""),
    ),
    "wave.shelved": lambda f: _(
        "%(n)s × %(sku)s out of the cart, back to its shelf", sku=f.get("sku", ""), n=f.get("units", "")
    ),
    "wave.taken_over": lambda f: _at(f, _("Wave %(number)s taken over", number=f.get("number", ""))),
    "wave.paused": lambda f: _at(f, _("Wave %(number)s put down", number=f.get("number", ""))),
    "wave.resumed": lambda f: _("Wave %(number)s goes on", number=f.get("number", "")),
    "wave.ended": lambda f: _("Wave %(number)s is done", number=f.get("number", "")),
}
