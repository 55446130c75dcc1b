"""The journal’s sentences about bags: where they were put, seen, missed and found."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

Facts = Mapping[str, Any]

SETTLED: dict[str, Callable[[], str]] = {
    "back": lambda: _("The wrong bag is settled: their own bag is back"),
    "keeps": lambda: _("The wrong bag is settled: nothing changes here"),
    "gone": lambda: _("The wrong bag is settled: it stays away, off the books"),
    "shelved": lambda: _("The wrong bag is settled: they keep it, and their own goes back to the shelf"),
    "again": lambda: _("The wrong bag is settled: picked again"),
    "store": lambda: _("The wrong bag is settled: made at another store"),
    "ship": lambda: _("The wrong bag is settled: sent, free"),
    "refund": lambda: _("The wrong bag is settled: the money goes back"),
}


def _settled(facts: Facts) -> str:
    how = str(facts.get("how") or "")
    return str(SETTLED[how]() if how in SETTLED else _("The wrong bag is settled"))


BAG_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "bag.scanned": lambda f: _("Bag %(tag)s begun", tag=f.get("tag", "")),
    "bag.dropped": lambda f: _("Bag %(tag)s not used after all", tag=f.get("tag", "")),
    "bag.placed": lambda f: _("Bag %(tag)s put on %(place)s", tag=f.get("tag", ""), place=f.get("place", "")),
    "bag.at_counter": lambda f: _("A bag was scanned at the counter"),
    "bag.missing": lambda f: _("A bag couldn’t be found"),
    "bag.awaited": lambda _f: _("Its customer waits while it’s looked for"),
    "bag.found": lambda f: _("Bag %(tag)s found", tag=f.get("tag", "")),
    "bag.wrong": lambda f: (
        _("Somebody has the wrong bag: this and %(other)s are stopped", other=f["other"])
        if f.get("other")
        else _("Somebody has the wrong bag: this is stopped")
    ),
    "bag.wrong_settled": _settled,
    "bag.seen": lambda f: _("Bag %(tag)s seen on %(place)s", tag=f.get("tag", ""), place=f.get("place", "")),
    "bag_walk.begun": lambda f: _("A walk along the bags begun"),
    "bag_walk.fixed": lambda f: _("Set right on a walk: bag %(tag)s", tag=f.get("tag", "")),
    "bag_walk.done": lambda f: _(
        "A walk along the bags: %(right)d of %(waiting)d where they should be",
        right=int(f.get("right") or 0),
        waiting=int(f.get("waiting") or 0),
    ),
    "bag.lost": lambda f: _("Bag %(tag)s is lost, written off", tag=f.get("tag", "")),
}
