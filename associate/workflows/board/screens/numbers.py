"""The figures of the board. Each says once which rows it counts: for the count and for the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import HERE, UNDER_PROMISE, WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.urgency import SOON, put_off
from associate.core.fulfillment.visits import Visit
from associate.core.fulfillment.waiting import in_a_bay
from associate.core.inventory.models import PutBack
from associate.core.orders.incoming import Method
from associate.core.routing.workload import TAKES_A_PLACE
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.errors import Missing
from associate.words import _, later

IN_HAND = (State.RELEASED, State.PICKING)
"""Somebody’s to pick, where it has an owner."""
AN_HOUR = timedelta(hours=1)
Which = Callable[["Among"], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Among:
    """Whose rows are looked at. `storeless`: tasks of no store too."""

    stores: tuple[Store, ...]
    storeless: bool = False

    def covers(self, column: Any) -> sa.ColumnElement[bool]:
        ids = [store.id for store in self.stores]
        theirs = column == ids[0] if len(ids) == 1 else column.in_(ids)
        return sa.or_(theirs, column.is_(None)) if self.storeless else theirs


@dataclass(frozen=True)
class Number:
    """One figure. `rows`: a noun; `since`: from when on each is so old; `words`: what it is called."""

    name: str
    words: Any
    rows: type[Any]
    which: Which
    since: Any
    is_narrow: bool = True  # of jobs that are here still: known from the index of what is open

    def condition(self, among: Among) -> sa.ColumnElement[bool]:
        """The rows that it counts, and that its list shows."""
        narrow = [Fulfillment.state.in_(HERE)] if self.rows is Fulfillment and self.is_narrow else []
        # a job always has a store; a task without one is for people who look after all of them
        own = Among(among.stores, among.storeless and self.rows is Task)
        return sa.and_(own.covers(self.rows.store_id), *narrow, self.which(among))


def number_named(name: str) -> Number:
    """ "picking", "task:short", "owner:7". Raises Missing for a name that is none."""
    kind, _colon, rest = name.partition(":")
    if kind == "task" and rest in set(TaskKind):
        return tasks_of(TaskKind(rest))
    if kind == "owner" and rest.isdecimal() and len(rest) < 16:
        return jobs_of(int(rest))
    if name not in NUMBERS:
        raise Missing("no_list", _("There’s no such list."))
    return NUMBERS[name]


def tasks_of(kind: TaskKind) -> Number:
    return Number(f"task:{kind.value}", "", Task, lambda among: _open(Task.kind == kind), Task.created_at)


def jobs_of(staff_id: int) -> Number:
    """What this person has to pick: given to them, or begun."""
    mine = sa.and_(Fulfillment.owner_id == staff_id, Fulfillment.state.in_(IN_HAND))
    return Number(f"owner:{staff_id}", "", Fulfillment, lambda among: mine, Fulfillment.owned_at)


def _in(*states: State, method: Method | None = None) -> Which:
    of = [Fulfillment.method == method] if method else []
    return lambda among: sa.and_(Fulfillment.state.in_(states), *of)


def _promised(before: timedelta, since: timedelta | None = None) -> Which:
    """To do, and promised for a moment from `since` (whenever) until `before`, both counted from now."""

    def which(_among: Among) -> sa.ColumnElement[bool]:
        at, todo = now(), Fulfillment.state.in_(UNDER_PROMISE)
        until = Fulfillment.promise_at < at + before
        return sa.and_(todo, until) if since is None else sa.and_(todo, until, _from(at + since))

    return which


def _from(at: datetime) -> sa.ColumnElement[bool]:
    return Fulfillment.promise_at >= at


def _overdue(_among: Among) -> sa.ColumnElement[bool]:
    return sa.and_(Fulfillment.state.in_(WITH_CUSTOMER_TO_COME), Fulfillment.hold_until < now())


def _promised_on(span: Callable[[Store], tuple[datetime, datetime]]) -> Which:
    """Takes a place of what each store can do in its span of time, done already or not."""

    def which(among: Among) -> sa.ColumnElement[bool]:
        spans = [(store.id, *span(store)) for store in among.stores]
        if not spans:
            return sa.false()
        first, last = min(since for _id, since, _until in spans), max(until for _id, _since, until in spans)
        theirs = [
            sa.and_(Fulfillment.store_id == id_, *_between(since, until)) for id_, since, until in spans
        ]
        # their own spans differ where their clocks do; the outer one is what an index can follow
        return sa.and_(Fulfillment.state.in_(TAKES_A_PLACE), *_between(first, last), sa.or_(*theirs))

    return which


def _between(since: datetime, until: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return Fulfillment.promise_at >= since, Fulfillment.promise_at < until


def today_of(store: Store) -> tuple[datetime, datetime]:
    day = local_day(store, now())
    days = (day, day + timedelta(days=1))
    since, until = (datetime.combine(each, time(), store.timezone).astimezone(UTC) for each in days)
    return since, until


def hour_of(_store: Store) -> tuple[datetime, datetime]:
    """Sixty minutes of UTC, as a promise counts them."""
    begun = now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return begun, begun + AN_HOUR


def _open(which: sa.ColumnElement[bool] | None = None) -> sa.ColumnElement[bool]:
    still = Task.done_at.is_(None)
    return still if which is None else sa.and_(still, which)


_NOW = timedelta()
_F = Fulfillment
NUMBERS = {
    number.name: number
    for number in (
        Number("late", later("Late"), _F, _promised(_NOW), _F.promise_at),
        Number("soon", later("Soon late"), _F, _promised(SOON, _NOW), _F.promise_at),
        Number("due", later("Due in the next hour"), _F, _promised(AN_HOUR), _F.promise_at),
        Number("waiting", later("Waits for a decision"), _F, _in(State.WAITING), _F.state_since),
        Number("held", later("Stopped"), _F, lambda among: _F.hold != "", _F.state_since),
        Number("paused", later("Paused"), _F, lambda among: put_off(), _F.state_since),
        Number("overdue", later("Waited too long"), _F, _overdue, _F.hold_until),
        Number("to_pick", later("To pick"), _F, _in(State.RELEASED), _F.state_since),
        Number("picking", later("Picking"), _F, _in(State.PICKING), _F.state_since),
        Number("to_stage", later("To stage"), _F, _in(State.PICKED, method=Method.PICKUP), _F.state_since),
        Number("ready", later("Ready"), _F, _in(*WITH_CUSTOMER_TO_COME), _F.state_since),
        Number("to_pack", later("For the bench"), _F, _in(State.PICKED, method=Method.SHIP), _F.state_since),
        Number("packing", later("Packing"), _F, _in(State.PACKING), _F.state_since),
        Number("packed", later("Packed"), _F, _in(State.PACKED), _F.state_since),
        Number("manifested", later("For the carrier"), _F, _in(State.MANIFESTED), _F.state_since),
        Number("today", later("Promised today"), _F, _promised_on(today_of), _F.promise_at, is_narrow=False),
        Number(
            "hour", later("Promised this hour"), _F, _promised_on(hour_of), _F.promise_at, is_narrow=False
        ),
        Number("cars", later("Cars"), Visit, lambda among: in_a_bay(), Visit.arrived_at),
        Number(
            "put_back",
            later("Put back"),
            PutBack,
            lambda among: PutBack.done_at.is_(None),
            PutBack.created_at,
        ),
        Number("tasks", later("Exceptions"), Task, lambda among: _open(), Task.created_at),
    )
}
"""In the order in which the board shows them."""
