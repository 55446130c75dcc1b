"""Every figure: what it is called, how it is reckoned, and what would be good. The formulas, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from associate.core.figures.points import Measure
from associate.core.figures.reading import Group, Rank, Sum
from associate.words import later


class Kind(StrEnum):
    TIME = "time"  # median and p90 of the values, in seconds
    SHARE = "share"  # the values of what they are of
    RATE = "rate"  # units an hour: what they are of, by the values as seconds
    COUNT = "count"  # the values
    MONEY = "money"  # what they are of, in minor units: by currency only


@dataclass(frozen=True)
class Figure:
    """`over`: its values are put in relation to those of another measure. `goal`: seconds or a share, which
    it should reach, or with `at_most` not exceed."""

    name: str
    title: Any
    formula: Any
    kind: Kind
    measure: Measure
    over: Measure | None = None
    goal: float | None = None
    at_most: bool = True
    detail: Any = None  # what its points are told apart by, beside the usual

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.measure, self.over) if self.over else (self.measure,)


@dataclass(frozen=True)
class Value:
    """`amount` is seconds (the median), a share from 0 to 1, units an hour, a count, or minor units."""

    n: int
    amount: float | None = None
    p90: float | None = None
    part: int = 0  # of a share: so many …
    whole: int = 0  # … of so many

    def misses(self, goal: float | None, *, at_most: bool) -> bool:
        if goal is None or self.amount is None:
            return False
        return self.amount > goal if at_most else self.amount < goal


NOTHING = Sum(0, 0, 0)


def value_of(
    figure: Figure, sums: Mapping[Any, Sum], ranks: Mapping[Any, Rank], group: Group = None
) -> Value:
    """What the points of one group come to; without an amount where there are none."""
    own = sums.get((figure.measure, group), NOTHING)
    if figure.kind == Kind.TIME:
        rank = ranks.get((figure.measure, group))
        return Value(own.n, rank.median, rank.p90) if rank else Value(0)
    if figure.kind == Kind.RATE:
        return Value(own.n, own.of * 3600 / own.value if own.value else None)
    if figure.kind == Kind.SHARE:
        whole = sums.get((figure.over, group), NOTHING).value if figure.over else own.of
        return Value(own.n, own.value / whole if whole else None, part=own.value, whole=whole)
    return Value(own.n, float(own.value if figure.kind == Kind.COUNT else own.of) if own.n else None)


TIME, SHARE = Kind.TIME, Kind.SHARE
FIGURES: tuple[Figure, ...] = (
    Figure(
        "orders",
        later("Orders"),
        later("Orders that came to the store that day, to be picked up or sent."),
        Kind.COUNT,
        Measure.ASKED,
    ),
    Figure(
        "ready-on-time",
        later("Ready on time"),
        later(
            "Ready (or packed) by the promise, of all that was promised for that day. What is due "
            "and still not ready is late; what was canceled before is neither."
        ),
        SHARE,
        Measure.ON_TIME,
        goal=0.95,
        at_most=False,
    ),
    Figure(
        "time-to-ready",
        later("Time to ready"),
        later("From the order placed to ready (or packed), in open hours."),
        TIME,
        Measure.READY,
        goal=7200,
    ),
    Figure(
        "time-to-ready-clock",
        later("Time to ready, by the clock"),
        later("The same, nights and closed days included: what the customer waited."),
        TIME,
        Measure.READY_WALL,
    ),
    Figure(
        "pick-time",
        later("Pick time"),
        later("From the start to the last unit found, without pauses. Of a wave, by units."),
        TIME,
        Measure.PICK,
    ),
    Figure(
        "units-per-hour",
        later("Units per hour"),
        later("Units found by the pick time of their orders."),
        Kind.RATE,
        Measure.PICK,
        at_most=False,
    ),
    Figure(
        "short",
        later("Line short rate"),
        later("Units not found, of units asked for. What came instead doesn’t change that."),
        SHARE,
        Measure.SHORT,
        goal=0.03,
        detail=later("Category"),
    ),
    Figure(
        "short-true",
        later("Shorts that were true"),
        later("Of shorts that somebody counted after: no more lay on the shelf than the books said since."),
        SHARE,
        Measure.SHORT_TRUE,
        goal=0.9,
        at_most=False,
    ),
    Figure(
        "fill",
        later("Fill rate"),
        later(
            "Orders done, of those done and those rejected: sent on to another store, or nothing "
            "of them found."
        ),
        SHARE,
        Measure.FILL,
        at_most=False,
    ),
    Figure(
        "car-wait",
        later("Curbside wait"),
        later(
            "From the later of “I’m here” and ready until somebody is at the car: before that nobody could "
            "have served them."
        ),
        TIME,
        Measure.CAR_WAIT,
        goal=180,
    ),
    Figure(
        "car-notice",
        later("Curbside notice"),
        later("From “on my way” to “I’m here”; none at all counts as 0."),
        TIME,
        Measure.NOTICE,
        at_most=False,
    ),
    Figure(
        "announced",
        later("Announced arrivals"),
        later("Cars that said so at least a minute before they were here, of all cars."),
        SHARE,
        Measure.ANNOUNCED,
        at_most=False,
    ),
    Figure(
        "counter-wait",
        later("Counter wait"),
        later("Of those who said that they’re at the counter: until they had it."),
        TIME,
        Measure.COUNTER_WAIT,
        goal=120,
    ),
    Figure(
        "dwell",
        later("Time on the rack"),
        later("From ready to picked up, by the clock."),
        TIME,
        Measure.DWELL,
    ),
    Figure(
        "not-collected",
        later("Not collected"),
        later("Given up when their time was over, of those and the picked up."),
        SHARE,
        Measure.UNCOLLECTED,
    ),
    Figure(
        "add-on",
        later("Add-on at pickup"),
        later(
            "Pickups with a sale to the same customer at the store’s till within 60 min before or after, "
            "of those whose customer is known."
        ),
        SHARE,
        Measure.ADD_ON,
        at_most=False,
    ),
    Figure(
        "label-failures",
        later("Label failures"),
        later("Labels that a carrier refused, of all it was asked for and answered."),
        SHARE,
        Measure.LABEL_FAILED,
    ),
    Figure(
        "return-rate",
        later("Return rate"),
        later("Units that came back here, of units that left here in the same days."),
        SHARE,
        Measure.BACK,
        over=Measure.OUT,
    ),
    Figure(
        "return-handling",
        later("Return handling time"),
        later("From opened at the counter to closed."),
        TIME,
        Measure.HANDLING,
        goal=240,
    ),
    Figure(
        "overrides",
        later("Override rate"),
        later("Returns in which somebody let pass what a rule forbids, of all returns."),
        SHARE,
        Measure.OVERRIDE,
        goal=0.05,
    ),
    Figure(
        "exchanges",
        later("Exchange instead of refund"),
        later("Returns that ended in an exchange, of all returns."),
        SHARE,
        Measure.EXCHANGE,
        at_most=False,
    ),
)
BY_NAME = {figure.name: figure for figure in FIGURES}
