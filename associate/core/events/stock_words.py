"""The journal's sentences about counts and transfers. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]


def _units(facts: Facts) -> str:
    return str(ngettext("%(num)d unit", "%(num)d units", int(facts.get("units") or 0)))


def _accepted(facts: Facts) -> str:
    difference = f"{int(facts.get('difference') or 0):+d}".replace("-", "−")
    if facts.get("own"):
        return str(_("Accepted a count of their own: %(difference)s", difference=difference))
    return str(_("Count accepted: %(difference)s", difference=difference))


def _reorder(facts: Facts) -> str:
    point, upto = facts.get("point"), facts.get("upto")
    if point is None:
        return str(_("Not on the reorder list any more"))
    return str(_("Reordered at %(point)s, up to %(upto)s", point=point, upto=upto))


def _transfer_canceled(facts: Facts) -> str:
    number = facts.get("number", "")
    if facts.get("why") == "late":
        return str(_("Transfer %(number)s canceled: nobody sent it in time", number=number))
    return str(_("Transfer %(number)s canceled", number=number))


def _recalled(facts: Facts) -> str:
    mark = facts.get("lot") or facts.get("serial")
    return str(_("Recalled: %(mark)s", mark=mark) if mark else _("Recalled"))


STOCK_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "count.started": lambda f: _("Count begun"),
    "count.handed_in": lambda f: _("Count handed in"),
    "count.accepted": _accepted,
    "count.again": lambda f: _("To be counted again"),
    "count.done": lambda f: _("Count done"),
    "count.canceled": lambda f: _("Count canceled"),
    "transfer.requested": lambda f: _(
        "Transfer %(number)s asked for: %(what)s", number=f.get("number", ""), what=_units(f)
    ),
    "transfer.sent": lambda f: _(
        "Transfer %(number)s sent: %(what)s", number=f.get("number", ""), what=_units(f)
    ),
    "transfer.received": lambda f: _(
        "Transfer %(number)s received: %(what)s", number=f.get("number", ""), what=_units(f)
    ),
    "transfer.lost": lambda f: _(
        "Transfer %(number)s: %(what)s didn’t come", number=f.get("number", ""), what=_units(f)
    ),
    "transfer.canceled": _transfer_canceled,
    "stock.reorder_set": _reorder,
    "recall.begun": _recalled,
    "recall.looked": lambda f: _("Looked into the bags: another lot than the one recalled"),
    "recall.ended": lambda f: _("Recall ended: it may be sold again"),
    "buffer_rule.added": lambda f: _("Buffer rule added: %(units)s kept back", units=f.get("units", 0)),
    "buffer_rule.moved": lambda f: _("Buffer rule is number %(n)s now", n=f.get("place", "")),
    "buffer_rule.removed": lambda f: _("Buffer rule removed: %(units)s kept back", units=f.get("units", 0)),
}
