"""A tote that isn’t where a zone put it: the order goes on without, and a lead looks for it.

What was scanned into it belongs to no order from then on, and is held: found, it goes back to the shelf;
lost, it is written off. The order gets the same from the shelf, picked once more; what that lacks is short.
"""

from collections.abc import Sequence

from associate.clock import now
from associate.core.acts.bags import level_of, note_missing
from associate.core.acts.collect import in_stock_order
from associate.core.acts.shorts import Reason, write_short
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import LOST, Contents, scans_in
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.passing import gone_on_with
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.db import db
from associate.words import _


def lose_totes(job: Fulfillment, bags: Sequence[Bag], *, by: Actor) -> list[FulfillmentLine]:
    """Inside atomic(job), before it is ready: the lines that come short, for which a lead decides."""
    record("pick.totes_left", about=job, by=by, bags=[bag.tag for bag in bags])
    gone_on_with(job)
    lines = sorted(job.lines, key=in_stock_order)
    ledger.lock(line.reservation.level_id for line in lines if line.reservation)
    short = []
    for bag in bags:
        inside = _inside(bag, lines, by)
        bag.gone_at = now()
        if inside:
            note_missing(bag, inside, is_held=True, by=by)
        short += [line for line in lines if inside.get(line.id) and _again(line, inside[line.id], bag, by)]
    return short


def lost_words(short: Sequence[FulfillmentLine]) -> str:
    """After lose_totes: what comes of it."""
    if not short:
        return str(_("Take another tote. Your lead looks for it; what was in it is picked once more."))
    names = ", ".join(dict.fromkeys(line.variant.name for line in short))
    return str(_("Your lead looks for it. The shelf has too few of: %(names)s.", names=names))


def _inside(bag: Bag, lines: Sequence[FulfillmentLine], by: Actor) -> Contents:
    """What was scanned into it and is still the order’s; each scan counts no more."""
    scans, inside = scans_in(bag), Contents()
    for line in lines:
        for scan in scans.get(line.id, [])[: line.to_hand_over]:
            facts = {"line": line.id, "scan": scan, "bag": bag.tag}
            record(LOST, about=line.fulfillment, by=by, **facts)
            inside[line.id] = inside.get(line.id, 0) + 1
    return inside


def _again(line: FulfillmentLine, units: int, bag: Bag, by: Actor) -> int:
    """To be found once more, as far as the shelf has it: how many it lacks."""
    level_id = level_of(line)
    level = db.session.get_one(StockLevel, level_id, populate_existing=True)
    lacks = max(0, units - max(0, level.on_hand - level.reserved - level.held))
    line.picked -= units
    if lacks:
        write_short(line, Reason.NOT_PICKED, by=by, looked=[], units=lacks)
    ledger.hold(level_id, units, cause=bag.ref, by=by)
    return lacks
