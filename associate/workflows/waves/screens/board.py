"""Where a wave begins: those under way, and the orders for the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from associate.core.fulfillment.between import is_between_zones
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import State
from associate.core.fulfillment.urgency import is_put_off, urgency
from associate.core.fulfillment.walk import Stop, walk
from associate.core.fulfillment.wave_walk import levels_of, wave_walk
from associate.core.fulfillment.waves import MODE_CHOICES, PickMode, Wave, open_waves
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import levels_here
from associate.core.orders.incoming import Method
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.staff import Staff
from associate.core.stores.zones import zones_to_pick
from associate.workflows.waves.rules.offers import due_by_job, load_of, usual_zone
from associate.workflows.waves.rules.starting import propose

AT_ONCE = 40  # orders to choose from on a page


@dataclass(frozen=True)
class Candidate:
    """An order that nobody has begun. `ticked`: in the wave that is proposed."""

    job: Fulfillment
    places: list[str]
    ticked: bool
    units: int = 0
    passed_by: str = ""  # the first name, where another zone passed it on

    @property
    def is_sent(self) -> bool:
        return self.job.method == Method.SHIP

    @property
    def urgency(self) -> str:
        return urgency(self.job.promise_at)


@dataclass(frozen=True)
class Underway:
    """`done` of `units`: in a zone, of what is found there."""

    wave: Wave
    mine: bool
    done: int
    units: int


@dataclass(frozen=True)
class Board:
    underway: list[Underway]
    candidates: list[Candidate]
    hidden: int
    with_pickups: bool
    zones: list[str]
    zone: str
    mode: str

    @property
    def zones_shown(self) -> list[str]:
        """The chosen one first: it is in sight on a phone."""
        return sorted(self.zones, key=lambda zone: zone != self.zone)

    @property
    def modes(self) -> tuple[tuple[str, Any, Any], ...]:
        """Of a walk through the whole store."""
        return tuple(choice for choice in MODE_CHOICES if choice[0] != PickMode.ZONE)


def board(store: Store, me: Staff, *, with_pickups: bool, zone: str | None = None) -> Board:
    """Orders to be sent; with those that are picked up, where somebody asks for them too. In a zone: all that
    have something there now. `zone` None: the person’s usual one; "": the whole store."""
    zones = zones_to_pick(store.id)
    here = usual_zone(store, me, zones) if zone is None else zone if zone in zones else ""
    found = _in_zone(store, me, here) if here else _in_store(store, me, with_pickups)
    mode = PickMode.TOTES.value if store.pick_mode == PickMode.ZONE else store.pick_mode
    return Board(_underway(store, me), *found, with_pickups or bool(here), zones, here, mode)


def _underway(store: Store, me: Staff) -> list[Underway]:
    waves = open_waves(store)
    levels = levels_of([wave for wave in waves if wave.mode == PickMode.ZONE])
    return [Underway(wave, wave.owner_id == me.id, *_how_far(wave, levels)) for wave in waves]


def _how_far(wave: Wave, levels: dict[int, StockLevel]) -> tuple[int, int]:
    if wave.mode == PickMode.ZONE:
        stops = wave_walk(wave, levels)
        return sum(stop.picked for stop in stops), sum(stop.units for stop in stops)
    return sum(job.units_picked for job in wave.kept), sum(job.units_to_find for job in wave.kept)


def _in_store(store: Store, me: Staff, with_pickups: bool) -> tuple[list[Candidate], int]:
    method = None if with_pickups else Method.SHIP
    jobs = [job for job in _free(store, method, State.RELEASED) if job.owner_id in (None, me.id)]
    shown, proposed = jobs[:AT_ONCE], {job.id for job in propose(jobs, store.pick_mode)}
    levels = levels_here(store.id, sorted({line.variant_id for job in shown for line in job.lines}))
    candidates = [
        Candidate(job, _places(walk(job, levels)), job.id in proposed, job.units_to_find) for job in shown
    ]
    return candidates, len(jobs) - len(shown)


def _in_zone(store: Store, me: Staff, zone: str) -> tuple[list[Candidate], int]:
    todo = _free(store, None, State.RELEASED, State.PICKING)
    free = [job for job in todo if job.state == State.RELEASED or is_between_zones(job)]
    due = due_by_job(store, zone, [job for job in free if job.owner_id in (None, me.id)])
    jobs, load = [job for job in free if due.get(job.id)], load_of(due)
    shown, proposed = jobs[:AT_ONCE], {job.id for job in propose(jobs, PickMode.ZONE, load)}
    names = first_names(job.passed_by for job in shown)
    candidates = [
        Candidate(job, _places(due[job.id]), job.id in proposed, load(job)[0], names.get(job.passed_by, ""))
        for job in shown
    ]
    return candidates, len(jobs) - len(shown)


def _free(store: Store, method: Method | None, *states: State) -> list[Fulfillment]:
    todo = open_here(store, *states, method=method)
    return [job for job in todo if not (job.hold or is_put_off(job))]


def _places(stops: Sequence[Stop]) -> list[str]:
    return list(dict.fromkeys(stop.place for stop in stops))
