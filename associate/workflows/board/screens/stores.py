"""The board over stores: the same figures of each, and of all together; who presses most stands first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from associate.clock import now
from associate.core.stores.closing_words import Stop, stops_of
from associate.core.stores.models import Store
from associate.core.stores.versions import reading
from associate.workflows.board.screens.board import PRESSING, STAGES, waits_too_long
from associate.workflows.board.screens.capacity import Span
from associate.workflows.board.screens.counts import Count, Counts, counts_of, summed, whole
from associate.workflows.board.screens.numbers import Among
from associate.workflows.board.screens.whose import all_stores

COLUMNS = ("late", "soon", "cars", "tasks", "waiting", "to_pick", "picking", "to_stage", "ready")
COLUMNS_SENT = ("to_pack", "packing", "packed", "put_back")


@dataclass(frozen=True)
class StoreRow:
    store: Store
    counts: Counts
    stops: list[Stop]

    @property
    def columns(self) -> list[Count]:
        return [self.counts[name] for name in (*COLUMNS, *COLUMNS_SENT)]

    @property
    def room(self) -> Span:
        return Span(self.counts["today"].n, self.store.orders_a_day or None)


@dataclass(frozen=True)
class Stores:
    version: str
    rows: list[StoreRow]
    total: Counts
    nobodys: Count  # tasks of no store

    @property
    def pressing(self) -> list[Count]:
        return [self.total[name] for name in PRESSING]

    @property
    def stages(self) -> list[Count]:
        return [self.total[name] for name in STAGES]

    @property
    def late_stores(self) -> int:
        return sum(bool(row.counts["late"].n) for row in self.rows)


def stores_board(version: str) -> Stores:
    """As many statements for a hundred stores as for one."""
    stores = all_stores()
    found = counts_of(Among(tuple(stores), storeless=True))
    rows = [StoreRow(store, found.get(store.id) or whole({}), list(stops_of(store))) for store in stores]
    return Stores(
        version,
        sorted(rows, key=_turn),
        summed(found.values()),
        (found.get(None) or whole({}))["tasks"],
    )


def stores_version(ttl: float | None = None) -> str:
    """Made of all stores’ counters, which only rise; and once a minute: late comes by itself."""
    known = reading() if ttl is None else reading(ttl)
    return f"{sum(known.stores.values())}.{now():%H%M}"


def _turn(row: StoreRow) -> tuple[bool, int, int, str]:
    cars: datetime | None = row.counts["cars"].since
    waits = waits_too_long(cars, row.store.car_minutes)
    return not waits, -row.counts["late"].n, -row.counts["soon"].n, row.store.name


def headers(stores: Stores) -> Sequence[Count]:
    return [stores.total[name] for name in (*COLUMNS, *COLUMNS_SENT)]
