"""Why a unit does or doesn’t come back, in a sentence; and what conditions and places are called."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency

from associate.core.returns.eligibility import Check
from associate.core.returns.models import Condition, Disposition
from associate.money import to_major
from associate.words import _, language, later, ngettext

Facts = Mapping[str, Any]

CONDITIONS: dict[Condition, Any] = {
    Condition.NEW: later("As new"),
    Condition.OPENED: later("Opened, complete"),
    Condition.DAMAGED: later("Damaged"),
    Condition.DEFECTIVE: later("Doesn’t work"),
    Condition.SPOILED: later("Nobody may have it"),
}

DISPOSITIONS: dict[Disposition, Any] = {
    Disposition.SHELF: later("Back to the shelf"),
    Disposition.CROSS_DOCK: later("To an order that waits for it"),
    Disposition.MARKDOWN: later("Markdown"),
    Disposition.QUARANTINE: later("Quarantine"),
    Disposition.VENDOR: later("Back to the vendor"),
    Disposition.DISPOSE: later("Thrown away"),
}


def check_sentence(check: Check) -> str:
    """ "Bought 34 days ago; returns close after 30." Empty for what passes and needs no word."""
    words = _SENTENCES[check.name]
    return str(words(check.facts)) if not check.ok or check.name in _ALSO_GOOD else ""


def failed(checks: tuple[Check, ...]) -> tuple[Check, ...]:
    """Those that say no."""
    return tuple(check for check in checks if not check.ok)


def _window(facts: Facts) -> str:
    days, limit = facts["days"], facts["limit"]
    if not days:
        return str(ngettext("Returns close after %(num)d day.", "Returns close after %(num)d days.", limit))
    began = {
        "bought": ngettext("Bought %(num)d day ago", "Bought %(num)d days ago", days),
        "collected": ngettext("Picked up %(num)d day ago", "Picked up %(num)d days ago", days),
        "delivered": ngettext("Delivered %(num)d day ago", "Delivered %(num)d days ago", days),
        "sent": ngettext("Sent %(num)d day ago", "Sent %(num)d days ago", days),
    }[facts["since"]]
    return str(_("%(began)s; returns close after %(limit)d.", began=began, limit=limit))


def closes_words(day: date) -> str:
    """ "until May 4" as its language writes it."""
    return str(_("until %(day)s", day=format_date(day, "long", locale=language())))


def _quantity(facts: Facts) -> str:
    if facts["bought"] == 1:
        return str(_("It came back already, or lies on another counter."))
    return str(_("Not so many are left to come back; %(num)d were bought.", num=facts["bought"]))


def _not_delivered(facts: Facts) -> str:
    if facts["is_here"]:
        return str(_("It’s still with us: cancel it instead."))
    return str(_("Nobody told us that it was handed over or sent."))


def _ceiling(facts: Facts) -> str:
    return str(
        _(
            "%(price)s is more than is taken back without somebody agreeing (%(ceiling)s).",
            price=_money(facts["price"], facts["currency"]),
            ceiling=_money(facts["ceiling"], facts["currency"]),
        )
    )


def _serial(facts: Facts) -> str:
    if facts["why"] == "missing":
        return str(_("Scan the serial number on it."))
    return str(_("Serial %(serial)s didn’t leave with this order.", serial=facts["serial"]))


def _per_customer(facts: Facts) -> str:
    return str(
        _(
            "That’s unit %(units)d in %(days)d days; %(limit)d are taken back without somebody agreeing.",
            units=facts["units"],
            days=facts["days"],
            limit=facts["limit"],
        )
    )


def _money(amount: int, currency: str) -> str:
    return str(format_currency(to_major(amount, currency), currency, locale=language()))


_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "own_order": lambda _f: _("It’s your own order, or your household’s: somebody else takes it back."),
    "no_receipt": lambda _f: _("This store takes nothing back without a receipt."),
    "no_receipt_ceiling": _ceiling,
    "not_delivered": _not_delivered,
    "quantity": _quantity,
    "window": _window,
    "stopped": lambda facts: _("Recalled: it goes to quarantine. %(reason)s", reason=facts["reason"]),
    "not_returnable": lambda _f: _("This isn’t taken back."),
    "final_sale": lambda _f: _("It was sold for good: final sale."),
    "hygiene": lambda _f: _("It was opened: for hygiene nobody else may have it."),
    "ceiling": _ceiling,
    "per_customer": _per_customer,
    "serial": _serial,
    "reason": lambda _f: _("Choose why it comes back."),
    "note": lambda _f: _("Say more about why it comes back."),
    "photo": lambda _f: _("Take a photo of it."),
}

_ALSO_GOOD = ("window", "stopped")

NAMES = tuple(_SENTENCES)
"""Every check there is."""
