"""The journal’s sentences about waves. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]

WAVE_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "wave.started": lambda f: ngettext(
        "Wave %(number)s begun with %(num)d order",
        "Wave %(number)s begun with %(num)d orders",
        len(f.get("orders") or []),
        number=f.get("number", ""),
    ),
    "wave.taken_over": lambda f: _("Wave %(number)s taken over", number=f.get("number", "")),
    "wave.ended": lambda f: _("Wave %(number)s is done", number=f.get("number", "")),
}
