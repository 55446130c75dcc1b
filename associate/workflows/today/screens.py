"""The page everyone starts from: the one next thing, the numbers behind it, and what is mine."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.unpaid import PATIENCE, count_unpaid
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import open_here, to_pack, to_pick
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.urgency import is_put_off, urgency
from associate.core.fulfillment.waiting import longest_here
from associate.core.inventory.models import PutBack
from associate.core.inventory.queries import levels_here
from associate.core.orders.models import Order
from associate.core.stores.hours import next_open_span
from associate.core.stores.models import Store
from associate.core.stores.scope import scope_of
from associate.core.stores.staff import Staff
from associate.core.tasks.kinds import row_of
from associate.core.tasks.models import Task
from associate.core.tasks.queue import earliest_due, mine
from associate.core.tasks.scope import task_scope
from associate.db import db
from associate.words import _, ngettext, pgettext

PLACES = 3  # named on the first card; the walk itself says the rest
LISTS = {"stage": (State.PICKED,), "ready": WITH_CUSTOMER_TO_COME}
LONGEST = 100  # rows of a list
MY_TASKS = 5


@dataclass(frozen=True)
class Next:
    """The one thing to do now. `kind`: go_on, pick, stage, to_pack, put_back, task or nothing."""

    kind: str
    job: Fulfillment | None = None
    places: str = ""

    @property
    def urgency(self) -> str:
        return urgency(self.job.promise_at) if self.job else "ok"

    @property
    def units(self) -> int:
        return sum(line.left for line in self.job.lines) if self.job else 0


@dataclass(frozen=True)
class Tile:
    """A number and where it leads: exactly the list it counts."""

    name: str
    count: int
    sub: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Today:
    next: Next
    tiles: list[Tile]
    mine: list[Fulfillment]
    tasks: list[tuple[Task, str]]  # mine, the most urgent first, each with its order’s number and its words
    version: str


def today(store: Store, me: Staff, version: str) -> Today:
    """`version` is read before the orders: what is shown is never older than it says."""
    jobs = open_here(store)
    own = [job for job in jobs if job.owner_id == me.id and job.state == State.PICKING]
    tiles = [_to_pick(store), _to_stage(jobs), _ready(jobs), _cars(store), _put_back(store)]
    if (parcels := _by_promise("to_pack", to_pack(store.id))).count:
        tiles.insert(2, parcels)
    if me.can("see_tasks"):
        tiles.append(_tasks(store, me))
    if me.can("release_orders") and (unpaid := _unpaid(me, store)).count:
        tiles.append(unpaid)
    tasks = _my_tasks(store, me) if me.can("see_tasks") else []
    return Today(_next(store, me, jobs, own, tiles), tiles, own, tasks, version)


def today_version(n: int) -> str:
    """Moves with the store's counter, and once a minute, since late comes by itself."""
    return f"{n}.{now():%H%M}"


def jobs_in(store: Store, name: str) -> list[Fulfillment]:
    """The list behind a tile. Raises KeyError for a name that is none."""
    return open_here(store, *LISTS[name])


def hours_now(store: Store) -> str:
    """ "open until 20:00", "closed, opens at 10:00"."""
    span = next_open_span(store, now())
    if span is None:
        return _("closed")
    if span[0] <= now():
        return _("open until %(at)s", at=f"{span[1]:%H:%M}")
    same_day = span[0].date() == now().astimezone(store.timezone).date()
    return _("closed, opens at %(at)s", at=f"{span[0]:%H:%M}") if same_day else _("closed")


def _next(
    store: Store, me: Staff, jobs: list[Fulfillment], mine: list[Fulfillment], tiles: list[Tile]
) -> Next:
    going_on = [job for job in jobs if not (job.hold or is_put_off(job))]
    free = [job for job in going_on if job.owner_id is None or _is_given(job, me)]
    if me.can("pick"):
        if going := next((job for job in mine if job in going_on and not job.is_paused), None):
            return Next("go_on", going, _places(store, going))
        todo = [job for job in free if job.state in (State.RELEASED, State.PICKING)]
        if first := next(iter(sorted(todo, key=lambda job: not _is_given(job, me))), None):
            return Next("pick", first, _places(store, first))
        if picked := next((job for job in jobs if job.state == State.PICKED and not job.hold), None):
            return Next("stage", picked)
    waiting = {tile.name: tile.count for tile in tiles}
    kinds = [("to_pack", me.can("pack")), ("put_back", me.can("put_back")), ("tasks", me.can("see_tasks"))]
    return Next(next((name for name, may in kinds if may and waiting.get(name)), "nothing"))


