"""What the page about one box takes."""

import re
from typing import Any

from associate.words import _
from associate.workflows.settings.forms.reading import Reader

SIDES = ("length", "width", "height")
LONGEST, HEAVIEST = 3_000, 1_000_000  # mm, g


def read_box(reader: Reader) -> dict[str, Any]:
    """Millimeters and grams, by column. No side may be longer inside than outside."""
    values: dict[str, Any] = {"name": reader.text("name", most=60, needed=True)}
    for side in SIDES:
        inner, outer = f"inner_{side}_mm", f"outer_{side}_mm"
        values[inner] = reader.number(inner, least=1, most=LONGEST)
        values[outer] = reader.number(outer, least=1, most=LONGEST)
        if values[inner] and values[outer] and values[outer] < values[inner]:
            reader.wrong(outer, _("It can’t be smaller outside than inside."))
    return {
        **values,
        "weight_g": reader.number("weight_g", least=0, most=HEAVIEST),
        "max_g": reader.number("max_g", least=1, most=HEAVIEST),
        "is_mailer": reader.flag("is_mailer"),
        "is_active": reader.flag("is_active"),
    }


def read_new(reader: Reader, taken: set[str]) -> dict[str, Any]:
    code = reader.text("code", most=20, needed=True).upper()
    if code and not re.fullmatch(r"[A-Z0-9][A-Z0-9-]*", code):
        reader.wrong("code", _("Letters from A to Z, digits and dashes only, like B3."))
    if code == "NEW" or code in taken:
        reader.wrong("code", _("There’s a box with this code already."))
    return {"code": code, **read_box(reader)}
