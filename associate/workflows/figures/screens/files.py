"""The same as files: plain figures, seconds and shares, for a spreadsheet to go on with."""

from collections.abc import Iterator
from datetime import date

from associate.core.figures.catalog import FIGURES, Kind, Value
from associate.csv_out import Cell
from associate.workflows.figures.forms import Filters
from associate.workflows.figures.screens.one import One
from associate.workflows.figures.screens.overview import lines

UNITS = {
    Kind.TIME: "seconds",
    Kind.SHARE: "share",
    Kind.RATE: "units_per_hour",
    Kind.COUNT: "count",
    Kind.MONEY: "minor_units",
}
VALUES = ("value", "p90", "part", "whole", "n")
ALL_HEADER = ("figure", "name", "unit", *VALUES, "value_before", "from", "to", "store")


def one_header(seen: One) -> tuple[str, ...]:
    return (seen.drawn.by.value, "unit", *VALUES)


def one_rows(seen: One) -> Iterator[tuple[Cell, ...]]:
    for key, group in seen.drawn.groups:
        named = key.isoformat() if isinstance(key, date) else group.name
        yield (named, UNITS[seen.line.figure.kind], *_cells(group.value))


def all_rows(filters: Filters) -> Iterator[tuple[Cell, ...]]:
    found, store = lines(filters), filters.store.name if filters.store else ""
    for figure in FIGURES:
        line = found[figure.name]
        yield (
            figure.name,
            str(figure.title),
            UNITS[figure.kind],
            *_cells(line.value),
            _plain(line.before.amount),
            filters.since.isoformat(),
            filters.until.isoformat(),
            store,
        )


def _cells(value: Value) -> tuple[Cell, ...]:
    is_share = bool(value.whole)
    parts = (value.part, value.whole) if is_share else (None, None)
    return (_plain(value.amount), _plain(value.p90), *parts, value.n)


def _plain(amount: float | None) -> float | int | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else round(amount, 4)
