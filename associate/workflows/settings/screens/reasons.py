"""The reasons of a store as pages."""

from typing import Any

from associate.core.stores.models import Store
from associate.core.stores.reasons import Family, Offered, all_reasons, offered
from associate.core.stores.settings import differences, last_change, must_be_current, stamp
from associate.errors import Missing
from associate.words import _, later
from associate.workflows.settings.forms.draft import Draft, is_agreed, mark_of, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.forms.reasons import read_reasons
from associate.workflows.settings.rules.reasons import SECTION, full_state, state_of

FAMILIES = {
    Family.SHORT: later("Why an item can’t be picked"),
    Family.REFUSAL: later("Why a customer doesn’t take something"),
    Family.CANCEL: later("Why an order is canceled"),
    Family.OVERRIDE: later("Why a manager lets something pass"),
    Family.RETURN: later("Why a customer brings something back"),
    Family.WORK: later("Why a manager changes the work"),
}
EFFECTS = {
    "not_found": later("The shelf goes to 0"),
    "some_missing": later("The shelf goes down by what is missing"),
    "damaged": later("Held for a check"),
    "not_picked": later("Stock stays as it is"),
}


def family_named(name: str) -> Family:
    """Raises Missing for a name that is none."""
    if name not in set(Family):
        raise Missing("no_family", _("There are no such reasons."))
    return Family(name)


def overview(store: Store) -> dict[str, Any]:
    return {"families": [(family, words, offered(store.id, family)) for family, words in FAMILIES.items()]}


def open_family(store: Store, family: Family) -> Draft:
    known = all_reasons(store.id, family)
    values: dict[str, Any] = {"new_effect": "not_picked"}
    for n, reason in enumerate(known, 1):
        values |= {f"on_{n}": reason.is_active, f"label_{n}": reason.label, f"place_{n}": n}
    return opened(values, stamp(full_state(known)), last_change(store, SECTION, family.value))


def draft_family(store: Store, family: Family, form: Any) -> Draft:
    reader, known = Reader(form), all_reasons(store.id, family)
    agreed = is_agreed(form)
    if not agreed:
        must_be_current(store, SECTION, form.get("seen", ""), full_state(known), family.value)
    reasons = read_reasons(reader, family, known)
    fine = not reader.problems
    changes = differences(state_of(known), state_of(reasons)) if fine else {}
    return Draft(
        typed=form,
        seen=form.get("seen", ""),
        mark=mark_of(form) if changes else "",
        is_agreed=agreed and fine,
        problems=reader.problems,
        values={"reasons": reasons},
        changes=changes,
        effects=_effects(known, reasons) if changes else [],
        last=last_change(store, SECTION, family.value),
        is_sent=True,
    )


def around(store: Store, family: Family) -> dict[str, Any]:
    return {
        "family": family,
        "heading": FAMILIES[family],
        "known": list(enumerate(all_reasons(store.id, family), 1)),
        "effects": EFFECTS,
    }


def _effects(known: list[Offered], reasons: list[Offered]) -> list[str]:
    was, will = ({r.label for r in each if r.is_active} for each in (known, reasons))
    words = []
    if new := sorted(will - was):
        words.append(_("New: %(labels)s.", labels=", ".join(new)))
    if gone := sorted(was - will):
        words.append(_("No longer offered: %(labels)s. What was said before stays.", labels=", ".join(gone)))
    return words or [_("The order changes, nothing else.")]
