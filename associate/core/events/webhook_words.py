"""What was done about those who are told by webhook, as the journal reads it."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]

OFF: dict[str, Callable[[], str]] = {
    "gone": lambda: _("it answered that it’s gone"),
    "silent": lambda: _("it took nothing for days"),
    "person": lambda: _("by hand"),
}
"""Why a subscriber is off."""


def off_words(why: str) -> str:
    return OFF[why]() if why in OFF else why


def _resent(facts: Facts) -> str:
    n = int(facts.get("posts") or 0)
    told = ngettext("%(num)d webhook", "%(num)d webhooks", n)
    return str(_("Sent again to %(name)s: %(told)s", name=facts.get("name", ""), told=told))


def _off(facts: Facts) -> str:
    why = off_words(str(facts.get("why") or ""))
    return str(_("Webhooks to %(name)s off: %(why)s", name=facts.get("name", ""), why=why))


WEBHOOK_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "subscriber.added": lambda f: _("Webhooks to %(name)s added", name=f.get("name", "")),
    "subscriber.off": _off,
    "subscriber.on": lambda f: _("Webhooks to %(name)s on", name=f.get("name", "")),
    "subscriber.resent": _resent,
    "subscriber.secret_changed": lambda f: _("New secret for webhooks to %(name)s", name=f.get("name", "")),
    "subscriber.tested": lambda f: _("Test sent to %(name)s", name=f.get("name", "")),
}
