"""The journal’s sentences about what couldn’t be found, and how that ended. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]

WAYS: dict[str, Callable[[], str]] = {
    "substitute": lambda: _("a substitute"),
    "store": lambda: _("another store"),
    "ship": lambda: _("have it sent"),
    "cancel": lambda: _("take it off"),
    "ask": lambda: _("a person decides"),
}


def _of(facts: Facts) -> str:
    """ "Kettle, Cream", where the reader of the journal put the name beside the number."""
    units = ngettext("%(num)d unit", "%(num)d units", int(facts.get("units") or 1))
    return str(facts.get("thing") or units)


def _way(facts: Facts) -> str:
    way = str(facts.get("way") or "")
    return WAYS[way]() if way in WAYS else way


SHORT_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "line.short": lambda f: _("Short: %(what)s", what=_of(f)),
    "line.found": lambda f: _("Found after all: %(what)s", what=_of(f)),
    "line.kit_broken": lambda f: _("Back, its set isn’t whole: %(what)s", what=_of(f)),
    "line.given_up": lambda f: _("Given up: %(what)s", what=_of(f)),
    "line.substituted": lambda f: _("Something else comes instead: %(what)s", what=_of(f)),
    "line.moved": lambda f: _("Comes from another store: %(what)s", what=_of(f)),
    "line.waits": lambda f: _("Waited for: %(what)s", what=_of(f)),
    "line.came_in": lambda f: _("Came in, to be picked: %(what)s", what=_of(f)),
    "vote.asked": lambda f: _("Asked the customer about: %(what)s", what=_of(f)),
    "vote.answered": lambda f: _("The customer chose: %(way)s", way=_way(f)),
    "vote.ran_out": lambda f: _("No answer in time: %(way)s", way=_way(f)),
    "vote.called_off": lambda f: _("The customer isn’t asked any more"),
}
