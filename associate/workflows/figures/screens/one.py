"""One figure: what it is over all, how it is reckoned, and by what it may be looked at."""

from dataclasses import dataclass
from typing import Any

from associate.core.figures.catalog import BY_NAME, Figure
from associate.core.figures.reading import By
from associate.errors import Missing
from associate.words import _
from associate.workflows.figures.forms import Filters
from associate.workflows.figures.screens.drawn import Drawn, drawn
from associate.workflows.figures.screens.overview import Line, lines
from associate.workflows.figures.screens.words import Names, days_words, names


@dataclass(frozen=True)
class One:
    filters: Filters
    names: Names
    days: str
    line: Line
    drawn: Drawn
    ways: list[tuple[By, str]]


def figure_named(name: str) -> Figure:
    """Raises Missing("no_such_figure")."""
    if name not in BY_NAME:
        raise Missing("no_such_figure", _("There’s no such figure."))
    return BY_NAME[name]


def one(figure: Figure, filters: Filters) -> One:
    known, ways = names(), ways_of(figure, filters)
    by = filters.by if any(filters.by == way for way, _words in ways) else By.DAY
    return One(
        filters=filters,
        names=known,
        days=days_words(filters.since, filters.until),
        line=lines(filters)[figure.name],
        drawn=drawn(figure, by, filters, known),
        ways=ways,
    )


def ways_of(figure: Figure, filters: Filters) -> list[tuple[By, str]]:
    words: list[tuple[By, Any]] = [(By.DAY, _("Day")), (By.HOUR, _("Hour"))]
    if len(filters.stores) > 1:
        words.append((By.STORE, _("Store")))
    words += [(By.CHANNEL, _("Channel")), (By.METHOD, _("Method"))]
    return [*words, (By.DETAIL, figure.detail)] if figure.detail else words
