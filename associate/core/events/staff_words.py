"""What was done about people, as the journal reads it. Facts hold roles, codes and counts, never names."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]

ROLES: dict[str, Callable[[], str]] = {
    "associate": lambda: _("associate"),
    "lead": lambda: _("lead"),
    "manager": lambda: _("manager"),
    "regional": lambda: _("regional manager"),
    "service": lambda: _("customer service"),
    "admin": lambda: _("admin"),
}

DEEDS: dict[str, Callable[[], str]] = {
    "late_undo": lambda: _("a late undo"),
    "vouch": lambda: _("a customer without a code"),
    "cancel_orders": lambda: _("canceling the order"),
    "approve": lambda: _("an undo after closing"),
}


def _role(facts: Facts) -> str:
    role = str(facts.get("role") or "")
    return ROLES[role]() if role in ROLES else role


def _changed(facts: Facts) -> str:
    parts = []
    if "role" in facts:
        parts.append(_("role is now %(role)s", role=_role(facts)))
    if "store" in facts:
        parts.append(_("store is now %(store)s", store=facts["store"] or _("any")))
    if facts.get("name"):
        parts.append(_("name"))
    if "locale" in facts:
        parts.append(_("language"))
    return str(_("Changed: %(what)s", what=", ".join(parts)))


def _sessions(facts: Facts) -> str:
    return str(
        ngettext("Signed out of %(num)d place", "Signed out of %(num)d places", int(facts.get("n") or 1))
    )


def _agreed(facts: Facts) -> str:
    deed = str(facts.get("permission") or "")
    return str(_("Agreed to %(deed)s", deed=DEEDS[deed]() if deed in DEEDS else deed.replace("_", " ")))


LESSONS: dict[str, Callable[[], str]] = {
    "pick": lambda: _("Pick an order"),
    "short": lambda: _("Wrong, or not there"),
    "stage": lambda: _("Bag it and tell them"),
    "handover": lambda: _("Hand it over"),
    "curbside": lambda: _("Out to the car"),
    "return": lambda: _("Take something back"),
}
"""As practice calls them."""


def _lesson(facts: Facts) -> str:
    return LESSONS.get(str(facts.get("lesson")), lambda: "")()


STAFF_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "staff.alerts_on": lambda f: _("Alerts on"),
    "staff.alerts_off": lambda f: _("Alerts off"),
    "staff.alerts_chosen": lambda f: _("Chose which alerts come, and when"),
    "staff.figures_on": lambda f: _("Gets the figures of the day before by email"),
    "staff.figures_off": lambda f: _("Gets no figures by email any more"),
    "staff.chose_store": lambda f: _("Chose a store"),
    "staff.chose_language": lambda f: _("Chose a language"),
    "staff.chose_comfort": lambda f: _("Chose the hand and the size of the text"),
    "approval.given": _agreed,
    "pick.left": lambda f: _("Whoever picked it has left: it’s anybody’s now"),
    "staff.added": lambda f: _("Added as %(role)s", role=_role(f)),
    "staff.changed": _changed,
    "staff.set_pin": lambda f: _("Chose a PIN"),
    "staff.cleared_pin": lambda f: _("PIN reset"),
    "staff.disabled": lambda f: _("Can’t sign in any more"),
    "staff.enabled": lambda f: _("May sign in again"),
    "staff.link_made": lambda f: _("A link to choose a password was made"),
    "staff.password_reset": lambda f: _("The old password was taken away"),
    "staff.password_chosen": lambda f: _("Chose a password"),
    "staff.sessions_ended": _sessions,
    "staff.shift_began": lambda f: _("Shift began"),
    "staff.shift_ended": lambda f: _("Shift ended"),
    "staff.passkey_added": lambda f: _("Added a passkey"),
    "staff.passkey_removed": lambda f: _("A passkey was removed"),
    "practice.begun": lambda f: _("Began a lesson"),
    "practice.refused": lambda f: _("The screen said no, in practice"),
    "practice.passed": lambda f: _("Passed a lesson: %(lesson)s", lesson=_lesson(f)),
}
