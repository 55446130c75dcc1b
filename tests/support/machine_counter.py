"""At the counter: whole, in part, refused, a bag that isn't found, an undo; and who never came."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from associate.clock import now
from associate.core.acts.extend import extend_hold
from associate.core.acts.uncollected import give_back
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.holding import leaves_at
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.db import db
from associate.workflows.handover.forms import Proof
from associate.workflows.handover.rules import (
    bags,
    completion,
    missing,
    opening,
    refusals,
    undo,
    verification,
)
from tests.support.machine_base import ANY, MachineBase, there_is
from tests.support.machine_floor import KEY
from tests.support.shop import look_again

WAYS = ("whole", "whole", "refuse one", "refuse all", "damaged", "leave a bag", "replace a bag")


class Counter(MachineBase):
    @precondition(there_is("job:ready", "job:part_collected"))
    @rule(pick=ANY, way=st.sampled_from(WAYS))
    def a_customer_comes(self, pick: int, way: str) -> None:
        found = [name for name in ("job:ready", "job:part_collected") if self.seen.get(name)]
        job = self.one(Fulfillment, found[pick % len(found)], pick)
        by, here = self.person(job.store), {line.id: line.to_hand_over for line in job.lines}
        number = self._deed(opening.open_handover, [job], take_over=True, by=by)
        if number is None:
            return
        handover = db.session.get_one(Handover, number)
        self._deed(verification.verify, handover, Proof(how="photo_id", id_type="passport"), key=KEY, by=by)
        look_again()
        tags = [bag.tag for bag in job.open_bags]
        if way == "leave a bag":
            self._deed(missing.leave_out, handover, tags.pop(), {min(here)}, by=by)
        elif way == "replace a bag":
            self._deed(missing.replace_from_shelf, handover, tags.pop(), by=by)
        for tag in tags:
            self._deed(bags.scan_bag, handover, f"BAG-{tag}", by=by)
        if keeps := _kept(way, here):
            why = dict.fromkeys(keeps, "damaged" if way == "damaged" else "changed_mind")
            self._deed(refusals.note_refusals, handover, keeps, why, by=by)
        self._deed(completion.hand_over, handover, key=KEY, by=by)

    @precondition(there_is("handover:done"))
    @rule(pick=ANY)
    def a_handover_is_undone(self, pick: int) -> None:
        handover = self.one(Handover, "handover:done", pick)
        jobs = [row.fulfillment for row in handover.orders]
        before = {row.fulfillment_id: row.state_before for row in handover.orders}
        self._deed(undo.undo, handover, key=KEY, by=self.person(jobs[0].store))
        look_again()
        if handover.state == "undone":
            assert {job.id: job.state for job in jobs} == before
            assert all(job.open_bags for job in jobs)

    @precondition(there_is("job:ready", "job:part_collected"))
    @rule(pick=ANY)
    def nobody_comes(self, pick: int) -> None:
        found = [name for name in ("job:ready", "job:part_collected") if self.seen.get(name)]
        job = self.one(Fulfillment, found[pick % len(found)], pick)
        over = leaves_at(job)
        assert over is not None
        self.does(partial(give_back, job, by=SYSTEM), at=over - now() + timedelta(minutes=1))

    @precondition(there_is("job:ready", "job:part_collected"))
    @rule(pick=ANY)
    def it_is_held_longer(self, pick: int) -> None:
        found = [name for name in ("job:ready", "job:part_collected") if self.seen.get(name)]
        job, by = self.one(Fulfillment, found[pick % len(found)], pick), self.shop.helen.actor
        self.does(partial(extend_hold, job, approval=None, intent=self.means("hold.extend", by), by=by))

    def _deed(self, deed, *args, by, **more):  # type: ignore[no-untyped-def]
        meant = self.means(deed.__name__, by)
        return self.does(partial(deed, *args, intent=meant, by=by, **more))


def _kept(way: str, here: dict[int, int]) -> dict[int, int]:
    """Line id → units the customer keeps of it, where something is refused."""
    if way == "refuse all":
        return dict.fromkeys(here, 0)
    first = next(line for line, units in here.items() if units)
    return {first: here[first] - 1} if way in ("refuse one", "damaged") else {}
