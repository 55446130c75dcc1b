"""The title of a chart: one sentence that states what it shows, as a colleague would put it."""

from collections.abc import Sequence
from dataclasses import dataclass

from associate.core.figures.catalog import Figure, Kind, Value
from associate.core.figures.reading import By
from associate.words import _, ngettext
from associate.workflows.figures.screens.words import amount_words

ENOUGH = 5  # things in a group: fewer say more about chance
ALIKE = 1.15  # the most by which the ends may differ to be called steady


@dataclass(frozen=True)
class Group:
    name: str
    value: Value


def finding(figure: Figure, by: By, groups: Sequence[Group], goal: float | None) -> str:
    told = [each for each in groups if each.value.amount is not None and _basis(figure, each.value) >= ENOUGH]
    if not told:
        return _("%(figure)s: too few to say anything", figure=figure.title)
    if figure.kind == Kind.COUNT:
        most = max(told, key=lambda each: each.value.amount or 0)
        return _("Most %(where)s: %(amount)s", where=_where(by, most), amount=_said(figure, most))
    if goal is not None:
        return _against(figure, by, told, goal)
    return _ends(figure, by, told)


def _against(figure: Figure, by: By, told: Sequence[Group], goal: float) -> str:
    missed = [each for each in told if _figure(figure, each.value) and _misses(figure, each.value, goal)]
    aim = amount_words(figure, goal)
    if not missed:
        best = _("all within the goal of %(goal)s") if figure.at_most else _("all reach the goal of %(goal)s")
        return f"{figure.title}: {best % {'goal': aim}}"
    worst = (max if figure.at_most else min)(missed, key=lambda each: _figure(figure, each.value))
    if figure.kind == Kind.TIME:
        tail = _("nine in ten within %(p90)s", p90=amount_words(figure, worst.value.p90))
        start = _("%(figure)s is longest %(where)s", figure=figure.title, where=_where(by, worst))
        return f"{start}: {tail}"
    start = (
        _("%(figure)s is worst %(where)s", figure=figure.title, where=_where(by, worst))
        if len(told) > 1
        else str(figure.title)
    )
    more = len(missed) - 1
    others = ngettext("%(num)d more misses the goal", "%(num)d more miss the goal", more) if more else ""
    return f"{start}: {_said(figure, worst)}" + (f". {others}" if others else "")


def _ends(figure: Figure, by: By, told: Sequence[Group]) -> str:
    low, high = (pick(told, key=lambda each: _figure(figure, each.value)) for pick in (min, max))
    if len(told) == 1 or _figure(figure, high.value) <= ALIKE * _figure(figure, low.value):
        return _("%(figure)s is steady: about %(amount)s", figure=figure.title, amount=_said(figure, high))
    return _(
        "%(figure)s is highest %(where)s: %(amount)s",
        figure=figure.title,
        where=_where(by, high),
        amount=_said(figure, high),
    )


def _misses(figure: Figure, value: Value, goal: float) -> bool:
    """Of a time nine in ten should be within the goal: the median flatters."""
    figure_ = _figure(figure, value)
    return figure_ > goal if figure.at_most else figure_ < goal


def _figure(figure: Figure, value: Value) -> float:
    most = value.p90 if figure.kind == Kind.TIME else value.amount
    return most or 0.0


def _said(figure: Figure, group: Group) -> str:
    return amount_words(figure, group.value.amount)


def _basis(figure: Figure, value: Value) -> int:
    return value.whole if figure.kind == Kind.SHARE else value.n


def _where(by: By, group: Group) -> str:
    if by == By.HOUR:
        return _("at %(hour)s", hour=group.name)
    if by == By.DAY:
        return _("on %(day)s", day=group.name)
    return _("for %(name)s", name=group.name)
