"""The journal’s sentences about who comes for an order, and how they were met."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

Facts = Mapping[str, Any]

ENDS: dict[str, Callable[[], str]] = {
    "never_came": lambda: _("Said they were on the way, and never came"),
    "revoked": lambda: _("Who was sent doesn’t come: their code was taken back"),
    "same_car": lambda: _("Came in the same car as another order"),
}


def _arrived(facts: Facts) -> str:
    if facts.get("by_itself"):
        return str(_("Nobody got to the car in time: free for anybody again"))
    if facts.get("was") in ("claimed", "at_car"):
        return str(_("Let the car go: free for anybody again"))
    return str(_("Here, without notice") if facts.get("zero_notice") else _("Here"))


def _unclaimed(facts: Facts) -> str:
    if facts.get("told") == "manager":
        return str(_("Nobody took the car: managers were told"))
    return str(_("Nobody took the car: the lead was told"))


def _canceled(facts: Facts) -> str:
    words = ENDS.get(str(facts.get("why") or ""))
    return words() if words else str(_("Doesn’t come after all"))


def _name(facts: Facts) -> str:
    """The reader of the journal puts the name beside the number, as long as we know it."""
    return str(facts.get("sent_name") or _("somebody else"))


def window_words(facts: Facts) -> str:
    """In the store’s time, where the reader of the journal knows it."""
    if not facts.get("clock"):
        return str(_("Chose when to come"))
    return str(_("Means to come from %(at)s on", at=facts["clock"]))


def handed_over_words(how: str, facts: Facts) -> str:
    name = facts.get("sent_name")
    if name:
        return str(_("Handed over to %(name)s, verified by %(how)s", name=name, how=how))
    return str(_("Handed over, verified by %(how)s", how=how))


VISIT_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "visit.en_route": lambda f: (
        _("On the way to the counter") if f.get("to_counter") else _("On the way, by car")
    ),
    "visit.announced_anew": lambda f: _("On the way, at another time than said before"),
    "visit.arrived": _arrived,
    "visit.changed": lambda f: _("Told us where they stand, or in which car"),
    "visit.claimed": lambda f: _("Takes it out to the car"),
    "visit.taken_over": lambda f: _("Took the car over"),
    "visit.at_car": lambda f: _("At the car"),
    "visit.done": lambda f: _("Served at the car") if f.get("was") == "at_car" else _("Served"),
    "visit.left": lambda f: (
        _("Still on the board after closing: taken off") if f.get("why") == "closed" else _("Left again")
    ),
    "visit.canceled": _canceled,
    "visit.moved_inside": lambda f: _("Comes to the counter instead"),
    "visit.unclaimed": _unclaimed,
    "visit.pinged": lambda f: _("Says again: still here"),
    "pass.made": lambda f: _("Sends %(name)s to pick it up", name=_name(f)),
    "pass.revoked": lambda f: _("%(name)s doesn’t come: the code was taken back", name=_name(f)),
    "fulfillment.window_chosen": window_words,
    "fulfillment.window_let_go": lambda f: _("Comes at no fixed time"),
}
