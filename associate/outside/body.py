"""From the bytes of a delivery to plain values, without losing a cent and within limits."""

import json
from decimal import Decimal, InvalidOperation

from associate.words import _

MOST_BYTES = 2_000_000
DEEPEST = 60  # the deepest honest order is about ten levels


class Unreadable(ValueError):
    """These bytes are no JSON we take; the text says why, for a person."""


def parse(raw: bytes) -> object:
    """Read JSON, fractions as Decimal. Raises Unreadable for anything else, and for more than 2 MB."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 2 MB."))
    try:
        value = json.loads(raw.decode("utf-8-sig"), parse_float=_fraction, parse_constant=_refuse)
    except RecursionError:
        raise Unreadable(_("This JSON is nested too deeply.")) from None
    except ValueError as reason:
        if isinstance(reason, Unreadable):
            raise
        raise Unreadable(_("This is not JSON: %(why)s.", why=str(reason)[:200])) from None
    if _is_deeper_than(DEEPEST, value):
        raise Unreadable(_("This JSON is nested too deeply."))
    return value


def _fraction(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Unreadable(_("This JSON holds a number that no one can count to.")) from None


def _refuse(name: str) -> object:
    raise Unreadable(_("This JSON holds %(name)s, which is not a number.", name=name))


def _is_deeper_than(levels: int, value: object) -> bool:
    layer = [value]
    for _level in range(levels):
        inner: list[object] = []
        for item in layer:
            inner += item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        if not inner:
            return False
        layer = inner
    return True
