"""All figures of the board, store by store, in a statement for each noun that is counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import HERE
from associate.core.tasks.kinds import KINDS
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.workflows.board.screens.numbers import IN_HAND, NUMBERS, Among, Number


@dataclass(frozen=True)
class Count:
    """How many rows there are now, and the moment that the oldest of them counts from."""

    number: Number
    n: int = 0
    since: datetime | None = None

    @property
    def name(self) -> str:
        return self.number.name

    def with_also(self, other: "Count") -> "Count":
        known = [at for at in (self.since, other.since) if at]
        return replace(self, n=self.n + other.n, since=min(known, default=None))


@dataclass(frozen=True)
class Kind:
    """Open tasks of one kind. `owned`: how many somebody has taken."""

    kind: TaskKind
    n: int
    owned: int
    since: datetime

    @property
    def words(self) -> str:
        return str(KINDS[self.kind].words)


Counts = Mapping[str, Count]
"""Of one store, or of many together, by the number’s name."""


def counts_of(among: Among) -> dict[int | None, Counts]:
    """Store id → its figures; under None those of no store. A store where nothing is to do has no entry."""
    found: dict[int | None, dict[str, Count]] = {}
    for numbers in _by_noun():
        for store_id, *figures in db.session.execute(_counting(numbers, among)):
            pairs = zip(numbers, figures[::2], figures[1::2], strict=True)
            counts = {number.name: Count(number, n, since) for number, n, since in pairs}
            found.setdefault(store_id, {}).update(counts)
    return {store_id: whole(counts) for store_id, counts in found.items()}


def whole(counts: Mapping[str, Count]) -> Counts:
    """With a nought for what there is none of."""
    return {name: counts.get(name) or Count(number) for name, number in NUMBERS.items()}


def summed(each: Iterable[Counts]) -> Counts:
    total = whole({})
    for counts in each:
        total = {name: count.with_also(counts[name]) for name, count in total.items()}
    return total


def how_many(number: Number, among: Among) -> int:
    """Of one number alone: what its list says above itself."""
    find = sa.select(sa.func.count()).select_from(number.rows).where(number.condition(among))
    return db.session.scalar(find) or 0


def kinds_of(among: Among) -> list[Kind]:
    """Exceptions by kind, the longest waiting first."""
    columns = (Task.kind, sa.func.count(), sa.func.count(Task.owner_id), sa.func.min(Task.created_at))
    find = sa.select(*columns).where(NUMBERS["tasks"].condition(among)).group_by(Task.kind)
    return sorted((Kind(*row) for row in db.session.execute(find)), key=lambda kind: kind.since)


def jobs_by_owner(among: Among) -> dict[int, int]:
    """Staff id → how many jobs they have to pick: as many as the list `owner:<id>` shows."""
    open_ones = Fulfillment.state.in_(IN_HAND), among.covers(Fulfillment.store_id)
    find = sa.select(Fulfillment.owner_id, sa.func.count()).where(
        *open_ones, Fulfillment.owner_id.is_not(None)
    )
    return {row[0]: row[1] for row in db.session.execute(find.group_by(Fulfillment.owner_id))}


def _by_noun() -> list[list[Number]]:
    """What is open, noun by noun; what is promised for a span of time alone: that reads what is done, too."""
    groups: dict[Any, list[Number]] = {}
    for number in NUMBERS.values():
        groups.setdefault(number.rows if number.is_narrow else number.name, []).append(number)
    return list(groups.values())


def _counting(numbers: Sequence[Number], among: Among) -> sa.Select[Any]:
    """One row a store: of each number how many and since when."""
    rows, figures = numbers[0].rows, []
    conditions = [number.condition(among) for number in numbers]
    for number, condition in zip(numbers, conditions, strict=True):
        figures += [sa.func.count().filter(condition), sa.func.min(number.since).filter(condition)]
    all_of_them = sa.and_(among.covers(Fulfillment.store_id), Fulfillment.state.in_(HERE))
    which = conditions[0] if len(numbers) == 1 else all_of_them
    return sa.select(rows.store_id, *figures).where(which).group_by(rows.store_id)
