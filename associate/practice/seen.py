"""What really became of the lesson’s order: read from the journal of the practice shop, never from clicks."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from associate.core.events.models import Event
from associate.core.fulfillment.links import current_pass, spoken_code
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.walk import next_stop
from associate.db import db
from associate.practice.refusals import REFUSED
from associate.practice.scenes import BEGUN, OTHER_TAG, RACK, TAG
from associate.words import _


class Scan(NamedTuple):
    """A practice scan: what its button says, and the code that it is."""

    words: str
    code: str


@dataclass(frozen=True)
class Seen:
    """Since the lesson began: its order, and what happened."""

    lesson: str
    job: Fulfillment
    events: list[Event]

    def has(self, *kinds: str) -> bool:
        return any(event.kind in kinds for event in self.events)

    def was_refused(self, *codes: str) -> bool:
        return any(event.kind == REFUSED and event.facts["code"] in codes for event in self.events)

    @property
    def version(self) -> int:
        return self.events[-1].id if self.events else 0

    @property
    def first_name(self) -> str:
        return self.job.order.first_name

    def right_item(self) -> list[Scan]:
        stop = next_stop(self.job)
        return [_item(_("Right item"), stop.line.variant.gtin)] if stop else []

    def wrong_item(self) -> list[Scan]:
        wrong = next(line for line in _another(self.job).lines).variant
        return [_item(_("Wrong item"), wrong.gtin)]

    def returned_item(self) -> list[Scan]:
        return [_item(_("What they bring"), self.job.lines[0].variant.gtin)]

    def tag(self) -> list[Scan]:
        return [Scan(_("Bag %(tag)s", tag=TAG), f"BAG-{TAG}")]

    def tags(self) -> list[Scan]:
        return [*self.tag(), Scan(_("Another’s bag"), f"BAG-{OTHER_TAG}")]

    def rack(self) -> list[Scan]:
        return [Scan(_("Rack %(place)s", place=RACK), f"LOC-{RACK}")]

    def number(self) -> list[Scan]:
        return [Scan(self.job.number, self.job.number)]

    def wrong_code(self) -> list[Scan]:
        return [Scan(WRONG_CODE, WRONG_CODE)]

    def right_code(self) -> list[Scan]:
        return [Scan(self.code, self.code)] if self.code else []

    @cached_property
    def code(self) -> str:
        """What the customer reads out; empty once it was used."""
        known = current_pass(self.job)
        return spoken_code(known.nonce, key=current_app.config["SECRET_KEY"]) if known else ""


WRONG_CODE = "QQQQQQ"


def look() -> Seen | None:
    """Inside a practice shop: what was seen since its lesson began."""
    begun = db.session.scalar(sa.select(Event).filter_by(kind=BEGUN).order_by(Event.id.desc()).limit(1))
    if begun is None:
        return None
    job = db.session.get_one(Fulfillment, begun.facts["job"])
    ours = (Event.order_id == job.order_id) | Event.order_id.is_(None)  # a handover may be of many orders
    since = sa.select(Event).where(Event.id > begun.id, ours)
    return Seen(begun.facts["lesson"], job, list(db.session.scalars(since.order_by(Event.id))))


def _item(words: str, gtin: str | None) -> Scan:
    return Scan(words, (gtin or "").removeprefix("0"))


def _another(job: Fulfillment) -> Fulfillment:
    others = sa.select(Fulfillment).where(Fulfillment.id != job.id).order_by(Fulfillment.id.desc())
    return db.session.scalars(others.limit(1)).one()
