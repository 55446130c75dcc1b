"""The journal’s sentences about what was entered after an outage. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

Facts = Mapping[str, Any]

WHAT: dict[str, Callable[[], str]] = {
    "picked": lambda: _("picked"),
    "not_found": lambda: _("not found"),
    "handed_over": lambda: _("handed over"),
    "stayed": lambda: _("not handed over"),
}


def _entered(facts: Facts) -> str:
    what = str(facts.get("what") or "")
    words = WHAT[what]() if what in WHAT else what
    if name := facts.get("taken_by"):
        words = str(_("handed over to %(name)s", name=name))
    return str(
        {
            "applied": lambda: _("Entered from paper: %(what)s", what=words),
            "conflict": lambda: _("Entered from paper, and it doesn’t fit: %(what)s", what=words),
        }.get(str(facts.get("fate")), lambda: _("Not taken from paper: %(what)s", what=words))()
    )


OUTAGE_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "outage.entered": _entered,
    "outage.stayed": lambda f: _("Not handed over, by the list"),
    "outage.settled": lambda f: (
        _("Paper and shop differ: entered again")
        if f.get("outcome") == "entered"
        else _("Paper and shop differ: the shop’s side stays")
    ),
}
