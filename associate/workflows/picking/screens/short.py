"""Where to look for a thing, and where it was seen last in this store."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.batch_shorts import batch_of, falls_on, short_words
from associate.core.acts.collateral import others_waiting
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine, Scan
from associate.core.inventory.confidence import Signs, signs_of
from associate.core.inventory.models import Bucket, Kind, Movement, StockLevel
from associate.core.inventory.queries import level_here
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store
from associate.core.stores.reasons import Family, Offered, offered
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import _, ngettext
from associate.workflows.picking.rules.unscans import line_here

LATEST = 5


@dataclass(frozen=True)
class Seen:
    at: datetime
    words: str
    today: bool = False


@dataclass(frozen=True)
class Short:
    line: FulfillmentLine
    level: StockLevel | None
    trail: list[Seen]
    reasons: list[Offered]
    signs: Signs | None
    others: list[str]  # jobs that wait for the same thing
    units: int
    falls: str  # of a batch: the orders that go without, the last promised first

    @property
    def shelf_place(self) -> str:
        return self.level.location.label if self.level and self.level.location else ""


def short_screen(job: Fulfillment, line_id: int) -> Short:
    """Raises Missing when the line isn't this order's."""
    line = line_here(job, line_id)
    level = level_here(job.store_id, line.variant_id)
    trail = last_seen(level, job.store) if level else []
    batch = batch_of(line)
    waiting, falls = others_waiting(line, batch.to_pick if batch else ()), falls_on(line, batch)
    others, units = [each.fulfillment.number for each in waiting], sum(n for _line, n in falls)
    reasons, signs = offered(job.store_id, Family.SHORT), signs_of(level) if level else None
    return Short(line, level, trail, reasons, signs, others, units, short_words(falls) if batch else "")


def last_seen(level: StockLevel, store: Store) -> list[Seen]:
    """The newest events of a thing in this store: what moved it, and who picked it for which order."""
    seen = [*_movements(level), *_picks(level)]
    newest = sorted(seen, key=lambda one: one.at, reverse=True)[:LATEST]
    today = local_day(store, now())
    return [Seen(one.at, one.words, today=local_day(store, one.at) == today) for one in newest]


def _movements(level: StockLevel) -> list[Seen]:
    find = sa.select(Movement).where(
        Movement.level_id == level.id, Movement.bucket.in_((Bucket.ON_HAND, Bucket.HELD))
    )
    moved = list(db.session.scalars(find.order_by(Movement.id.desc()).limit(LATEST)))
    names = _names({movement.by for movement in moved})
    return [Seen(movement.at, _moved_words(movement, names.get(movement.by, ""))) for movement in moved]


def _picks(level: StockLevel) -> list[Seen]:
    find = sa.select(Scan.at, Scan.by, Fulfillment.number).join(
        FulfillmentLine, FulfillmentLine.id == Scan.line_id
    )
    find = find.join(Fulfillment, Fulfillment.id == FulfillmentLine.fulfillment_id)
    find = find.where(Fulfillment.store_id == level.store_id, FulfillmentLine.variant_id == level.variant_id)
    picks = list(db.session.execute(find.order_by(Scan.id.desc()).limit(LATEST)))
    names = _names({by for _at, by, _number in picks})
    return [
        Seen(at, _by(_("Picked for %(number)s", number=number), names.get(by, "")))
        for at, by, number in picks
    ]


def _moved_words(movement: Movement, name: str) -> str:
    n = abs(movement.quantity)
    units = ngettext("%(num)d unit", "%(num)d units", n)
    taken = movement.quantity < 0
    words = {
        Kind.RECEIVED: _("Received, %(units)s", units=units),
        Kind.HANDED_OVER: _("Handed over, %(units)s", units=units)
        if taken
        else _("Handover undone, %(units)s back", units=units),
        Kind.SHIPPED: _("Shipped, %(units)s", units=units),
        Kind.SOLD: _("Sold at the till, %(units)s", units=units),
        Kind.RETURNED: _("Returned, %(units)s", units=units),
        Kind.COUNTED: _("Counted, %(units)s fewer", units=units)
        if taken
        else _("Counted, %(units)s more", units=units),
        Kind.ADJUSTED: _("Not found, %(units)s fewer", units=units)
        if taken
        else _("Found again, %(units)s", units=units),
        Kind.HELD: _("Set aside, %(units)s", units=units),
        Kind.UNHELD: _("For sale again, %(units)s", units=units),
        Kind.PUT_BACK: _("Put back on the shelf, %(units)s", units=units),
        Kind.TRANSFERRED_OUT: _("Sent to another store, %(units)s", units=units),
        Kind.TRANSFERRED_IN: _("Came from another store, %(units)s", units=units),
        Kind.DISPOSED: _("Disposed of, %(units)s", units=units),
    }
    return _by(words.get(movement.kind, units), name)


def _by(words: str, name: str) -> str:
    return _("%(what)s, by %(name)s", what=words, name=name) if name else words


def _names(refs: set[str]) -> dict[str, str]:
    """First names by "staff:7", for those that are people."""
    ids = [int(ref.removeprefix("staff:")) for ref in refs if ref.startswith("staff:")]
    return (
        {
            person.ref: person.first_name
            for person in db.session.scalars(sa.select(Staff).where(Staff.id.in_(ids)))
        }
        if ids
        else {}
    )
