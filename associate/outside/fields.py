"""Loose JSON values into clean ones. Nothing here raises; a value of the wrong type is an empty one.

Text loses control characters, characters that turn the reading direction, and card numbers, and is cut to
the room it has. Identifiers and codes keep their digits: an id that happens to pass Luhn is still an id.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from associate.core.orders.cards import mask_cards

TITLE, NOTE, NAME, CODE, OPTIONS = 300, 2000, 80, 80, 200
MOST_PAIRS = 50
_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_TURNING = r"\u202a-\u202e\u2066-\u2069"  # marks that turn the reading direction
_NO_TEXT = r"\ufeff\ufffe\uffff\ud800-\udfff"  # half a character, which no database takes
_UNWANTED = re.compile(f"[{_CONTROL}{_TURNING}{_NO_TEXT}]")

Json = Mapping[str, object]


def mapped(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Json]:
    """The objects of a list; whatever else lies between them is skipped."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def plain(value: object) -> str:
    """A scalar as it was written, without control characters; "" for everything else."""
    if isinstance(value, str) and value.isprintable():  # nearly all are: nothing unwanted is printable
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= 10**40:
        return ""
    if isinstance(value, str | int | float | Decimal):
        return _UNWANTED.sub("", str(value)).strip()
    return ""


def text(value: object, room: int = TITLE) -> str:
    """One line of text."""
    if value is None or value == "":
        return ""
    return mask_cards(" ".join(plain(value).split()))[:room].strip()


def note(value: object) -> str:
    """Text of several lines, at most 2,000 characters."""
    return mask_cards(plain(value))[:NOTE].strip()


def phone(value: object) -> str:
    """A phone number as typed. One in international form is no card, however its digits add up."""
    typed = " ".join(plain(value).split())
    return (typed if typed.startswith(("+", "00")) else mask_cards(typed))[:40]


def code(value: object, room: int = CODE) -> str:
    """A SKU, barcode or the like: never masked, and "" rather than cut: a cut one names another thing."""
    typed = plain(value) if not isinstance(value, bool) else ""
    return typed if len(typed) <= room else ""


def ident(value: object) -> str:
    """A platform's id as text: 7 and "7" and "gid://shopify/Order/7" are one. "" for none."""
    if isinstance(value, Decimal | float):
        return ""
    typed = code(value, room=200)
    if typed.startswith("gid://"):
        typed = typed.rpartition("/")[2].partition("?")[0]
    return typed[:CODE]


def whole(value: object) -> int:
    """A whole number of units, negative where the platform counts what came back; 0 for anything else."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 1_000_000
    return value if is_count else 0  # type: ignore[return-value]


def is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() in ("true", "1", "yes"))


def moment(value: object) -> datetime | None:
    """An ISO 8601 time in UTC; one without a zone is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Names with values, from [{name, value}], [{key, value}] or {name: value}; at most 50."""
    if isinstance(value, dict):
        found = list(value.items())
    else:
        found = [(item.get("name", item.get("key")), item.get("value")) for item in listed(value)]
    read = ((text(name, 100), text(said, 500)) for name, said in found[:MOST_PAIRS])
    return tuple((name, said) for name, said in read if name and said)
