"""Which open tasks there are: for whom, whose, how long, put off or not. Others ask here how many wait."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task, TaskKind
from associate.db import db

Condition = sa.ColumnElement[bool]
MINE, NOBODYS, SOMEBODYS = "mine", "nobody", "somebody"


@dataclass(frozen=True)
class Wanted:
    """What of the queue is asked for; empty: all of it. `owner`: mine, nobody, somebody, or a person's id."""

    kind: TaskKind | None = None
    owner: str = ""
    older: timedelta | None = None
    put_off: bool = False


def is_open(scope: Scope) -> Condition:
    return sa.and_(Task.done_at.is_(None), scope.covers(Task.store_id))


def is_put_off() -> Condition:
    return sa.and_(Task.snoozed_until.is_not(None), Task.snoozed_until > now())


def waits(scope: Scope) -> Condition:
    """Open, and for now: what is put off doesn’t call for anybody yet."""
    return sa.and_(is_open(scope), sa.not_(is_put_off()))


def is_kind(kind: TaskKind | None) -> Condition:
    return Task.kind == kind if kind else sa.true()


def is_whose(owner: str, me_id: int) -> Condition:
    if owner == MINE:
        return Task.owner_id == me_id
    if owner == NOBODYS:
        return Task.owner_id.is_(None)
    if owner == SOMEBODYS:
        return Task.owner_id.is_not(None)
    return Task.owner_id == int(owner) if owner.isdigit() else sa.true()


def is_older(than: timedelta | None) -> Condition:
    return Task.created_at <= now() - than if than else sa.true()


def fits(wanted: Wanted, me_id: int) -> Condition:
    off = is_put_off() if wanted.put_off else sa.not_(is_put_off())
    return sa.and_(is_kind(wanted.kind), is_whose(wanted.owner, me_id), is_older(wanted.older), off)


def waiting_by_kind(scope: Scope) -> Counter[TaskKind]:
    """How many wait of each kind: for the board and Today, whose numbers lead to `?kind=…`."""
    find = sa.select(Task.kind, sa.func.count().label("n")).where(waits(scope)).group_by(Task.kind)
    return Counter({row.kind: row.n for row in db.session.execute(find)})


def earliest_due(scope: Scope) -> tuple[int, datetime | None]:
    """(how many wait, when the first of them is due)."""
    find = sa.select(sa.func.count(), sa.func.min(Task.due_at)).where(waits(scope))
    count, due = db.session.execute(find).one()
    return count, due


def mine(staff_id: int, scope: Scope, most: int) -> list[Task]:
    """What one person has taken or was given, the most urgent first."""
    find = sa.select(Task).where(waits(scope), Task.owner_id == staff_id)
    return list(db.session.scalars(find.order_by(Task.due_at, Task.id).limit(most)))
