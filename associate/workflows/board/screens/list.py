"""The list behind a number: exactly the rows that it counts, a hundred at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visits import Visit
from associate.core.inventory.models import PutBack
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.tasks.kinds import KINDS
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.workflows.board.screens.counts import how_many
from associate.workflows.board.screens.numbers import Among, Number
from associate.workflows.board.screens.rows import JOB, Row, car_row, job_rows, task_row, thing_row

AT_ONCE = 100  # rows of a page
DONE = frozenset({"ready", "overdue", "packed", "manifested"})
"""Their promise is kept: what counts is how long they have been there."""


@dataclass(frozen=True)
class Listed:
    """`more`: where the next page begins; empty on the last one."""

    number: Number
    title: str
    rows: list[Row]
    total: int
    more: str
    is_first: bool

    @property
    def hidden(self) -> int:
        return self.total - len(self.rows)


def listed(number: Number, among: Among, after: str = "") -> Listed:
    """`after`: what `more` said on the page before; anything else begins at the first row."""
    order, start = _order(number), _read(after)
    find = sa.select(number.rows).where(number.condition(among))
    if start:
        at, id_ = start
        find = find.where(sa.or_(order > at, sa.and_(order == at, number.rows.id > id_)))
    found = list(db.session.scalars(_with(find, number).order_by(order, number.rows.id).limit(AT_ONCE + 1)))
    shown = found[:AT_ONCE]
    more = _said(getattr(shown[-1], order.key), shown[-1].id) if len(found) > AT_ONCE else ""
    return Listed(number, _title(number), _rows(number, shown), how_many(number, among), more, not start)


def _order(number: Number) -> Any:
    """What is promised and not done yet by its promise; all else the oldest first."""
    if number.rows is not Fulfillment:
        return number.since
    return Fulfillment.state_since if number.name in DONE else Fulfillment.promise_at


def _title(number: Number) -> str:
    kind, _colon, rest = number.name.partition(":")
    if kind == "task":
        return str(KINDS[TaskKind(rest)].words)
    if kind == "owner":
        staff = db.session.get(Staff, int(rest))
        return staff.first_name if staff else ""
    return str(number.words)


def _with(find: sa.Select[Any], number: Number) -> sa.Select[Any]:
    """What the rows show is read with them."""
    if number.rows is Fulfillment:
        return find.options(*JOB)
    return find.options(joinedload(Task.owner)) if number.rows is Task else find


def _rows(number: Number, found: Sequence[Any]) -> list[Row]:
    if number.rows is Fulfillment:
        return job_rows(found)
    stores = _by_id(Store, (row.store_id for row in found))
    if number.rows is Visit:
        return [car_row(visit) for visit in found]
    orders = _by_id(Order, (row.order_id for row in found))
    row_of = thing_row if number.rows is PutBack else task_row
    return [row_of(each, orders.get(each.order_id), stores.get(each.store_id)) for each in found]


def _by_id(model: Any, ids: Any) -> dict[int, Any]:
    wanted = {id_ for id_ in ids if id_}
    return {row.id: row for row in db.session.scalars(sa.select(model).where(model.id.in_(wanted)))}


def _said(at: datetime, id_: int) -> str:
    return f"{at.isoformat()}~{id_}"


def _read(after: str) -> tuple[datetime, int] | None:
    """Raises nothing: whoever typed it begins at the first row."""
    at, _tilde, id_ = after.partition("~")
    try:
        found = datetime.fromisoformat(at), int(id_)
    except ValueError:
        return None
    return found if found[0].tzinfo and 0 <= found[1] < 2**62 else None
