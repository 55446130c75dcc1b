"""The runner’s card: where to go, for whom, which bags, and which of them were scanned."""

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from associate.core.fulfillment.at_car import codes_to_ask
from associate.core.fulfillment.models import Bag, Handover, HandoverOrder, HandoverState
from associate.core.fulfillment.visits import Visit, VisitState, open_visits
from associate.core.stores.staff import Staff
from associate.db import db
from associate.workflows.curbside.screens.car import Car, car, is_cold


@dataclass(frozen=True)
class BagRow:
    bag: Bag
    how: str  # "", "scanned", "replaced", "left_out"
    number: int  # of its order's bags
    of: int

    @property
    def is_cold(self) -> bool:
        return is_cold(self.bag)


@dataclass
class Run:
    """`standing`: coming, free, mine, theirs, at_counter or over."""

    car: Car
    me: Staff
    key: str

    @property
    def visit(self) -> Visit:
        return self.car.visit

    @property
    def standing(self) -> str:
        if not self.visit.is_open:
            return "over"
        if not self.visit.is_here:
            return "coming"
        if self.visit.to_counter:
            return "at_counter"
        if self.visit.runner_id is None:
            return "free"
        return "mine" if self.visit.runner_id == self.me.id else "theirs"

    @property
    def is_at_car(self) -> bool:
        return self.visit.state == VisitState.AT_CAR

    @cached_property
    def rows(self) -> list[BagRow]:
        """Those still to scan first, as one walks."""
        known = self._known
        rows = [
            BagRow(bag, known.get(bag.id, ""), bag.fulfillment.bags.index(bag) + 1, len(bag.fulfillment.bags))
            for bag in self.car.bags
        ]
        return sorted(rows, key=lambda row: bool(row.how))

    @property
    def to_scan(self) -> list[BagRow]:
        return [row for row in self.rows if not row.how]

    @property
    def taken(self) -> int:
        return len(self.rows) - len(self.to_scan)

    @cached_property
    def codes(self) -> list[str]:
        """For the runner’s eyes only."""
        return codes_to_ask(self.visit, key=self.key) if self.standing == "mine" else []

    @cached_property
    def _known(self) -> dict[int, str]:
        """Bag id → how it is accounted for, in the handover this runner began in this visit."""
        jobs = [job.id for job in self.car.ready]
        find = (
            sa.select(Handover)
            .join(HandoverOrder, HandoverOrder.handover_id == Handover.id)
            .where(HandoverOrder.fulfillment_id.in_(jobs), Handover.state == HandoverState.OPEN)
        )
        find = find.where(Handover.opened_at >= (self.visit.arrived_at or self.visit.created_at))
        mine = db.session.scalars(find.where(Handover.opened_by == self.me.ref)).unique()
        return {row.bag_id: row.how for handover in mine for row in handover.bags}


def run(visit: Visit, me: Staff, *, key: str) -> Run:
    others = open_visits(visit.store_id) if visit.is_open else []
    return Run(car(visit, others), me, key)
