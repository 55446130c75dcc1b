"""The points of a job, from its story in the journal. Pure: the same story always gives the same points."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from associate.core.figures.points import Measure, Point, seconds
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method
from associate.money import share

ADD_ON = timedelta(minutes=60)  # before or after the pickup
REJECTS = ("short", "lost")  # why a job was canceled that the store could not do
WORK_BEGINS = {"fulfillment.picking", "pick.resumed", "pick.taken_over", "pick.taken_up"}
WORK_RESTS = {"pick.paused", "pick.left", "pick.passed"}
STATES = {f"fulfillment.{state.value}": state for state in State}


@dataclass(frozen=True)
class Step:
    """One line of the journal about the job."""

    kind: str
    at: datetime
    by: str = "system"
    facts: Mapping[str, Any] | None = None

    def says(self, name: str) -> Any:
        return (self.facts or {}).get(name)


@dataclass(frozen=True)
class Goods:
    """One line of the job: units, and what those that left cost in minor units."""

    category: str
    wanted: int
    short: int = 0
    out: int = 0
    worth: int = 0


@dataclass(frozen=True)
class Walk:
    """The wave it was picked in: how long that took, and all its units."""

    seconds: int
    units: int


@dataclass(frozen=True)
class Job:
    method: Method
    placed_at: datetime
    created_at: datetime
    promise_at: datetime
    currency: str
    steps: Sequence[Step]  # in the order of the journal
    goods: Sequence[Goods]
    open_seconds: Callable[[datetime, datetime], int]  # of the store, between two moments
    is_held: bool = False  # payment, fraud: not the store’s to finish
    walk: Walk | None = None
    sales: Sequence[datetime] | None = None  # its customer’s at this store’s till; None: nobody knows them


def points_of_job(job: Job, as_of: datetime) -> list[Point]:
    """`as_of`: what was promised for an earlier moment and isn’t ready is late."""
    states = [step for step in job.steps if step.kind in STATES]
    end, ready = (states[-1] if states else None), _ready(job, states)
    found = [Point(Measure.ASKED, job.created_at, 1), *_on_time(job, ready, end, as_of)]
    if ready is not None:
        found.append(Point(Measure.READY, ready, job.open_seconds(job.placed_at, ready)))
        found.append(Point(Measure.READY_WALL, ready, seconds(job.placed_at, ready)))
    found += _picking(job, states)
    found += _fill(ready, end)
    if ready is not None and end is not None:
        found += _ending(job, ready, end)
    return [*found, *_out(job, states)]


def _ready(job: Job, states: Sequence[Step]) -> datetime | None:
    """When it last became ready, or packed where it is sent; None when that was taken back."""
    is_sent = job.method == Method.SHIP
    done, back = (State.PACKED, State.PACKING) if is_sent else (State.READY, State.PICKED)
    at = None
    for step in states:
        if STATES[step.kind] == done and step.says("was") == back.value:
            at = step.at
        elif STATES[step.kind] == back:
            at = None
    return at


def _on_time(job: Job, ready: datetime | None, end: Step | None, as_of: datetime) -> Iterator[Point]:
    """What is due and still not ready is late; what ended before it was ready is neither."""
    is_open = end is None or STATES[end.kind] in _TO_DO
    if ready is not None:
        yield Point(Measure.ON_TIME, job.promise_at, int(ready <= job.promise_at))
    elif is_open and job.promise_at < as_of and not job.is_held:
        yield Point(Measure.ON_TIME, job.promise_at, 0)


_TO_DO = (State.RELEASED, State.PICKING, State.WAITING, State.PICKED, State.PACKING)


def _picking(job: Job, states: Sequence[Step]) -> Iterator[Point]:
    picked = [step for step in states if STATES[step.kind] == State.PICKED and not step.says("undo")]
    if not picked:
        return
    at, units = picked[-1].at, _units_picked(job.steps).total()
    if units > 0:
        yield Point(Measure.PICK, at, _worked(job, units, picked[-1]), units)
    asked, short = Counter[str](), Counter[str]()
    for goods in job.goods:
        asked[goods.category] += goods.wanted
        short[goods.category] += goods.short
    yield from (Point(Measure.SHORT, at, short[name], n, name) for name, n in asked.items() if n)


def _worked(job: Job, units: int, last: Step) -> int:
    """Of a wave, the part that its units are of the wave’s."""
    if job.walk is not None and job.walk.units:
        return job.walk.seconds * min(units, job.walk.units) // job.walk.units
    total, since = 0, None
    for step in job.steps:
        if step.kind in WORK_BEGINS:
            since = since or step.at
        elif since is not None and (step.kind in STATES or step.kind in WORK_RESTS):
            total, since = total + seconds(since, step.at), None
        if step is last:
            break
    return total


def _units_picked(steps: Sequence[Step]) -> Counter[str]:
    """Person → units they found, less those that went back."""
    found = Counter[str]()
    for step in steps:
        found[step.by] += (step.kind == "line.picked") - (step.kind == "line.unpicked")
    return found


def _fill(ready: datetime | None, end: Step | None) -> Iterator[Point]:
    if end is not None and _is_rejected(end):
        yield Point(Measure.FILL, end.at, 0)
    elif ready is not None:
        yield Point(Measure.FILL, ready, 1)


def _is_rejected(end: Step) -> bool:
    state = STATES[end.kind]
    return state == State.REROUTED or (state == State.CANCELED and end.says("reason") in REJECTS)


def _ending(job: Job, ready: datetime, end: Step) -> Iterator[Point]:
    if end.kind == "fulfillment.uncollected":
        yield Point(Measure.UNCOLLECTED, end.at, 1)
    elif end.kind == "fulfillment.collected" and not end.says("reason"):
        yield Point(Measure.UNCOLLECTED, end.at, 0)
        yield Point(Measure.DWELL, end.at, seconds(ready, end.at))
        if job.sales is not None:
            yield Point(Measure.ADD_ON, end.at, int(any(abs(sale - end.at) <= ADD_ON for sale in job.sales)))


def _out(job: Job, states: Sequence[Step]) -> Iterator[Point]:
    left = next((step.at for step in reversed(states) if STATES[step.kind] in _LEFT), None)
    units, worth = sum(goods.out for goods in job.goods), sum(goods.worth for goods in job.goods)
    if left is None or not units:
        return
    yield Point(Measure.OUT, left, units, worth, job.currency)
    people = {who: n for who, n in sorted(_units_picked(job.steps).items()) if n > 0 and who[:6] == "staff:"}
    if people:
        shares = share(worth, list(people.values()))
        for (who, n), money in zip(people.items(), shares, strict=True):
            yield Point(Measure.CREDIT, left, n, money, f"{job.currency} {who}")


_LEFT = (State.PART_COLLECTED, State.COLLECTED, State.SHIPPED)
