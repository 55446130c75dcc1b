"""What the adapters read alike."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from associate.integrations.carriers.port import Rate, Status, Tracked
from associate.outside.fields import Json, moment, plain, text

ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


def ident(value: object) -> str:
    """An id of theirs that may stand in a path; "" for anything else."""
    typed = plain(value)
    return typed if ID.fullmatch(typed) else ""


def web(address: object) -> str:
    """An address that a browser may open; "" for anything else."""
    typed = plain(address)
    return typed if typed.startswith("https://") and len(typed) <= 500 else ""


def cheapest_first(rates: Iterable[Rate | None]) -> tuple[Rate, ...]:
    """Without those that couldn’t be read; the faster one first where two cost the same."""
    return tuple(sorted((rate for rate in rates if rate), key=lambda rate: (rate.amount, rate.days or 99)))


def tracked(number: str, status: Status, at: object, words: object, place: Json) -> Tracked | None:
    """None for what doesn’t say when. The id is made of what happened: asked or told, it is the same."""
    when = moment(at)
    if when is None or not number:
        return None
    what = text(words)
    return Tracked(_event_id(number, when, status, what), number, status, when, what, _place(place))


def _event_id(number: str, at: datetime, status: Status, words: str) -> str:
    return hashlib.sha256(f"{number}|{at.isoformat()}|{status}|{words}".encode()).hexdigest()


def _place(place: Json) -> str:
    return ", ".join(filter(None, (text(place.get(part), 80) for part in ("city", "state", "country"))))
