"""What happened at the returns counter, in a sentence each."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]

WAYS: dict[str, Callable[[], str]] = {
    "qr": lambda: _("their code"),
    "receipt": lambda: _("the receipt"),
    "photo_id": lambda: _("photo ID"),
    "card_last4": lambda: _("card’s last four"),
}


def _way(facts: Facts) -> str:
    how = str(facts.get("how") or "")
    return WAYS[how]() if how in WAYS else how


def _units(facts: Facts) -> str:
    return str(ngettext("%(num)d item", "%(num)d items", int(facts.get("units") or 0)))


RETURN_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "return.opened": lambda f: _("A return was begun at the counter"),
    "return.taken_over": lambda f: _("Took the return over"),
    "return.left": lambda f: _("Nothing came back after all"),
    "return.verified": lambda f: _("Who returns it is known by %(how)s", how=_way(f)),
    "return.not_verified": lambda f: _("Who returns it isn’t known: %(how)s didn’t match", how=_way(f)),
    "return.gift": lambda f: _("Comes back as a gift: its value is credit of whoever got it"),
    "return.credit": lambda f: (
        _("Wants store credit for it") if f.get("wants") else _("Wants the money back the way it was paid")
    ),
    "return.unit_in": lambda f: _("One item came back"),
    "return.unit_out": lambda f: _("One item is kept after all"),
    "return.graded": lambda f: _("Looked at what came back"),
    "return.photo": lambda f: _("Took a photo of it"),
    "return.let": lambda f: _("A rule was set aside for a return"),
    "return.done": lambda f: (
        _("Taken back over the counter: %(what)s", what=_units(f))
        if f.get("units")
        else _("Taken back over the counter")
    ),
    "return.adjusted": lambda f: _("Money back without goods"),
    "return.undone": lambda f: _("Return undone"),
    "line.crossdocked": lambda f: _("Got what a customer had just brought back"),
}
