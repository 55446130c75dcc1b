"""The queue: what waits for a person, the most urgent first, with the numbers behind each filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from associate.clock import now
from associate.core.stores.models import Store
from associate.core.stores.scope import Scope
from associate.core.stores.staff import Staff
from associate.core.stores.versions import reading, store_version
from associate.core.tasks.kinds import KINDS
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.queue import (
    MINE,
    NOBODYS,
    SOMEBODYS,
    fits,
    is_older,
    is_open,
    is_put_off,
    is_whose,
)
from associate.core.tasks.scope import task_scope
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _, pgettext
from associate.workflows.tasks.forms import Filters
from associate.workflows.tasks.screens.cases import Case, cases_of

FIRST = 100  # rows on a page
Link = tuple[str, str, int]  # (value in the address, its words, how many)


@dataclass(frozen=True)
class Queue:
    """One page. `matching` fit the filters, `hidden` wait behind others; `further` begins the next page."""

    cases: list[Case]
    filters: Filters
    kinds: list[Link]
    owners: list[Link]
    people: list[tuple[int, str]]  # who owns one: somebody in person
    stores: Sequence[Store]  # to choose from; none for people of one store
    matching: int
    hidden: int
    put_off: int
    further: str
    version: str
    is_everywhere: bool


def scope_for(staff: Staff, store: Store | None, asked: str = "") -> Scope:
    """Whose tasks are asked for: "all", a store's code, or "" for the store here.

    Raises Refused("no_store") for somebody of one store without one, Missing for a store out of sight.
    """
    spans = staff.can("choose_store")
    if spans and (asked == "all" or (store is None and not asked)):
        return Scope(store_id=None, everywhere=True)
    if spans and asked:
        return Scope(store_id=_store(asked).id)
    if store is None:
        raise Refused("no_store", _("Choose a store first."))
    return task_scope(staff, store)


def queue(scope: Scope, me: Staff, filters: Filters, version: str) -> Queue:
    """`version` is read before the tasks: what is shown is never older than it says."""
    counts = _counts(scope, me, filters)
    find = (
        sa.select(Task)
        .where(is_open(scope), fits(filters.wanted, me.id))
        .options(joinedload(Task.owner), selectinload(Task.notes))
    )
    if place := filters.begins_after:
        find = find.where(sa.tuple_(Task.due_at, Task.id) > place)
    shown = list(db.session.scalars(find.order_by(Task.due_at, Task.id).limit(FIRST + 1)))
    last = shown[FIRST - 1] if len(shown) > FIRST else None
    chosen = [row for row in counts if filters.kind in ("", row.kind.value)]
    matching = sum(row.fits for row in chosen)
    return Queue(
        cases=cases_of(shown[:FIRST]),
        filters=filters,
        kinds=_kinds({row.kind: row.fits for row in counts}, filters.kind),
        owners=[
            ("", pgettext("tasks", "All"), sum(row.anybodys for row in chosen)),
            (MINE, _("Mine"), sum(row.mine for row in chosen)),
            (NOBODYS, _("No owner"), sum(row.nobodys for row in chosen)),
            (SOMEBODYS, _("Somebody’s"), sum(row.anybodys - row.nobodys for row in chosen)),
        ],
        people=_owners(scope),
        stores=_stores() if me.can("choose_store") else (),
        matching=matching,
        hidden=sum(row.all for row in counts) - matching,
        put_off=sum(row.put_off for row in counts),
        further=f"{last.due_at.isoformat()}~{last.id}" if last else "",
        version=version,
        is_everywhere=scope.everywhere,
    )


def queue_version(scope: Scope) -> str:
    """Moves with the counters of the stores in sight, with what has no store and so none, and once a minute
    for the ages."""
    n = sum(reading().stores.values()) if scope.everywhere else store_version(scope.store_id or 0)
    storeless: Sequence[object] = ()
    if scope.storeless or scope.everywhere:
        sums = (sa.func.coalesce(sa.func.sum(column), 0) for column in (Task.id, Task.owner_id))
        find = sa.select(sa.func.count(), *sums, sa.func.max(Task.snoozed_until))
        storeless = db.session.execute(find.where(Task.done_at.is_(None), Task.store_id.is_(None))).one()
    return ".".join(str(part) for part in (n, *map(_flat, storeless), now().minute))


def _flat(part: object) -> str:
    return f"{part:%d%H%M%S}" if isinstance(part, datetime) else str(part or 0)


def _counts(scope: Scope, me: Staff, filters: Filters) -> Sequence[sa.Row[tuple[int, ...]]]:
    """How many there are behind each filter: one statement, one row a kind."""
    wanted = filters.wanted
    here = sa.and_(is_older(wanted.older), is_put_off() if wanted.put_off else sa.not_(is_put_off()))
    named = {
        "all": sa.true(),
        "fits": sa.and_(here, is_whose(wanted.owner, me.id)),
        "anybodys": here,
        "mine": sa.and_(here, is_whose(MINE, me.id)),
        "nobodys": sa.and_(here, is_whose(NOBODYS, me.id)),
        "put_off": is_put_off(),
    }
    found = (sa.func.count().filter(condition).label(name) for name, condition in named.items())
    find = sa.select(Task.kind, *found).where(is_open(scope)).group_by(Task.kind)
    return db.session.execute(find).all()


def _kinds(counts: dict[TaskKind, int], chosen: str) -> list[Link]:
    """Those there are, the soonest first; the chosen one also when none is left."""
    found = [("", pgettext("tasks", "All kinds"), sum(counts.values()))]
    return found + [
        (kind.value, str(row.words), counts.get(kind, 0))
        for kind, row in KINDS.items()
        if counts.get(kind) or kind.value == chosen
    ]


def _owners(scope: Scope) -> list[tuple[int, str]]:
    find = sa.select(Staff.id, Staff.first_name).join(Task, Task.owner_id == Staff.id).where(is_open(scope))
    return [(number, name) for number, name in db.session.execute(find.distinct().order_by(Staff.first_name))]


def _stores() -> Sequence[Store]:
    return db.session.scalars(sa.select(Store).order_by(Store.name)).all()


def _store(code: str) -> Store:
    store = db.session.scalar(sa.select(Store).filter_by(code=code))
    if store is None:
        raise Missing("no_such_store", _("There’s no such store here."))
    return store
