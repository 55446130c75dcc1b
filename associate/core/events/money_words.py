"""What the journal says about money."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _


def _refunded(facts: Mapping[str, Any]) -> str:
    if facts.get("till"):
        return str(_("Came back over the till"))
    return str(_("Money went back") if facts.get("refund") else _("Money went back in the web shop"))


MONEY_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "order.refunded": _refunded,
    "refund.asked": lambda f: _("Money is to go back"),
    "refund.called_off": lambda f: _("The refund was called off"),
    "refund.failed": lambda f: _("Money didn’t go back"),
    "charge.asked": lambda f: _("To pay on top"),
    "charge.called_off": lambda f: _("Nothing to pay on top any more"),
    "slip.paid": lambda f: _("Settled at the till"),
    "money.captured": lambda f: _("The money was taken"),
    "money.released": lambda f: _("The money was never taken: the bank lets go of it"),
    "money.charged": lambda f: _("Paid on top"),
    "payment_account.added": lambda f: _("Payment account added: %(key)s", key=f.get("key", "")),
    "payment_account.secret_changed": lambda f: _(
        "New webhook secret of the payment account %(key)s", key=f.get("key", "")
    ),
    "money.failed": lambda f: _("The money didn’t move"),
}
