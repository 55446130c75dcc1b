"""The page a manager opens before the shop does: six figures, three charts, and all the others as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from associate.core.figures.catalog import BY_NAME, FIGURES, Figure, Kind, Value, value_of
from associate.core.figures.keep import kept_until
from associate.core.figures.points import Measure
from associate.core.figures.reading import Asked, By, Sum, ranks, sums
from associate.core.stores.staff import Staff
from associate.words import _
from associate.workflows.figures.forms import Filters
from associate.workflows.figures.rules import reader
from associate.workflows.figures.screens.drawn import Drawn, drawn, goal_of
from associate.workflows.figures.screens.words import (
    Names,
    amount_words,
    basis_words,
    days_words,
    names,
    percent,
    value_words,
)

TILES = ("ready-on-time", "time-to-ready", "car-wait", "fill", "short", "not-collected")
GROUPS = (
    (
        "work",
        ("orders", "ready-on-time", "time-to-ready", "time-to-ready-clock", "pick-time", "units-per-hour"),
    ),
    ("goods", ("short", "short-true", "fill", "label-failures")),
    (
        "customers",
        ("car-wait", "car-notice", "announced", "counter-wait", "dwell", "not-collected", "add-on"),
    ),
    ("returns", ("return-rate", "return-handling", "overrides", "exchanges")),
)


@dataclass(frozen=True)
class Line:
    """One figure over all of the days asked for, and over as many before."""

    figure: Figure
    value: Value
    before: Value
    goal: float | None

    @property
    def words(self) -> str:
        return value_words(self.figure, self.value)

    @property
    def p90(self) -> str:
        return amount_words(self.figure, self.value.p90) if self.figure.kind == Kind.TIME else ""

    @property
    def before_words(self) -> str:
        return value_words(self.figure, self.before)

    @property
    def goal_words(self) -> str:
        return amount_words(self.figure, self.goal) if self.goal is not None else ""

    @property
    def basis(self) -> str:
        return basis_words(self.figure, self.value)

    @property
    def is_missed(self) -> bool:
        return self.value.misses(self.goal, at_most=self.figure.at_most)


@dataclass(frozen=True)
class Mix:
    """One channel: its orders, the share of them that is picked up, units brought back here."""

    name: str
    orders: int
    share: str
    pickup: str
    back: int


@dataclass(frozen=True)
class Overview:
    filters: Filters
    names: Names
    days: str
    until: datetime | None
    lines: Mapping[str, Line]
    charts: list[Drawn]
    mix: list[Mix]
    is_mailed: bool | None  # does the reader get a day of this store by email? None: it is no one store

    @property
    def orders(self) -> int:
        return self.lines["orders"].value.n

    @property
    def tiles(self) -> list[Line]:
        return [self.lines[name] for name in TILES]

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        titles = {
            "work": _("Orders"),
            "goods": _("Goods"),
            "customers": _("Customers"),
            "returns": _("Returns"),
        }
        return [(titles[name], [self.lines[each] for each in figures]) for name, figures in GROUPS]

    @property
    def is_empty(self) -> bool:
        return not any(line.value.n for line in self.lines.values())


def overview(filters: Filters, staff: Staff) -> Overview:
    known = names()
    return Overview(
        filters=filters,
        names=known,
        days=days_words(filters.since, filters.until),
        until=kept_until(),
        lines=lines(filters),
        charts=[drawn(BY_NAME[name], by, filters, known) for name, by in _charts(filters)],
        mix=_mix(filters.asked, known),
        is_mailed=filters.store and reader(staff, filters.store) is not None,
    )


def lines(filters: Filters) -> dict[str, Line]:
    now, before = _values(filters.asked), _values(filters.asked.before)
    return {
        figure.name: Line(figure, now[figure.name], before[figure.name], goal_of(figure, filters.store))
        for figure in FIGURES
    }


def _charts(filters: Filters) -> list[tuple[str, By]]:
    first = By.DAY if filters.asked.days > 1 else By.HOUR
    more = [("ready-on-time", By.STORE)] if filters.store is None and len(filters.stores) > 1 else []
    return [("time-to-ready", first), ("car-wait", By.HOUR), ("short", By.DETAIL), *more]


def _values(asked: Asked) -> dict[str, Value]:
    added = sums(asked, list(Measure))
    placed = ranks(asked, [figure.measure for figure in FIGURES if figure.kind == Kind.TIME])
    return {figure.name: value_of(figure, added, placed) for figure in FIGURES}


def _mix(asked: Asked, known: Names) -> list[Mix]:
    added = sums(asked, [Measure.ASKED, Measure.BACK], By.CHANNEL)
    collected = sums(_pickups(asked), [Measure.ASKED], By.CHANNEL) if asked.method != "ship" else {}
    all_of_them = sum(found.n for (measure, _key), found in added.items() if measure == Measure.ASKED)
    return [
        _channel(known.of(By.CHANNEL, key), key, added, collected, all_of_them)
        for key in sorted({key for _measure, key in added}, key=lambda key: known.of(By.CHANNEL, key))
    ]


def _pickups(asked: Asked) -> Asked:
    return Asked(asked.stores, asked.since, asked.until, asked.channel, "pickup")


def _channel(
    name: str, key: Any, added: Mapping[Any, Sum], collected: Mapping[Any, Sum], all_of_them: int
) -> Mix:
    nothing = Sum(0, 0, 0)
    orders, back = added.get((Measure.ASKED, key), nothing).n, added.get((Measure.BACK, key), nothing).value
    pickups = collected.get((Measure.ASKED, key), nothing).n
    share = percent(orders / all_of_them) if all_of_them else "–"
    return Mix(name, orders, share, percent(pickups / orders) if orders else "–", back)
