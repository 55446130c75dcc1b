"""What waits for a person, as the page shows it: oldest first, filters with their counts."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.clock import now
from associate.core.stores.scope import Scope
from associate.core.stores.staff import Staff
from associate.core.stores.versions import store_version
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.words import _, pgettext
from associate.workflows.tasks.screens.cases import Case, cases_of

FIRST = 100  # rows on the page; the oldest come first, so what is cut is what waits least


@dataclass(frozen=True)
class Cases:
    shown: list[Case]
    filters: list[tuple[str, str, int]]  # (value in the URL, label, count)
    chosen: str
    hidden: int
    version: str


def open_cases(scope: Scope, me: Staff, chosen: str) -> Cases:
    """`chosen`: all, mine, free or a task kind; anything else is all."""
    version, counts = tasks_version(scope), _counts(scope, me)
    filters = _filters(counts)
    chosen = chosen if any(chosen == value for value, _label, _count in filters) else "all"
    find = sa.select(Task).where(_is_open(scope), *_matches(chosen, me)).options(joinedload(Task.owner))
    shown = list(db.session.scalars(find.order_by(Task.created_at, Task.id).limit(FIRST)))
    return Cases(cases_of(shown), filters, chosen, counts["all"] - len(shown), version)


def tasks_version(scope: Scope) -> str:
    """Moves with the store's counter, with what has no store and so none, and once a minute for the ages."""
    n = store_version(scope.store_id) if scope.store_id else 0
    storeless = (0, 0, 0)
    if scope.storeless:
        find = sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(Task.id), 0),
            sa.func.coalesce(sa.func.sum(Task.owner_id), 0),
        )
        storeless = db.session.execute(find.where(Task.done_at.is_(None), Task.store_id.is_(None))).one()
    return ".".join(str(part) for part in (n, *storeless, now().minute))


def _is_open(scope: Scope) -> sa.ColumnElement[bool]:
    return sa.and_(Task.done_at.is_(None), scope.covers(Task.store_id))


def _counts(scope: Scope, me: Staff) -> Counter[str]:
    """How many there are behind each filter: one statement, one row a kind."""
    mine, free = (sa.func.count().filter(*_matches(value, me)) for value in ("mine", "free"))
    find = sa.select(Task.kind, sa.func.count(), mine, free).where(_is_open(scope)).group_by(Task.kind)
    counts = Counter[str]()
    for kind, of_kind, owned, ownerless in db.session.execute(find):
        counts.update({kind.value: of_kind, "all": of_kind, "mine": owned, "free": ownerless})
    return counts


def _filters(counts: Counter[str]) -> list[tuple[str, str, int]]:
    first = [("all", pgettext("tasks", "All")), ("mine", _("Mine")), ("free", _("No owner"))]
    kinds = [(kind.value, KIND_WORDS[kind]()) for kind in TaskKind if counts[kind.value]]
    return [(value, label, counts[value]) for value, label in first + kinds]


def _matches(chosen: str, me: Staff) -> list[sa.ColumnElement[bool]]:
    if chosen in ("all", ""):
        return []
    if chosen == "mine":
        return [Task.owner_id == me.id]
    return [Task.owner_id.is_(None)] if chosen == "free" else [Task.kind == TaskKind(chosen)]


KIND_WORDS = {
    TaskKind.MAP_PRODUCT: lambda: _("Unknown products"),
    TaskKind.METHOD_UNCLEAR: lambda: _("Pickup or shipping"),
    TaskKind.CHOOSE_STORE: lambda: _("No store"),
    TaskKind.NO_STOCK: lambda: _("No stock"),
    TaskKind.PARKED: lambda: _("Parked"),
    TaskKind.SHORT: lambda: _("Short"),
    TaskKind.REFUND: lambda: _("Refunds"),
    TaskKind.MONEY_STUCK: lambda: _("Money"),
    TaskKind.COLLECTED_ALREADY: lambda: _("Collected already"),
    TaskKind.MESSAGE_FAILED: lambda: _("Messages"),
    TaskKind.BAG_MISSING: lambda: _("Missing bags"),
    TaskKind.STOCK_CONFLICT: lambda: _("Stock conflicts"),
    TaskKind.INBOUND_FAILED: lambda: _("Not taken in"),
    TaskKind.CHANGED_LATE: lambda: _("Changed late"),
    TaskKind.DAMAGED_HELD: lambda: _("Damaged"),
    TaskKind.COUNT: lambda: _("Counts"),
    TaskKind.TRANSFER: lambda: _("Transfers"),
    TaskKind.STOP_SALE: lambda: _("Recalls"),
    TaskKind.SHIP_PREFLIGHT: lambda: _("Before packing"),
    TaskKind.LABEL_FAILED: lambda: _("No label"),
    TaskKind.MANIFEST_OVERDUE: lambda: _("Not fetched"),
    TaskKind.PARCEL_TROUBLE: lambda: _("Parcels"),
    TaskKind.UNPAID: lambda: _("Not paid"),
    TaskKind.SYNC_FAILED: lambda: _("Web shops"),
    TaskKind.WEBHOOK_FAILED: lambda: _("Webhooks"),
}
