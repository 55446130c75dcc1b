"""Which bag goes where: what is asked next, and the place that suits it."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.customers.persons import profiles_of
from associate.core.fulfillment.bags import bags_in_hand, waiting_bags
from associate.core.fulfillment.contents import undone_scans
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine, Scan
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.stores.models import Location, LocationKind
from associate.db import db


@dataclass(frozen=True)
class Staging:
    bags: list[Bag]
    asked: list[Bag]  # these get the next place that is scanned
    waiting: list[Bag]
    best: Location | None
    beside: str  # tag of the customer's bag that hangs there already
    spaces: int | None  # free at the best place, where it has a capacity
    contents: dict[int, Counter[str]]  # by bag id: what was scanned into it, with its count

    @property
    def placed(self) -> int:
        return len(self.bags) - len(self.waiting)


def staging(job: Fulfillment) -> Staging:
    waiting = waiting_bags(job)
    asked = bags_in_hand(job) or waiting[:1]
    beside = None if job.method == Method.SHIP else _other_bag(job)
    best, there = (beside.location, None) if beside else _free_place(job)
    if best is not None and there is None:
        there = _bags_at(best.id)
    spaces = best.capacity - (there or 0) if best is not None and best.capacity is not None else None
    return Staging(job.open_bags, asked, waiting, best, beside.tag if beside else "", spaces, lies_in(job))


def _other_bag(job: Fulfillment) -> Bag | None:
    """A bag of the same person that has its place: they will come for all of them."""
    order = job.order
    same = [Bag.fulfillment_id == job.id]
    if order.customer_id:
        same.append(Order.customer_id.in_(profiles_of(order.customer_id)))
    find = (
        sa.select(Bag)
        .join(Fulfillment, Fulfillment.id == Bag.fulfillment_id)
        .join(Order, Order.id == Fulfillment.order_id)
    )
    is_there = sa.and_(Bag.gone_at.is_(None), Bag.placed_at.is_not(None))
    find = find.where(Bag.store_id == job.store_id, is_there, sa.or_(*same))
    return db.session.scalar(find.order_by(Bag.placed_at.desc()).limit(1))


def _free_place(job: Fulfillment) -> tuple[Location | None, int | None]:
    """For its customer the emptiest rack; a tote goes where totes for the pack bench were put down last."""
    if job.method != Method.SHIP:
        return _emptiest(job.store_id)
    find = sa.select(Bag).join(Fulfillment, Fulfillment.id == Bag.fulfillment_id)
    find = find.where(Bag.store_id == job.store_id, Bag.placed_at.is_not(None))
    last = find.where(Fulfillment.method == Method.SHIP).order_by(Bag.placed_at.desc(), Bag.id.desc())
    tote = db.session.scalar(last.limit(1))
    return (tote.location, None) if tote and tote.location and tote.location.is_active else (None, None)


def _emptiest(store_id: int) -> tuple[Location | None, int | None]:
    count = sa.func.count(Bag.id)
    find = sa.select(Location, count).outerjoin(
        Bag, sa.and_(Bag.location_id == Location.id, Bag.gone_at.is_(None))
    )
    find = find.where(Location.store_id == store_id, Location.kind == LocationKind.STAGING)
    find = find.where(Location.is_active).group_by(Location.id)
    row = db.session.execute(find.order_by(count, Location.sequence, Location.id).limit(1)).first()
    return (row[0], row[1]) if row else (None, None)


def _bags_at(location_id: int) -> int:
    find = sa.select(sa.func.count()).where(Bag.location_id == location_id, Bag.gone_at.is_(None))
    return db.session.scalar(find) or 0


def lies_in(job: Fulfillment) -> dict[int, Counter[str]]:
    """By bag id what was scanned into it, with its count."""
    names = {line.id: line.variant.name for line in job.lines}
    find = sa.select(Scan.id, Scan.bag_id, Scan.line_id).join(
        FulfillmentLine, FulfillmentLine.id == Scan.line_id
    )
    find = find.where(FulfillmentLine.fulfillment_id == job.id, Scan.bag_id.is_not(None)).order_by(Scan.id)
    undone, contents = undone_scans(job), dict[int, Counter[str]]()
    for scan, bag, line in db.session.execute(find):
        if scan not in undone:
            contents.setdefault(bag, Counter())[names[line]] += 1
    return contents
