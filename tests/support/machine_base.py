"""A small shop that a state machine works in: scarce stock, two stores, and what can be done next."""

import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from associate.clock import as_of, now
from associate.core.catalog.models import Variant
from associate.core.events.commands import Intent, intent
from associate.core.events.record import SYSTEM, Actor
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.inventory import ledger
from associate.core.inventory.counts import Count
from associate.core.inventory.models import Kind, PutBack
from associate.core.inventory.transfers import Transfer
from associate.core.orders.incoming import IncomingOrder
from associate.core.orders.models import Order
from associate.core.stores.models import Store, Temperature
from associate.core.tasks.models import Task
from associate.db import Base, atomic, db
from associate.errors import Refused
from tests.support.machine_books import Books
from tests.support.machines import own_channel
from tests.support.routing import Parcels
from tests.support.shop import Shop, look_again
from tests.support.till import Till

UNITS = 4  # of each thing in each store: few, so that deeds get in each other's way
ANY = st.integers(0, 11)  # which one of those that fit
FEW = st.integers(1, 3)
STORES = st.integers(0, 1)
THINGS = st.integers(0, 2)
R = TypeVar("R", bound=Base)
Fresh = Callable[[], AbstractContextManager[None]]


class MachineBase(RuleBasedStateMachine):
    """Rules find what fits by `one` and do it by `does`; `books` knows what the shop should hold by then."""

    fresh: Fresh  # a context in which the database is a new shop's

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(self.fresh())
        self.shop, self.said, self.seen = Shop(), 0, dict[str, list[int]]()
        self.told: dict[int, IncomingOrder] = {}  # by order id: what the web shop said last
        self.sold: list[tuple[str, str, int]] = []  # receipt, SKU, units
        self.broke = _Broke()
        logging.getLogger("associate").addHandler(self.broke)
        self._furnish()
        self.books = Books(self.things, self.stores)

    def _furnish(self) -> None:
        self.stores = [self.shop.mill_quay, self.shop.castle_row]
        self.things: list[Variant] = [self.shop.jacket, self.shop.kettle, self.shop.milk]
        self.parcels, self.till, self.site = Parcels(self.shop), Till(), own_channel("site", "RS")
        with atomic():
            self.shop.milk.product.temperature = Temperature.CHILLED
            for store in self.stores:
                store.cash_on_pickup = True
                for thing in self.things:
                    level = ledger.level_of(store.id, thing.id)
                    ledger.adjust(level, UNITS - 20, Kind.ADJUSTED, cause="machine", by=SYSTEM)

    def teardown(self) -> None:
        logging.getLogger("associate").removeHandler(self.broke)
        self.stack.close()

    def number(self) -> int:
        self.said += 1
        return self.said

    def means(self, what: str, by: Actor) -> Intent:
        return intent(f"machine-{self.number():06}", what, by, {})

    def does(self, deed: Callable[[], Any], at: timedelta = timedelta()) -> Any:
        """The deed's answer; None when it was refused, which is as good: then nothing may have changed."""
        look_again()
        try:
            with as_of(now() + at):
                return deed()
        except Refused as refused:
            event(f"refused: {refused.code}")
            db.session.rollback()
            return None

    def one(self, kind: type[R], which: str, pick: int) -> R:
        """One of those that were seen in this condition."""
        found = self.seen[which]
        return db.session.get_one(kind, found[pick % len(found)])

    def person(self, store: Store, pick: int = 0) -> Actor:
        """Somebody who may do it; one person a store picks, so that few orders are another's."""
        own = self.shop.ana if store.id == self.shop.mill_quay.id else self.shop.charlie
        return (own, own, own, self.shop.helen)[pick % 4].actor

    @invariant()
    def nothing_broke(self) -> None:
        """What a chore logs and tries again is a failure here."""
        assert self.broke.messages == []

    @invariant()
    def the_books_agree(self) -> None:
        look_again()
        self.books.agree()
        self.seen = what_is_there()


def what_is_there() -> dict[str, list[int]]:
    """Ids by what they are and the state they are in: "job:ready", "transfer:shipped", "task:short"."""
    seen: dict[str, list[int]] = defaultdict(list)
    for name, table in (("order", Order), ("transfer", Transfer), ("count", Count), ("handover", Handover)):
        for number, state in db.session.execute(sa.select(table.id, table.state).order_by(table.id)):
            seen[f"{name}:{state.value}"].append(number)
    jobs = sa.select(Fulfillment.id, Fulfillment.state, Fulfillment.method).order_by(Fulfillment.id)
    for number, state, method in db.session.execute(jobs):
        seen[f"job:{state.value}"].append(number)
        seen[f"{method.value}:{state.value}"].append(number)
    for number, kind in db.session.execute(
        sa.select(Task.id, Task.kind).where(Task.done_at.is_(None)).order_by(Task.id)
    ):
        seen[f"task:{kind.value}"].append(number)
    seen["put_back"] = list(
        db.session.scalars(sa.select(PutBack.id).where(PutBack.done_at.is_(None)).order_by(PutBack.id))
    )
    return seen


def there_is(*names: str) -> Callable[[MachineBase], bool]:
    """A precondition: one of these was seen."""
    return lambda machine: any(machine.seen.get(name) for name in names)


class _Broke(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(self.format(record))
