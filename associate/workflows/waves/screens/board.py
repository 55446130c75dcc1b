"""Where a wave begins: those under way, and the orders for the next one."""

from dataclasses import dataclass
from typing import Any

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import State
from associate.core.fulfillment.urgency import is_put_off, urgency
from associate.core.fulfillment.walk import walk
from associate.core.fulfillment.waves import MODE_CHOICES, Wave, open_waves
from associate.core.inventory.queries import levels_here
from associate.core.orders.incoming import Method
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.workflows.waves.rules.starting import propose

AT_ONCE = 40  # orders to choose from on a page


@dataclass(frozen=True)
class Candidate:
    """An order that nobody has begun. `ticked`: in the wave that is proposed."""

    job: Fulfillment
    places: list[str]
    ticked: bool

    @property
    def is_sent(self) -> bool:
        return self.job.method == Method.SHIP

    @property
    def urgency(self) -> str:
        return urgency(self.job.promise_at)


@dataclass(frozen=True)
class Underway:
    wave: Wave
    mine: bool

    @property
    def done(self) -> int:
        return sum(job.units_picked for job in self.wave.jobs)

    @property
    def units(self) -> int:
        return sum(job.units_to_find for job in self.wave.jobs)


@dataclass(frozen=True)
class Board:
    underway: list[Underway]
    candidates: list[Candidate]
    hidden: int
    with_pickups: bool

    @property
    def modes(self) -> tuple[tuple[str, Any, Any], ...]:
        return MODE_CHOICES


def board(store: Store, me: Staff, *, with_pickups: bool) -> Board:
    """Orders to be sent; with those that are picked up, where somebody asks for them too."""
    method = None if with_pickups else Method.SHIP
    todo = open_here(store, State.RELEASED, method=method)
    free = [job for job in todo if not (job.hold or is_put_off(job))]
    jobs = [job for job in free if job.owner_id in (None, me.id)]
    shown, proposed = jobs[:AT_ONCE], {job.id for job in propose(jobs, store.pick_mode)}
    levels = levels_here(store.id, sorted({line.variant_id for job in shown for line in job.lines}))
    candidates = [
        Candidate(job, list(dict.fromkeys(stop.place for stop in walk(job, levels))), job.id in proposed)
        for job in shown
    ]
    underway = [Underway(wave, wave.owner_id == me.id) for wave in open_waves(store)]
    return Board(underway, candidates, len(jobs) - len(shown), with_pickups)
