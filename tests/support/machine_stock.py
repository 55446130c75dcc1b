"""Counts, transfers, tills and corrections: what happens to stock beside orders."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from associate.core.acts.adjust import adjust_stock
from associate.core.acts.conflicts import look_for_conflict
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.shelf import shelf
from associate.core.inventory import ledger
from associate.core.inventory.counts import Count
from associate.core.inventory.transfers import Transfer
from associate.core.orders.models import Order
from associate.core.tasks.models import Task
from associate.db import atomic, db
from associate.workflows.counts import rules as counts
from associate.workflows.transfers import rules as transfers
from tests.support.machine_base import ANY, FEW, STORES, THINGS, MachineBase, there_is
from tests.support.shop import look_again

OFF = st.integers(-3, 3)


class Stock(MachineBase):
    @rule(thing=THINGS, store=STORES, units=FEW)
    def goods_come_in(self, thing: int, store: int, units: int) -> None:
        def receive() -> None:
            with atomic():
                level = ledger.level_of(self.stores[store].id, self.things[thing].id)
                ledger.receive(level, units, cause="machine", by=SYSTEM)
                look_for_conflict(level, by=SYSTEM)

        self.does(receive)
        self.books.came[self.things[thing].id] += units

    @rule(thing=THINGS, store=STORES, units=OFF)
    def the_books_are_set_right(self, thing: int, store: int, units: int) -> None:
        where, what = self.stores[store], self.things[thing]
        before = self.books.balance(where, what)
        deed = partial(adjust_stock, where.id, what.id, by=self.shop.helen.actor, reason="found", units=units)
        if self.does(deed):
            look_again()
            assert self.books.balance(where, what) == (before[0] + units, *before[1:])

    # ── tills ────────────────────────────────────────────────────────────────

    @rule(thing=THINGS, store=STORES, units=FEW, again=st.booleans())
    def a_till_sells(self, thing: int, store: int, units: int, again: bool) -> None:
        what, receipt = self.things[thing], f"R{self.number()}"
        sale = self.till.sale(receipt, (what, units), store=self.stores[store].code)
        for _time in range(1 + again):
            self.does(partial(self.till.sells, sale))
        self.sold.append((receipt, what.sku, units))
        self.books.sold[what.id] += units

    @precondition(lambda machine: bool(machine.sold))
    @rule(pick=ANY, units=FEW, held=st.booleans(), has_receipt=st.booleans())
    def a_till_takes_back(self, pick: int, units: int, held: bool, has_receipt: bool) -> None:
        """Never more than was sold on that receipt; without one whatever comes."""
        place = pick % len(self.sold)
        receipt, sku, left = self.sold[place]
        told = self.till.back(
            f"B{self.number()}", receipt if has_receipt else None, (sku, units), is_held=held
        )
        (outcome,) = self.does(partial(self.till.takes_back, told))
        assert bool(outcome.code) == (has_receipt and units > left), outcome
        if outcome.code:
            return
        if has_receipt:
            self.sold[place] = receipt, sku, left - units
        self.books.sold[next(thing.id for thing in self.things if thing.sku == sku)] -= units

    # ── counts ───────────────────────────────────────────────────────────────

    @rule(thing=THINGS, store=STORES)
    def somebody_doubts_a_figure(self, thing: int, store: int) -> None:
        by, what = self.shop.marcus.actor, self.things[thing].id
        meant = self.means("count.this", by)
        self.does(lambda: counts.count_this(self.stores[store], what, intent=meant, by=by))

    @precondition(there_is("count:open"))
    @rule(pick=ANY, off=OFF, hands_in=st.booleans())
    def somebody_counts(self, pick: int, off: int, hands_in: bool) -> None:
        count, by = self.one(Count, "count:open", pick), self.shop.ana.actor
        for number in [line.id for line in count.lines]:
            line = next(line for line in count.lines if line.id == number)
            figure = max(0, shelf(line.level) + off)
            self._deed(counts.write_figure, count, number, figure, by=by)
        if hands_in:
            self._deed(counts.hand_in, count, by=by)

    @precondition(there_is("count:review"))
    @rule(pick=ANY, way=st.sampled_from(["accept", "accept", "again", "cancel"]))
    def somebody_reviews(self, pick: int, way: str) -> None:
        count, by = self.one(Count, "count:review", pick), self.shop.marcus.actor
        deeds = {"accept": counts.accept, "again": counts.count_again}
        if way == "cancel":
            self._deed(counts.cancel, count, by=by)
            return
        for line in list(count.lines):
            store, what, off = (
                self.stores[count.store_id == self.stores[1].id],
                line.level.variant,
                line.difference,
            )
            was_accepted, before = line.accepted_at, self.books.balance(store, what)
            if self._deed(deeds[way], count, line.id, by=by) and way == "accept" and not was_accepted:
                look_again()
                assert self.books.balance(store, what) == (before[0] + (off or 0), *before[1:])

    # ── transfers ────────────────────────────────────────────────────────────

    @rule(thing=THINGS, origin=STORES, units=FEW)
    def a_store_asks_another(self, thing: int, origin: int, units: int) -> None:
        here, there = self.stores[origin], self.stores[1 - origin]
        self._deed(transfers.ask, here, there, {self.things[thing].id: units}, days=2, note="", by=SYSTEM)

    @precondition(there_is("task:no_stock"))
    @rule(pick=ANY)
    def an_order_asks_another_store(self, pick: int) -> None:
        order = db.session.get_one(Order, self.one(Task, "task:no_stock", pick).order_id)
        to = self.stores[order.store_id == self.stores[1].id]
        origin = next(store for store in self.stores if store.id != to.id)
        wants = {line.variant_id: line.to_fulfill for line in order.lines if line.variant_id}
        self._deed(transfers.ask_for_order, order, origin, to, wants, days=2, by=SYSTEM)

    @precondition(there_is("transfer:requested"))
    @rule(pick=ANY, units=st.integers(0, 4), sends=st.booleans())
    def a_box_is_packed(self, pick: int, units: int, sends: bool) -> None:
        transfer, by = self.one(Transfer, "transfer:requested", pick), self.shop.charlie.actor
        at = transfer.from_store
        for sku in [line.variant.sku for line in transfer.lines]:
            for _unit in range(units):
                self._deed(transfers.pack, transfer, sku, at=at, by=by)
        if sends:
            self._deed(transfers.send, transfer, at=at, by=by)

    @precondition(there_is("transfer:requested"))
    @rule(pick=ANY, unpacks=st.booleans())
    def a_box_is_emptied(self, pick: int, unpacks: bool) -> None:
        transfer, by = self.one(Transfer, "transfer:requested", pick), self.shop.charlie.actor
        if unpacks:
            number = transfer.lines[0].id
            self._deed(transfers.unpack, transfer, number, at=transfer.from_store, by=by)
        else:
            self._deed(transfers.cancel, transfer, by=by)

    @precondition(there_is("transfer:shipped"))
    @rule(pick=ANY, units=st.integers(1, 4), gives_up=st.booleans())
    def a_box_arrives(self, pick: int, units: int, gives_up: bool) -> None:
        transfer, by = self.one(Transfer, "transfer:shipped", pick), self.shop.ana.actor
        at = transfer.to_store
        for sku in [line.variant.sku for line in transfer.lines]:
            for _unit in range(units):
                self._deed(transfers.receive, transfer, sku, at=at, by=by)
        if gives_up:
            self._deed(transfers.give_up, transfer, "never_came", at=at, by=by)

    def _deed(self, deed: Callable[..., Any], *args: Any, by: Any, **more: Any) -> Any:
        return self.does(partial(deed, *args, intent=self.means(deed.__name__, by), by=by, **more))
