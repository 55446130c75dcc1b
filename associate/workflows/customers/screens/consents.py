"""What an address said to messages, when, and where."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.customers.addresses import e164
from associate.core.customers.consent import address_hash, has_stopped, may_write
from associate.core.customers.models import Consent, ConsentChange
from associate.db import db
from associate.words import later

SOURCES = {
    "link": later("on their page"),
    "staff": later("told to us"),
    "start": later("by text: START"),
    "stop": later("by text: STOP"),
    "channel": later("in the web shop"),
}


@dataclass(frozen=True)
class Line:
    """`number` is its place among the person’s addresses; a form names it by that, never by the address."""

    number: int
    medium: str
    address: str
    may: bool
    is_final: bool  # its owner said STOP: only they take that back
    kept: Consent | None
    history: list[ConsentChange]


def lines(emails: Iterable[str], phones: Iterable[str], *, with_history: bool) -> list[Line]:
    ways = [("email", each) for each in emails]
    ways += [("sms", number) for each in phones if (number := e164(each, ""))]
    return [_line(place, *way, with_history) for place, way in enumerate(ways)]


def _line(place: int, medium: str, address: str, with_history: bool) -> Line:
    key = address_hash(medium, address)
    find = sa.select(ConsentChange).filter_by(address_hash=key, medium=medium)
    rows = list(db.session.scalars(find.order_by(ConsentChange.id.desc()).limit(10))) if with_history else []
    kept = db.session.get(Consent, (key, medium))
    said = may_write(medium, address), has_stopped(medium, address)
    return Line(place, medium, address, *said, kept, rows)
