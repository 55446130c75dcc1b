"""The journal's sentences about what is taken instead of what comes back."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

Facts = Mapping[str, Any]
EXCHANGE_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "order.exchanged": lambda f: _("Taken in exchange"),
    "return.at_pickup": lambda f: _("Exchanged as it was picked up"),
    "return.undone_at_pickup": lambda f: _("Exchange at pickup undone"),
    "return.address": lambda f: _("Where it is to be sent was typed"),
    "return.take_added": lambda f: _("To be taken instead: %(sku)s", sku=f.get("sku", "")),
    "return.take_removed": lambda f: _("Not taken after all: %(sku)s", sku=f.get("sku", "")),
}
