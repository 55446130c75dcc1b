"""What was done about customers, as the journal reads it: no name, no address, no note."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]

PREFERENCES: dict[str, Callable[[], str]] = {
    "message_by": lambda: _("how messages come"),
    "language": lambda: _("language"),
    "car": lambda: _("car"),
    "own_bag": lambda: _("bag"),
}


def _preferred(facts: Facts) -> str:
    names = [PREFERENCES[name]() for name in facts.get("fields") or [] if name in PREFERENCES]
    return str(_("Preferences changed: %(what)s", what=", ".join(names)))


def _erased(facts: Facts) -> str:
    n = int(facts.get("orders") or 0)
    return str(ngettext("Erased, with %(num)d order", "Erased, with %(num)d orders", n))


CUSTOMER_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "customer.contact_shown": lambda f: _("Phone and email looked at"),
    "customer.made": lambda f: _("A card made for a guest"),
    "customer.noted": lambda f: _("Note written"),
    "customer.note_struck": lambda f: _("Note struck out"),
    "customer.preferred": _preferred,
    "customer.consent_given": lambda f: _("Said yes to messages, told to us"),
    "customer.consent_withdrawn": lambda f: _("Said no to messages, told to us"),
    "customer.points_corrected": lambda f: _("Points corrected by %(n)s", n=f"{f.get('points') or 0:+d}"),
    "customer.credit_corrected": lambda f: _("Store credit corrected"),
    "customer.merged": lambda f: _("Another profile was merged into this one"),
    "customer.went_into": lambda f: _("Merged into another profile"),
    "customer.parted": lambda f: _("A profile that was merged is its own again"),
    "customer.is_own_again": lambda f: _("Its own profile again"),
    "customer.exported": lambda f: _("All that is known was handed out as a file"),
    "channel.customers_go": lambda f: _("Everybody known from it alone is to be forgotten"),
    "customer.erasure_asked": lambda f: _("Asked to be forgotten"),
    "customer.erasure_called_off": lambda f: _("Not to be forgotten after all"),
    "customer.erased": _erased,
    "customer.erased_again": lambda f: _("Erased again after a restore"),
}
