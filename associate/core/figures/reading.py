"""What the points of some stores and days come to: sums, medians and p90, reckoned by the database."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from associate.core.figures.models import FigurePoint
from associate.core.figures.points import Measure
from associate.db import db, is_sqlite


class By(StrEnum):
    DAY = "day"
    HOUR = "hour"
    STORE = "store"
    CHANNEL = "channel"
    METHOD = "method"
    DETAIL = "detail"  # category, currency, person: as the measure has it


@dataclass(frozen=True)
class Asked:
    """Which points: of these stores, from the day `since` to the day `until`, both whole."""

    stores: tuple[int, ...]
    since: date
    until: date
    channel: int | None = None
    method: str = ""

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Asked":
        """As many days just before."""
        span = timedelta(days=self.days)
        return Asked(self.stores, self.since - span, self.until - span, self.channel, self.method)


class Sum(NamedTuple):
    """How many points, and what their figures add up to."""

    n: int
    value: int
    of: int


class Rank(NamedTuple):
    """The least value that half, and that nine in ten, don’t exceed (nearest rank)."""

    median: int
    p90: int


COLUMNS: dict[By, Any] = {
    By.DAY: FigurePoint.day,
    By.HOUR: FigurePoint.hour,
    By.STORE: FigurePoint.store_id,
    By.CHANNEL: FigurePoint.channel_id,
    By.METHOD: FigurePoint.method,
    By.DETAIL: FigurePoint.detail,
}
Group = Any
"""A day, an hour, an id, a word, or None where nothing is told apart."""


def sums(
    asked: Asked, measures: Collection[Measure], by: By | None = None
) -> dict[tuple[Measure, Group], Sum]:
    group = _group(by)
    added = (sa.func.count(), sa.func.sum(FigurePoint.value), sa.func.sum(FigurePoint.of))
    find = sa.select(FigurePoint.measure, group, *added).where(*within(asked, measures))
    rows = db.session.execute(find.group_by(FigurePoint.measure, *([group] if by else [])))
    return {(row[0], row[1]): Sum(row[2], int(row[3]), int(row[4])) for row in rows}


def ranks(
    asked: Asked, measures: Collection[Measure], by: By | None = None
) -> dict[tuple[Measure, Group], Rank]:
    group = _group(by)
    find = sa.select(FigurePoint.measure, group, FigurePoint.value).where(*within(asked, measures))
    if is_sqlite():
        return _ranked(db.session.execute(find).all())
    found = (sa.func.percentile_disc(part).within_group(FigurePoint.value) for part in (0.5, 0.9))
    find = find.with_only_columns(FigurePoint.measure, group, *found)
    rows = db.session.execute(find.group_by(FigurePoint.measure, *([group] if by else [])))
    return {(row[0], row[1]): Rank(int(row[2]), int(row[3])) for row in rows}


def _ranked(rows: Sequence[Any]) -> dict[tuple[Measure, Group], Rank]:
    """SQLite knows no percentiles; its window functions took three times as long as the values do here."""
    values: dict[tuple[Measure, Group], list[int]] = defaultdict(list)
    for measure, group, value in rows:
        values[measure, group].append(value)
    return {key: nearest(sorted(found)) for key, found in values.items()}


def nearest(ordered: Sequence[int]) -> Rank:
    n = len(ordered)
    return Rank(ordered[(n + 1) // 2 - 1], ordered[(9 * n + 9) // 10 - 1])


def _group(by: By | None) -> Any:
    return COLUMNS[by] if by else sa.null()


def within(asked: Asked, measures: Collection[Measure]) -> list[sa.ColumnElement[bool]]:
    point = FigurePoint
    which: list[sa.ColumnElement[bool]] = [
        point.store_id.in_(asked.stores),
        point.day.between(asked.since, asked.until),
    ]
    which.append(point.measure.in_(measures))
    if asked.channel is not None:
        which.append(point.channel_id == asked.channel)
    if asked.method:
        which.append(point.method == asked.method)
    return which
