"""The board of one store: what presses, how far the work is, who is at it, what room is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.visits import Visit
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.tasks.scope import task_scope
from associate.db import db
from associate.words import _, ngettext
from associate.workflows.board.screens.capacity import Capacity, capacity
from associate.workflows.board.screens.changes import Changed, changed_lately
from associate.workflows.board.screens.counts import Count, Counts, Kind, counts_of, kinds_of, whole
from associate.workflows.board.screens.numbers import NUMBERS, Among
from associate.workflows.board.screens.rows import Row, job_rows, jobs_where
from associate.workflows.board.screens.shift import AtWork, at_work

PRESSING = ("late", "soon", "cars", "waiting", "held", "overdue")
STAGES = ("to_pick", "picking", "to_stage", "ready", "to_pack", "packing", "packed", "manifested", "put_back")
FIRST = 8  # jobs named on the board itself; their number leads to all of them
RED = frozenset({"late", "overdue"})
"""What is there at all is too late."""


@dataclass(frozen=True)
class Board:
    version: str
    counts: Counts
    due: list[Row]
    kinds: list[Kind]
    people: list[AtWork]
    capacity: Capacity
    alarm: str
    changes: list[Changed]

    @property
    def pressing(self) -> list[Count]:
        return [self.counts[name] for name in PRESSING]

    @property
    def stages(self) -> list[Count]:
        return [self.counts[name] for name in STAGES]


def board(store: Store, me: Staff, version: str) -> Board:
    """`version` is read before the orders: what is shown is never older than it says."""
    among = among_here(store, me)
    counts = summed_here(store, among)
    due = job_rows(jobs_where(NUMBERS["due"].condition(among), most=FIRST))
    return Board(
        version,
        counts,
        due,
        kinds_of(among),
        at_work(store),
        capacity(store, counts),
        _alarm(store, counts, due),
        changed_lately(store),
    )


def among_here(store: Store, me: Staff) -> Among:
    """This store; with the tasks of no store for whoever looks after those."""
    return Among((store,), task_scope(me, store).storeless)


def summed_here(store: Store, among: Among) -> Counts:
    """The store's own figures; tasks of no store are in its exceptions."""
    found = counts_of(among)
    own, nobodys = (found.get(store_id) or whole({}) for store_id in (store.id, None))
    return {name: count.with_also(nobodys[name]) for name, count in own.items()}


def board_version(n: int) -> str:
    """Moves with the store's counter, and once a minute: late comes by itself."""
    return f"{n}.{now():%H%M}"


def is_late(count: Count, car_minutes: int) -> bool:
    if count.name == "cars":
        return waits_too_long(count.since, car_minutes)
    return count.n > 0 and count.name in RED


def waits_too_long(since: datetime | None, car_minutes: int) -> bool:
    return since is not None and now() - since > timedelta(minutes=car_minutes)


def _alarm(store: Store, counts: Counts, due: Sequence[Row]) -> str:
    """What a store that is late needs first, in one sentence; empty while nothing is."""
    late, cars = counts["late"], counts["cars"]
    told = [ngettext("%(num)d order is late.", "%(num)d orders are late.", late.n)] if late.n else []
    if waits_too_long(cars.since, store.car_minutes):
        told.append(_longest(store))
    return " ".join(filter(None, told))


def _longest(store: Store) -> str:
    find = (
        sa.select(Visit)
        .where(NUMBERS["cars"].condition(Among((store,))))
        .order_by(Visit.arrived_at, Visit.id)
    )
    visit = db.session.scalars(find.limit(1)).first()
    if visit is None or visit.arrived_at is None:
        return ""
    minutes = int((now() - visit.arrived_at).total_seconds() // 60)
    name = visit.name or _("A customer")
    if visit.bay is None:
        return _("%(name)s has waited %(n)d min in the car.", name=name, n=minutes)
    return _("%(name)s has waited %(n)d min in bay %(bay)s.", name=name, n=minutes, bay=visit.bay.code)
