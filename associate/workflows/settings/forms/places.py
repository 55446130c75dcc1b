"""What the pages about places take."""

import re
from typing import Any, NamedTuple

from associate.core.catalog.codes import scan_key
from associate.core.stores.models import LocationKind, Temperature
from associate.words import _
from associate.workflows.settings.forms.reading import Reader

LONGEST_CODE, LONGEST_NAME, LONGEST_ZONE = 20, 60, 40
MOST_LINES = 2000
KINDS = tuple(kind.value for kind in LocationKind)
TEMPERATURES = tuple(temperature.value for temperature in Temperature)


class Row(NamedTuple):
    """One line of a pasted walking order. `zone` "": as it is; "-": none."""

    code: str
    name: str
    zone: str


def read_place(reader: Reader, taken: dict[str, str]) -> dict[str, Any]:
    """One place. `taken`: scan key → code of the other places of the store; the rule looks once more."""
    code = reader.text("code", most=LONGEST_CODE, needed=True)
    if code and not scan_key(code):
        reader.wrong("code", _("A code needs a letter from A to Z or a digit."))
    if other := taken.get(scan_key(code)):
        reader.wrong("code", _("%(code)s is there already, and a scanner reads both the same.", code=other))
    return {
        "code": code,
        "name": reader.text("name", most=LONGEST_NAME),
        "kind": reader.choice("kind", KINDS),
        "temperature": reader.choice("temperature", TEMPERATURES),
        "capacity": reader.number("capacity", least=1, most=1000, may_be_empty=True),
        "is_active": reader.flag("is_active"),
        "shelf_zone": reader.text("shelf_zone", most=LONGEST_ZONE).rstrip(", "),
    }


def read_path(reader: Reader) -> dict[str, Any]:
    """Codes in walking order, one a line: "B-12", "B-12, Rack B-12" or "B-12, Rack B-12, Kitchen"."""
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


def _row(line: str) -> Row:
    plain = re.sub(r"[^\S\t]+|[\x00-\x08\x0b-\x1f]", " ", line).replace("\t", ",")
    code, name, zone = (" ".join(part.split()) for part in f"{plain},,".split(",", 2))
    return Row(code, name, zone.rstrip(", "))


def _problems(rows: list[Row]) -> list[str]:
    """The first line that can't be taken, in a sentence with its number."""
    seen: dict[str, int] = {}
    for number, (code, name, zone) in enumerate(rows, 1):
        key = scan_key(code)
        if len(zone) > LONGEST_ZONE:
            return [_("Line %(n)d: a zone has at most %(most)d characters.", n=number, most=LONGEST_ZONE)]
        if not key or len(code) > LONGEST_CODE or len(name) > LONGEST_NAME:
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
