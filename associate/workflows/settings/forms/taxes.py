"""What the page about one tax rate takes."""

import re
from typing import Any

from associate.words import _
from associate.workflows.settings.forms.reading import Reader


def read_rate(reader: Reader) -> dict[str, Any]:
    """By column. The rate is typed in percent and kept in hundredths of one."""
    country = reader.text("country", most=2, needed=True).upper()
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        reader.wrong("country", _("Two letters for the country, like IE."))
    return {
        "country": country,
        "region": reader.text("region", most=40),
        "tax_class": reader.text("tax_class", most=40),
        "basis_points": _points(reader),
        "since": reader.day("since"),
    }


def _points(reader: Reader) -> int | None:
    typed = reader.raw("percent").replace(",", ".").removesuffix("%").strip()
    if re.fullmatch(r"\d{1,2}(\.\d{1,2})?", typed):
        whole, _point, part = typed.partition(".")
        return int(whole) * 100 + int(part.ljust(2, "0") or 0)
    reader.wrong("percent", _("A percentage from 0 to 99.99, like 13.5."))
    return None
