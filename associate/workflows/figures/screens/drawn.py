"""One figure by day, hour, store, channel, method or what else tells it apart: its chart and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from associate.core.figures.catalog import Figure, Kind, Value, value_of
from associate.core.figures.reading import By, ranks, sums
from associate.core.stores.models import Store
from associate.words import _
from associate.workflows.figures.forms import Filters
from associate.workflows.figures.screens.charts import Chart, Mark, columns, rows
from associate.workflows.figures.screens.findings import Group, finding
from associate.workflows.figures.screens.words import (
    Names,
    amount_words,
    axis_words,
    basis_words,
    value_words,
)

MOST_ROWS = 12


@dataclass(frozen=True)
class Drawn:
    figure: Figure
    by: By
    title: str
    sub: str
    chart: Chart
    groups: list[tuple[Any, Group]]  # as the points name it, and as people do
    goal: float | None
    goal_words: str

    @property
    def table(self) -> list[tuple[str, str, str, str]]:
        """(name, figure, p90, what it rests on)."""
        figure = self.figure
        return [
            (
                group.name,
                value_words(figure, group.value),
                amount_words(figure, group.value.p90),
                basis_words(figure, group.value),
            )
            for _key, group in self.groups
        ]


def goal_of(figure: Figure, store: Store | None) -> float | None:
    """Seconds or a share; a store’s own promise and its own minutes at the car are its goals."""
    if store is not None and figure.name == "car-wait":
        return store.car_minutes * 60.0
    if store is not None and figure.name == "time-to-ready":
        return store.lead_minutes * 60.0
    return figure.goal


def drawn(figure: Figure, by: By, filters: Filters, names: Names) -> Drawn:
    groups, goal = groups_of(figure, by, filters, names), goal_of(figure, filters.store)
    size, unit = _axis(figure, [group.value for _key, group in groups], goal)
    short = [axis_words(by, key, group.name, len(groups)) for key, group in groups]
    marks = [
        _mark(figure, group, label, size, goal) for (_key, group), label in zip(groups, short, strict=True)
    ]
    aim = None if goal is None else goal / size
    if by in (By.DAY, By.HOUR):
        chart = columns(
            marks, line=by == By.DAY and len(marks) > 1, goal=aim, unit="%" if unit == "%" else ""
        )
    else:
        chart = rows(marks[:MOST_ROWS], goal=aim)
    title = finding(figure, by, [group for _key, group in groups], goal)
    words = "" if goal is None else amount_words(figure, goal)
    return Drawn(figure, by, title, _sub(figure, by, unit), chart, groups, goal, words)


def groups_of(figure: Figure, by: By, filters: Filters, names: Names) -> list[tuple[Any, Group]]:
    added = sums(filters.asked, figure.measures, by)
    placed = ranks(filters.asked, figure.measures, by) if figure.kind == Kind.TIME else {}
    found = {key[1] for key in added}
    values = {key: value_of(figure, added, placed, key) for key in _keys(by, found, filters)}
    named = [(key, Group(names.of(by, key), value)) for key, value in values.items()]
    if by == By.DETAIL:
        return sorted(named, key=lambda each: -(each[1].value.amount or 0))
    return named if by in (By.DAY, By.HOUR) else sorted(named, key=lambda each: each[1].name)


def _keys(by: By, found: set[Any], filters: Filters) -> Sequence[Any]:
    """Days and hours without gaps: that nothing happened is news as well."""
    if by == By.DAY:
        return [filters.since + timedelta(days=n) for n in range(filters.asked.days)]
    if by == By.HOUR:
        return range(min(found), max(found) + 1) if found else ()
    return sorted(found, key=str)


def _mark(figure: Figure, group: Group, label: str, size: float, goal: float | None) -> Mark:
    value = group.value
    return Mark(
        label,
        None if value.amount is None else value.amount / size,
        None if value.p90 is None else value.p90 / size,
        value_words(figure, value),
        amount_words(figure, value.p90),
        value.misses(goal, at_most=figure.at_most),
    )


def _axis(figure: Figure, values: Sequence[Value], goal: float | None) -> tuple[float, str]:
    """What one step of the axis is, and its word."""
    if figure.kind == Kind.SHARE:
        return 0.01, "%"
    if figure.kind != Kind.TIME:
        return 1, ""
    longest = max([*(value.p90 or 0 for value in values), goal or 0])
    if longest <= 6 * 3600:
        return 60, _("minutes")
    return (3600, _("hours")) if longest <= 4 * 86400 else (86400, _("days"))


def _sub(figure: Figure, by: By, unit: str) -> str:
    words = {
        By.DAY: _("by day"),
        By.HOUR: _("by hour"),
        By.STORE: _("by store"),
        By.CHANNEL: _("by channel"),
        By.METHOD: _("by method"),
        By.DETAIL: _("by %(what)s", what=str(figure.detail or "").lower()),
    }
    name = f"{figure.title} {words[by]}" + (f", {unit}." if unit and unit != "%" else ".")
    if figure.kind != Kind.TIME:
        return name
    if by == By.DAY:
        return f"{name} {_('Circle: median. Square: p90, nine in ten are within it.')}"
    return f"{name} {_('Inner bar: median. Whole bar: p90, nine in ten are within it.')}"