def _is_given(job: Fulfillment, me: Staff) -> bool:
    return job.owner_id == me.id and job.state == State.RELEASED


def _places(store: Store, job: Fulfillment) -> str:
    """Where the walk begins: "C-04, then F-11"."""
    levels = levels_here(store.id, [line.variant_id for line in job.lines if line.left])
    found = sorted(
        (level.location.sequence, level.location.label) for level in levels.values() if level.location
    )
    labels = list(dict.fromkeys(label for _sequence, label in found))
    rest = len(labels) - PLACES
    words = _(", then ").join(labels[:PLACES])
    return _("%(places)s and %(n)d more", places=words, n=rest) if rest > 0 else words


def _to_pick(store: Store) -> Tile:
    return _by_promise("pick", to_pick(store.id))


def _by_promise(name: str, which: sa.ColumnElement[bool]) -> Tile:
    promises = db.session.scalars(sa.select(Fulfillment.promise_at).where(which))
    todo = [urgency(promise) for promise in promises]
    late, soon = todo.count("late"), todo.count("soon")
    parts = [_("%(n)d late", n=late)] * bool(late) + [_("%(n)d soon", n=soon)] * bool(soon)
    return Tile(name, len(todo), ", ".join(parts) or _("none late"), is_late=late > 0)


def _to_stage(jobs: list[Fulfillment]) -> Tile:
    since = [job.state_since for job in jobs if job.state == State.PICKED]
    return Tile("stage", len(since), _oldest(since))


def _ready(jobs: list[Fulfillment]) -> Tile:
    ready = [job for job in jobs if job.state in WITH_CUSTOMER_TO_COME]
    ends = sum(job.hold_until is not None and job.hold_until < now() for job in ready)
    return Tile(
        "ready",
        len(ready),
        _("%(n)d waited too long", n=ends) if ends else _("for customers to come"),
        is_late=ends > 0,
    )


def _cars(store: Store) -> Tile:
    count, since = longest_here(store.id)
    late = since is not None and now() - since > timedelta(minutes=store.car_minutes)
    return Tile("cars", count, _oldest([since] if since else []), is_late=late)


def _put_back(store: Store) -> Tile:
    find = sa.select(sa.func.count(), sa.func.min(PutBack.created_at)).where(
        PutBack.store_id == store.id, PutBack.done_at.is_(None)
    )
    count, oldest = db.session.execute(find).one()
    return Tile("put_back", count, _oldest([oldest] if oldest else []))


def _tasks(store: Store, me: Staff) -> Tile:
    count, due = earliest_due(task_scope(me, store))
    is_late = due is not None and due <= now()
    sub = _("the first is late") if is_late else _("none late") if count else pgettext("things to do", "none")
    return Tile("tasks", count, sub, is_late=is_late)


def _my_tasks(store: Store, me: Staff) -> list[tuple[Task, str]]:
    tasks = mine(me.id, task_scope(me, store), MY_TASKS)
    find = sa.select(Order.id, Order.number).where(Order.id.in_({task.order_id for task in tasks} - {None}))
    numbers = {row.id: row.number for row in db.session.execute(find)} if tasks else {}
    words = [(numbers.get(task.order_id or 0), str(row_of(task.kind).words)) for task in tasks]
    return [(task, ": ".join(filter(None, each))) for task, each in zip(tasks, words, strict=True)]


def _unpaid(me: Staff, store: Store) -> Tile:
    """Orders that can't begin, or were stopped, until their money is there."""
    count, oldest = count_unpaid(scope_of(me, store, everywhere=True))
    late = bool(oldest) and now() - oldest > PATIENCE
    return Tile("unpaid", count, _oldest([oldest] if oldest else []), is_late=late)


def _oldest(since: list[datetime]) -> str:
    if not since:
        return pgettext("things to do", "none")
    minutes = int((now() - min(since)).total_seconds() // 60)
    return (
        _("oldest %(n)d min", n=minutes)
        if minutes < 120
        else ngettext("oldest %(num)d hour", "oldest %(num)d hours", minutes // 60)
    )
