"""The journal’s sentences about waves. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]


def _at(facts: Facts, words: str) -> str:
    """With where its picker stopped."""
    place = facts.get("next")
    return str(_("%(words)s, next is %(place)s", words=words, place=place)) if place else words


def _passed(facts: Facts) -> str:
    """ "Passed on from Shoes, next is Cellar: 7K4 on R-2"."""
    zones, tags = ", ".join(facts.get("next") or []), ", ".join(facts.get("bags") or [])
    words = _("Passed on from %(zone)s", zone=facts.get("zone", ""))
    if zones:
        words = _("%(words)s, next is %(place)s", words=words, place=zones)
    if tags and facts.get("place"):
        return str(_("%(words)s: %(tags)s on %(place)s", words=words, tags=tags, place=facts["place"]))
    return str(words)


PASS_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "pick.passed": _passed,
    "pick.taken_up": lambda f: _("Taken up in the next zone"),
    "pick.totes_left": lambda f: _(
        "Picking goes on without what was put down: %(tags)s", tags=", ".join(f.get("bags") or [])
    ),
}

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
