"""What the pages about places take."""

import re
from typing import Any

from associate.core.catalog.codes import scan_key
from associate.core.stores.models import LocationKind, Temperature
from associate.words import _
from associate.workflows.settings.forms.reading import Reader

LONGEST_CODE = 20
MOST_LINES = 2000
KINDS = tuple(kind.value for kind in LocationKind)
TEMPERATURES = tuple(temperature.value for temperature in Temperature)


def read_place(reader: Reader, taken: dict[str, str]) -> dict[str, Any]:
    """One place. `taken`: scan key → code of the other places of the store; the rule looks once more."""
    code = reader.text("code", most=LONGEST_CODE, needed=True)
    if code and not scan_key(code):
        reader.wrong("code", _("A code needs a letter from A to Z or a digit."))
    if other := taken.get(scan_key(code)):
        reader.wrong("code", _("%(code)s is there already, and a scanner reads both the same.", code=other))
    return {
        "code": code,
        "name": reader.text("name", most=60),
        "kind": reader.choice("kind", KINDS),
        "temperature": reader.choice("temperature", TEMPERATURES),
        "capacity": reader.number("capacity", least=1, most=1000, may_be_empty=True),
        "is_active": reader.flag("is_active"),
    }


def read_path(reader: Reader) -> dict[str, Any]:
    """Codes in walking order, one a line: "B-12" or "B-12, Rack B-12"."""
    lines = [line for line in reader.form.get("codes", "").splitlines() if line.strip()]
    rows = [_row(line) for line in lines[: MOST_LINES + 1]]
    if not rows:
        reader.wrong("codes", _("Paste the codes first, one a line."))
    if len(rows) > MOST_LINES:
        reader.wrong("codes", _("At most %(most)d lines.", most=MOST_LINES))
    for problem in _problems(rows):
        reader.wrong("codes", problem)
    return {
        "rows": rows,
        "kind": reader.choice("kind", KINDS),
        "temperature": reader.choice("temperature", TEMPERATURES),
    }


def _row(line: str) -> tuple[str, str]:
    code, _sep, name = re.sub(r"[^\S\t]+|[\x00-\x08\x0b-\x1f]", " ", line).replace("\t", ",").partition(",")
    return code.strip(), " ".join(name.split())


def _problems(rows: list[tuple[str, str]]) -> list[str]:
    """The first line that can't be taken, in a sentence with its number."""
    seen: dict[str, int] = {}
    for number, (code, name) in enumerate(rows, 1):
        key = scan_key(code)
        if not key or len(code) > LONGEST_CODE or len(name) > 60:
            return [
                _(
                    "Line %(n)d, “%(code)s”, is no code of at most 20 letters and digits.",
                    n=number,
                    code=code[:30],
                )
            ]
        if key in seen:
            return [
                _(
                    "Line %(n)d has the same code as line %(other)d: %(code)s.",
                    n=number,
                    other=seen[key],
                    code=code,
                )
            ]
        seen[key] = number
    return []
