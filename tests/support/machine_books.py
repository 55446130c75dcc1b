"""What must be true of a shop after whatever was done in it, counted apart from the code that did it."""

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.catalog.models import Variant
from associate.core.events.models import Event
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import MOVES, OPEN, State
from associate.core.inventory.models import Kind, Movement, PutBack, StockLevel
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.core.orders.models import OrderLine
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import db

Balance = tuple[int, int, int]
"""Units of one level: on hand, reserved, held."""

CORRECTIONS = (Kind.ADJUSTED, Kind.COUNTED, Kind.DISPOSED)
STATES = {f"fulfillment.{state.value}": state for state in State}
QUANTITIES = ("wanted", "picked", "short", "canceled", "handed_over", "refused")


class Books:
    """`came` and `sold` are what the machine itself brought and sold at a till, units by variant id."""

    def __init__(self, things: Sequence[Variant], stores: Sequence[Store]) -> None:
        self.names = {thing.id: thing.sku for thing in things}
        self.came: Counter[int] = Counter()
        self.sold: Counter[int] = Counter()
        self.states: dict[str, State] = {}
        self.read_to = 0
        self.stores = [store.id for store in stores]
        for thing, units in self._on_hand().items():
            self.came[thing] = units - self._corrected()[thing]

    def agree(self) -> None:
        assert list(mismatches()) == []
        self._conflicts_are_told()
        self._nothing_is_lost()
        self._nobody_gets_too_much()
        self._nothing_is_negative()
        self._moves_are_legal()

    def balance(self, store: Store, thing: Variant) -> Balance:
        find = sa.select(StockLevel.on_hand, StockLevel.reserved, StockLevel.held)
        found = db.session.execute(find.filter_by(store_id=store.id, variant_id=thing.id)).one()
        return found[0], found[1], found[2]

    def away_from_shelf(self, store: Store, thing: Variant) -> int:
        """Units in customers' bags, and in boxes for other stores that have not left."""
        line, box = FulfillmentLine, TransferLine
        bags = sa.select(sa.func.sum(line.picked - line.handed_over - line.refused)).join(Fulfillment)
        bags = bags.where(Fulfillment.store_id == store.id, line.variant_id == thing.id)
        boxes = sa.select(sa.func.sum(box.shipped)).join(Transfer).where(box.variant_id == thing.id)
        boxes = boxes.where(Transfer.from_id == store.id, Transfer.state == TransferState.REQUESTED)
        return (db.session.scalar(bags) or 0) + (db.session.scalar(boxes) or 0)

    def _conflicts_are_told(self) -> None:
        """More is promised than is here and good, exactly where a task says so, and by as much as it says."""
        told = {
            task.facts["level_id"]: task.facts["units"]
            for task in db.session.scalars(_open(TaskKind.STOCK_CONFLICT))
        }
        missing = {
            level.id: level.reserved + level.held - level.on_hand
            for level in db.session.scalars(sa.select(StockLevel))
            if level.reserved + level.held > level.on_hand
        }
        assert missing == told, f"too much is promised: {missing}; tasks say {told}"

    def _nothing_is_lost(self) -> None:
        """What came in is here, with a customer, sold, in a box between two stores, or was written off."""
        away, given = self._between_stores(), _sums(FulfillmentLine.variant_id, FulfillmentLine.handed_over)
        corrected, here = self._corrected(), self._on_hand()
        for thing, name in self.names.items():
            should = self.came[thing] + corrected[thing] - given[thing] - self.sold[thing] - away[thing]
            assert here[thing] == should, f"{name}: {here[thing]} on hand, and {should} should be"

    def _nobody_gets_too_much(self) -> None:
        line = FulfillmentLine
        coming = sa.case(
            (Fulfillment.state.in_(OPEN), line.wanted - line.canceled - line.short - line.refused),
            else_=line.handed_over,
        )
        find = sa.select(OrderLine.id, OrderLine.quantity, sa.func.sum(coming))
        find = find.join(line, line.order_line_id == OrderLine.id).join(Fulfillment)
        for number, bought, units in db.session.execute(find.group_by(OrderLine.id, OrderLine.quantity)):
            assert units <= bought, f"order line {number}: {bought} bought, {units} given or on their way"

    def _nothing_is_negative(self) -> None:
        """On hand may be: a till may sell what the books have not. Then a conflict is told."""
        for level in db.session.scalars(sa.select(StockLevel)):
            assert level.reserved >= 0 <= level.held, level.ref
        for line in db.session.scalars(sa.select(FulfillmentLine)):
            assert all(getattr(line, name) >= 0 for name in QUANTITIES), line.ref
            assert line.left >= 0 <= line.to_hand_over, line.ref
        assert db.session.scalars(sa.select(PutBack.id).where(PutBack.quantity <= 0)).all() == []

    def _moves_are_legal(self) -> None:
        """Every step a job took is one of MOVES, in a row without a gap, and ends where the job is."""
        news = sa.select(Event).where(Event.id > self.read_to, Event.kind.in_(STATES)).order_by(Event.id)
        for event in db.session.scalars(news):
            to, before = STATES[event.kind], self.states.get(event.about)
            assert to == State.RELEASED if before is None else to in MOVES[before], f"{before} to {to}"
            self.states[event.about], self.read_to = to, event.id
        jobs = {job.ref: job.state for job in db.session.scalars(sa.select(Fulfillment))}
        assert jobs == self.states

    def _between_stores(self) -> Counter[int]:
        """Left one store by a transfer and not in another; what was lost on the way stays out too."""
        line = TransferLine
        find = sa.select(line.variant_id, sa.func.sum(line.shipped - line.received)).join(Transfer)
        find = find.where(Transfer.state != TransferState.REQUESTED).group_by(line.variant_id)
        return Counter({thing: int(units) for thing, units in db.session.execute(find)})

    def _corrected(self) -> Counter[int]:
        find = sa.select(StockLevel.variant_id, sa.func.sum(Movement.quantity)).join(StockLevel)
        find = find.where(Movement.kind.in_(CORRECTIONS), Movement.bucket == "on_hand")
        rows = db.session.execute(find.group_by(StockLevel.variant_id))
        return Counter({thing: int(units) for thing, units in rows})

    def _on_hand(self) -> Counter[int]:
        return _sums(StockLevel.variant_id, StockLevel.on_hand)


def _sums(by: sa.orm.InstrumentedAttribute[int], what: sa.orm.InstrumentedAttribute[int]) -> Counter[int]:
    rows = db.session.execute(sa.select(by, sa.func.sum(what)).group_by(by))
    return Counter({thing: int(units) for thing, units in rows})


def _open(kind: TaskKind) -> sa.Select[Task]:
    return sa.select(Task).where(Task.kind == kind, Task.done_at.is_(None))
