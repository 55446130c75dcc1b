"""The journal's sentences about what a manager changes in the work. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

Facts = Mapping[str, Any]


def _undone(facts: Facts) -> str:
    words = {
        "given": lambda: _("Taken back: whose it is"),
        "first": lambda: _("Taken back: put first"),
        "in_turn": lambda: _("Taken back: in its turn"),
        "promised": lambda: _("Taken back: the new promise"),
        "paused": lambda: _("Taken back: paused"),
        "went_on": lambda: _("Taken back: goes on"),
    }
    what = str(facts.get("what") or "")
    return str(words[what]() if what in words else _("Taken back"))


BOARD_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "fulfillment.given": lambda f: (
        _("Given to somebody to pick") if f.get("to") else _("Anybody’s to pick again")
    ),
    "fulfillment.put_first": lambda f: _("Put before the others"),
    "fulfillment.put_in_turn": lambda f: _("Back in its turn"),
    "fulfillment.promised": lambda f: _("Promised for another time by a manager"),
    "fulfillment.paused": lambda f: _("Paused by a manager until %(until)s", until=f["until"]),
    "fulfillment.went_on": lambda f: _("Goes on before its pause is over"),
    "fulfillment.owner_undone": _undone,
    "fulfillment.turn_undone": _undone,
    "fulfillment.promise_undone": _undone,
}
