"""What is in a bag, where anybody can know."""

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.fulfillment.models import Bag, Fulfillment, Scan
from associate.core.inventory.models import StockLevel
from associate.db import db

Contents = dict[int, int]
"""Line id → units."""
LOST = "line.lost"
OUT_AGAIN = ("line.unpicked", LOST)
"""Kinds of the journal that say of a scan that its unit isn’t in the order any more."""


def undone_scans(job: Fulfillment) -> set[int]:
    """Ids of the scans that count no more."""
    find = sa.select(Event).where(Event.about == job.ref, Event.kind.in_(OUT_AGAIN))
    return {event.facts["scan"] for event in db.session.scalars(find)}


def scans_in(bag: Bag) -> dict[int, list[int]]:
    """Line id → the scans that count, of what was scanned into this bag."""
    undone, scans = undone_scans(bag.fulfillment), dict[int, list[int]]()
    find = sa.select(Scan.id, Scan.line_id).where(Scan.bag_id == bag.id).order_by(Scan.id)
    for scan, line in db.session.execute(find):
        if scan not in undone:
            scans.setdefault(line, []).append(scan)
    return scans


def contents(bag: Bag) -> Contents | None:
    """What is in a bag, where that is certain: it is the only one, or every unit was scanned into one."""
    job, bags = bag.fulfillment, [one.id for one in bag.fulfillment.open_bags]
    here = {line.id: line.to_hand_over for line in job.lines if line.to_hand_over}
    if len(bags) == 1:
        return here
    count = sa.select(Scan.bag_id, Scan.line_id, sa.func.count()).where(Scan.bag_id.in_(bags))
    rows = db.session.execute(count.group_by(Scan.bag_id, Scan.line_id)).all()
    scanned = {line: sum(n for _bag, of, n in rows if of == line) for line in {of for _bag, of, _n in rows}}
    return {line: n for of, line, n in rows if of == bag.id} if scanned == here else None


def missing_from(job: Fulfillment, inside: Contents) -> list[str]:
    """Names of what the shelf has too few of; the order is paid, so safety stock doesn't count."""
    short = []
    for level_id, units in on_levels(job, inside).items():
        level = db.session.get_one(StockLevel, level_id)
        if level.on_hand - level.reserved - level.held < units:
            short.append(level.variant.name)
    return short


def on_levels(job: Fulfillment, inside: Contents) -> dict[int, int]:
    """Level id → units, over all lines of the bag."""
    wanted: dict[int, int] = {}
    for line in job.lines:
        if line.reservation and inside.get(line.id):
            wanted[line.reservation.level_id] = wanted.get(line.reservation.level_id, 0) + inside[line.id]
    return wanted
