"""Do the same to each of many rows: the one that can't be done keeps none of the others from their turn."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from associate.core.events.record import Referable
from associate.jobs.stuck import watched

Row = TypeVar("Row", bound=Referable)


def one_by_one(rows: Iterable[Row], deed: Callable[[Row], object]) -> None:
    """What breaks is tried again in the next run, and a person hears of it in the end. Raises Busy: then it
    is nobody's turn."""
    for row in rows:
        with watched(deed.__name__.strip("_"), row.ref):
            deed(row)
