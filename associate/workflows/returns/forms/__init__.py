"""What enters at the returns counter, read and bounded before a rule sees it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from associate.core.acts.returning.verifying import CHECKS, Proof
from associate.errors import Refused
from associate.money import to_minor
from associate.words import _

LONGEST = 300  # characters of a reason
GRADE = ("reason", "condition", "note", "serial")


def read_proof(form: Mapping[str, str]) -> Proof:
    """Raises Refused("no_way") where none was chosen. What a scan brings is a code."""
    how = form.get("how", "")
    if how not in CHECKS:
        raise Refused("no_way", _("Choose how you know who it is."))
    typed = {name: form.get(name, "").strip()[:320] for name in ("code", "id_type", "last4", "fact")}
    return Proof(how, **typed)


def read_number(text: str) -> int:
    """The id of a line; 0, which nothing has, for what is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0


def read_grade(form: Mapping[str, str]) -> dict[str, str]:
    return {name: form[name].strip()[: LONGEST * 2] for name in GRADE if name in form}


def read_person(form: Mapping[str, str]) -> tuple[str, str, str]:
    first, last, email = (form.get(name, "").strip()[:320] for name in ("first_name", "last_name", "email"))
    return first, last, email


class Sums(NamedTuple):
    """Minor units. `seen` is what the button said, `actual` what somebody typed instead, with the reason."""

    seen: int | None
    actual: int | None
    reason: str


def read_sums(form: Mapping[str, str], currency: str) -> Sums:
    """Raises Refused("no_sum") for what is no amount."""
    seen, typed = form.get("seen", ""), form.get("actual", "").strip()
    return Sums(
        int(seen) if re.fullmatch(r"[0-9]{1,12}", seen) else None,
        _minor(typed, currency) if typed else None,
        form.get("why_differs", "").strip()[:LONGEST],
    )


def read_drops(form: Mapping[str, str], currency: str) -> tuple[dict[int, int], str]:
    """Line id → minor units that go back of it, and why. Raises Refused("no_sum")."""
    typed = {name.removeprefix("drop-"): text.strip() for name, text in form.items() if name[:5] == "drop-"}
    drops = {read_number(line): _minor(text, currency) for line, text in typed.items() if text}
    given = {line: amount for line, amount in drops.items() if amount}
    return given, form.get("why_differs", "").strip()[:LONGEST]


def _minor(text: str, currency: str) -> int:
    try:
        amount = to_minor(text.replace(",", "."), currency)
    except ValueError:
        amount = -1
    if amount < 0:
        raise Refused("no_sum", _("That’s no amount. Write it like 12.90."))
    return amount
