"""What a customer’s card takes, read and bounded before a rule sees it."""

import re
from collections.abc import Mapping
from typing import Any

from associate.core.customers.preferences import MEDIA
from associate.errors import Refused
from associate.money import to_minor
from associate.words import _

CAR = 60  # characters
MOST = 2**53  # minor units


def read_preferences(form: Mapping[str, str], languages: Mapping[str, str]) -> dict[str, Any]:
    medium, language = form.get("message_by", ""), form.get("language", "")
    return {
        "message_by": medium if medium in MEDIA else "",
        "language": language if language in languages else "",
        "car": " ".join(form.get("car", "").split())[:CAR],
        "own_bag": "own_bag" in form,
    }


def read_number(text: str) -> int:
    """0, which nothing has, for what is no number."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0


def read_points(text: str) -> int:
    """Raises Refused("no_number")."""
    plain = text.strip().replace("−", "-")
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", plain):
        raise Refused("no_number", _("Type a whole number, like 50 or -50."))
    return int(plain)


def read_amount(text: str, currency: str) -> int:
    """Minor units, signed. Raises Refused("no_amount")."""
    plain = text.strip().replace("−", "-").replace(",", ".")
    try:
        amount = to_minor(plain, currency)
    except ValueError:
        raise Refused("no_amount", _("Type an amount, like 12.50 or -12.50.")) from None
    if not plain or abs(amount) > MOST:
        raise Refused("no_amount", _("Type an amount, like 12.50 or -12.50."))
    return amount
