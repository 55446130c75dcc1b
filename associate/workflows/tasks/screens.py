"""What waits for a person, as the page shows it: oldest first, filters with their counts."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.clock import now
from associate.core.acts.addresses import as_shown
from associate.core.acts.bags import bag_of
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.models import Delivery, Inbound
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.trail import last_seen
from associate.core.inventory.models import StockLevel
from associate.core.inventory.transfers import Transfer, TransferState, transfers_for
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.core.stores.models import Store
from associate.core.stores.names import first_name
from associate.core.stores.scope import Scope
from associate.core.stores.staff import Staff
from associate.core.stores.versions import store_version
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.errors import Missing
from associate.words import _, pgettext

SOON, LATE = timedelta(minutes=15), timedelta(minutes=60)
FIRST = 100  # rows on the page; the oldest come first, so what is cut is what waits least


@dataclass(frozen=True)
class Case:
    """One task with what its sentence needs. `order` is None for what no order is about."""

    task: Task
    order: Order | None
    channel: str = ""
    others: int = 0  # further orders that wait for the same thing
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.task.kind.value

    @property
    def until(self) -> datetime | None:
        """When it is over by itself."""
        return datetime.fromisoformat(self.facts["until"]) if self.facts.get("until") else None

    @property
    def address(self) -> dict[str, str]:
        return as_shown(self.order) if self.order else {}

    @property
    def age(self) -> str:
        """late after an hour, soon after a quarter."""
        waited = now() - self.task.created_at
        return "late" if waited > LATE else "soon" if waited > SOON else ""


@dataclass(frozen=True)
class Cases:
    shown: list[Case]
    filters: list[tuple[str, str, int]]  # (value in the URL, label, count)
    chosen: str
    hidden: int
    version: str


def find_task(task_id: int, scope: Scope) -> Task:
    """The task, open or done. Raises Missing, also when it is another store's."""
    find = sa.select(Task).where(Task.id == task_id, scope.covers(Task.store_id))
    task = db.session.scalar(find.options(joinedload(Task.owner)))
    if task is None:
        raise Missing("no_task", _("There’s no such task in this store."))
    return task


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


def cases_of(tasks: list[Task]) -> list[Case]:
    orders = _by_id(Order, {task.order_id for task in tasks})
    channels = _by_id(Channel, {_channel_id(task, orders) for task in tasks})
    others, _held = _waiting_for(tasks), _read_ahead(tasks)
    return [
        Case(
            task,
            orders.get(task.order_id),
            channel=channels[cid].name if (cid := _channel_id(task, orders)) in channels else "",
            others=max(0, others.get((task.facts.get("channel_id"), task.facts.get("sku")), 0) - 1),
            facts={**task.facts, **_names(task)},
        )
        for task in tasks
    ]


def one_case(task: Task) -> Case:
    return cases_of([task])[0]


def stores() -> list[Store]:
    return list(db.session.scalars(sa.select(Store).order_by(Store.name)))


def store_by_code(code: str) -> Store | None:
    return db.session.scalar(sa.select(Store).filter_by(code=code)) if code else None


def variant_by_id(variant_id: int) -> Variant | None:
    return db.session.get(Variant, variant_id)


def wanted_and_free(order: Order) -> list[tuple[OrderLine, int]]:
    """The lines of a parked order, each with the units its store could give it now."""
    free = StockLevel.on_hand - StockLevel.reserved - StockLevel.held
    find = sa.select(StockLevel.variant_id, free).where(
        StockLevel.store_id == order.store_id,
        StockLevel.variant_id.in_([line.variant_id for line in order.lines]),
    )
    have = dict(db.session.execute(find).all())
    return [
        (line, max(0, have.get(line.variant_id, 0)))
        for line in order.lines
        if line.is_physical and line.to_fulfill
    ]


def coming_for(order: Order) -> list[Transfer]:
    """Goods that were asked for or are on their way for it, from another store."""
    open_ones = (TransferState.REQUESTED, TransferState.SHIPPED)
    return [transfer for transfer in transfers_for(order.id) if transfer.state in open_ones]


def done_by(task: Task) -> tuple[str, datetime] | None:
    """Who settled it, by first name, and when; None while it waits."""
    if task.done_at is None:
        return None
    return first_name(task.done_by or ""), task.done_at


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


def _by_id(model: Any, ids: set[int | None]) -> dict[int | None, Any]:
    return {row.id: row for row in db.session.scalars(sa.select(model).where(model.id.in_(ids - {None})))}


def _channel_id(task: Task, orders: dict[int | None, Order]) -> int | None:
    order = orders.get(task.order_id)
    if order is None and task.kind == TaskKind.INBOUND_FAILED:
        inbound = db.session.get(Inbound, int(task.key.partition(":")[2]))
        return inbound and inbound.channel_id
    return order and order.channel_id


def _read_ahead(tasks: list[Task]) -> list[Any]:
    """What the rows look up by number, in one statement a kind. Held by the caller: the session only
    knows what somebody holds."""
    lines = {
        entry["line"] for task in tasks for entry in task.facts.get("lines", []) if isinstance(entry, dict)
    }
    lines |= {task.facts["line"] for task in tasks if isinstance(task.facts.get("line"), int)}
    variants = {task.facts.get("variant_id") for task in tasks}
    failed = [task for task in tasks if task.kind == TaskKind.MESSAGE_FAILED]
    told = {int(task.about.partition(":")[2] or 0) for task in failed}
    wanted = ((FulfillmentLine, lines), (Variant, variants), (Delivery, told))
    return [_by_id(model, ids) for model, ids in wanted if ids - {None}]


def _waiting_for(tasks: list[Task]) -> dict[tuple[Any, Any], int]:
    """How many waiting orders have each unknown SKU, by (channel, SKU)."""
    skus = {
        task.facts["sku"] for task in tasks if task.kind == TaskKind.MAP_PRODUCT and task.facts.get("sku")
    }
    if not skus:
        return {}
    find = (
        sa.select(Order.channel_id, OrderLine.sku, sa.func.count(sa.distinct(Order.id)))
        .join(Order)
        .where(OrderLine.sku.in_(skus), OrderLine.variant_id.is_(None), Order.state == OrderState.WAITING)
    )
    return {
        (channel, sku): n
        for channel, sku, n in db.session.execute(find.group_by(Order.channel_id, OrderLine.sku))
    }


def _names(task: Task) -> dict[str, Any]:
    """What facts only name by number: things by their name, a message by its tries."""
    told: dict[str, Any] = {}
    entries = task.facts.get("lines")
    if task.kind == TaskKind.BAG_MISSING and entries:
        told["things"] = [f"{entry['units']} × {_line_name(entry['line'])}" for entry in entries]
    if task.kind == TaskKind.BAG_MISSING and (bag := bag_of(task)):
        told |= {"seen": last_seen(bag), "place": bag.location.label if bag.location else ""}
    if isinstance(task.facts.get("line"), int):
        told["thing"] = _line_name(task.facts["line"])
    elif variant := task.facts.get("variant_id") and db.session.get(Variant, task.facts["variant_id"]):
        told["thing"] = variant.name
    if task.facts.get("why") == "runs_out":
        told["until"] = datetime.fromisoformat(task.facts["until"])
    if task.kind == TaskKind.MESSAGE_FAILED:
        delivery = db.session.get(Delivery, int(task.about.partition(":")[2] or 0))
        told["tries"] = delivery.tries if delivery else 0
    return told


def _line_name(line_id: int) -> str:
    line = db.session.get(FulfillmentLine, line_id)
    return line.variant.name if line else ""


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
