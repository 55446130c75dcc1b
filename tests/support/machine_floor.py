"""Picking, shorts with every reason, bags into their places, and what goes back to the shelf."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from associate.core.acts.put_back import confirm_put_back, write_off
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack
from associate.core.tasks.models import Task
from associate.db import db
from associate.workflows.picking.forms import ShortForm
from associate.workflows.picking.rules import scans, sending, shorts, unscans
from associate.workflows.tasks.rules.settling import decide
from tests.support.machine_base import ANY, MachineBase, there_is
from tests.support.shop import look_again

KEY = "tests"
LOOKED = ["floor", "back", "fitting", "returns"]
REASONS = ("not_found", "some_missing", "damaged", "not_picked")
DECISIONS = {
    "task:short": ("found", "give_up"),
    "task:damaged_held": ("fine", "write_off"),
    "task:bag_missing": ("found", "lost"),
    "task:collected_already": ("gone", "here"),
}


class Floor(MachineBase):
    @precondition(there_is("job:released", "job:picking"))
    @rule(pick=ANY, units=st.integers(1, 6))
    def somebody_picks(self, pick: int, units: int) -> None:
        """As many units as were scanned, whatever lines they are of."""
        job = self._on_the_floor(pick)
        skus = [line.variant.sku for line in job.lines for _unit in range(line.left)]
        for sku in skus[:units]:
            self._scans(job, sku)

    @precondition(there_is("job:picking", "job:picked", "job:packing"))
    @rule(pick=ANY, line=ANY)
    def one_is_put_back(self, pick: int, line: int) -> None:
        found = [name for name in ("job:picking", "job:picked", "job:packing") if self.seen.get(name)]
        job = self.one(Fulfillment, found[pick % len(found)], pick)
        by = self.person(job.store)
        meant, number = self.means("pick.unscan", by), job.lines[line % len(job.lines)].id
        self.does(partial(unscans.put_one_back, job, number, intent=meant, by=by))

    @precondition(there_is("job:released", "job:picking"))
    @rule(pick=ANY, line=ANY, reason=st.sampled_from(REASONS))
    def something_is_short(self, pick: int, line: int, reason: str) -> None:
        job = self._on_the_floor(pick)
        open_lines = [each for each in job.lines if each.left]
        short, by = open_lines[line % len(open_lines)], self.person(job.store)
        should = self._after_a_short(short, reason)
        form = ShortForm(line=short.id, reason=reason, looked=LOOKED)
        variant, store = short.variant, job.store
        meant = self.means("pick.short", by)
        if self.does(partial(shorts.report_short, job, form, intent=meant, by=by)):
            look_again()
            assert self.books.balance(store, variant) == should, f"after a short, {reason}"

    def _after_a_short(self, line: FulfillmentLine, reason: str) -> tuple[int, int, int]:
        """By the meaning of the reason, not by the code: on hand, reserved, held."""
        on_hand, reserved, held = self.books.balance(line.fulfillment.store, line.variant)
        shelf = max(0, on_hand - held - self.books.away_from_shelf(line.fulfillment.store, line.variant))
        gone = {"not_found": shelf, "some_missing": min(line.left, shelf)}.get(reason, 0)
        return on_hand - gone, reserved - line.left, held + (line.left if reason == "damaged" else 0)

    @precondition(there_is(*DECISIONS))
    @rule(pick=ANY, which=ANY)
    def somebody_decides(self, pick: int, which: int) -> None:
        open_kinds = [name for name in DECISIONS if self.seen.get(name)]
        name = open_kinds[which % len(open_kinds)]
        task, by = self.one(Task, name, pick), self.shop.helen.actor
        decision = DECISIONS[name][(pick + which) % 2]
        self.does(partial(decide, task, decision, intent=self.means("task.decide", by), by=by))

    @precondition(there_is("pickup:picked"))
    @rule(pick=ANY, bags=st.integers(1, 2))
    def bags_are_put_in_their_place(self, pick: int, bags: int) -> None:
        job = self.one(Fulfillment, "pickup:picked", pick)
        self._stages(job, bags)

    @precondition(there_is("pickup:released", "pickup:picking"))
    @rule(pick=ANY, bags=st.integers(1, 2))
    def an_order_is_made_ready(self, pick: int, bags: int) -> None:
        """All of it at once: the long way is long, and what comes after it matters as much."""
        found = [name for name in ("pickup:released", "pickup:picking") if self.seen.get(name)]
        job = self.one(Fulfillment, found[0], pick)
        for sku in [line.variant.sku for line in job.lines for _unit in range(line.left)]:
            self._scans(job, sku)
        look_again()
        if job.state == State.PICKED:
            self._stages(job, bags)

    @precondition(there_is("job:ready"))
    @rule(pick=ANY)
    def ready_is_taken_back(self, pick: int) -> None:
        job = self.one(Fulfillment, "job:ready", pick)
        by = self.person(job.store)
        self.does(partial(sending.undo_ready, job, intent=self.means("ready.undo", by), by=by))

    @precondition(there_is("put_back"))
    @rule(pick=ANY, thrown=st.booleans())
    def something_goes_back_to_its_shelf(self, pick: int, thrown: bool) -> None:
        row, by = self.one(PutBack, "put_back", pick), self.shop.ana.actor
        meant = self.means("putback", by)
        if thrown and row.why == "damaged":
            self.does(partial(write_off, row, "broken", intent=meant, by=by))
        else:
            self.does(partial(confirm_put_back, row, intent=meant, by=by))

    def _on_the_floor(self, pick: int) -> Fulfillment:
        found = [name for name in ("job:picking", "job:released") if self.seen.get(name)]
        return self.one(Fulfillment, found[pick % len(found)], pick)

    def _scans(self, job: Fulfillment, code: str) -> None:
        by = self.person(job.store)
        meant = self.means("pick.scan", by)
        self.does(partial(scans.take_scan, job, code, key=KEY, intent=meant, by=by))

    def _stages(self, job: Fulfillment, bags: int) -> None:
        for _bag in range(bags):
            self._scans(job, f"BAG-{self.number():03}")
        self._scans(job, "LOC-R-1")
        db.session.rollback()
