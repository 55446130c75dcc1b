"""A task with all that its headline and its sentences need: many of them cost as little as one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.addresses import as_shown
from associate.core.acts.bags import bag_of
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.models import Delivery, Inbound
from associate.core.events.task_words import COMPLAINTS, OBSTACLES
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.trail import last_seen
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.core.stores.models import Store
from associate.core.tasks.kinds import Row, row_of
from associate.core.tasks.models import Task, TaskKind
from associate.db import db

SOON = timedelta(minutes=15)
CAUSES = {TaskKind.COMPLAINT: COMPLAINTS, TaskKind.GOT_IN_WAY: OBSTACLES}


@dataclass(frozen=True)
class Case:
    """One task with what its sentence needs. `order` is None for what no order is about."""

    task: Task
    order: Order | None
    store: Store | None = None
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
    def row(self) -> Row:
        return row_of(self.task.kind)

    @property
    def urgency(self) -> str:
        """late once it is overdue, soon in the quarter of an hour before."""
        left = self.task.due_at - now()
        return "late" if left <= timedelta(0) else "soon" if left <= SOON else ""


def cases_of(tasks: list[Task]) -> list[Case]:
    orders = _by_id(Order, {task.order_id for task in tasks})
    channels = _by_id(Channel, {_channel_id(task, orders) for task in tasks})
    stores = _by_id(Store, {task.store_id for task in tasks})
    others, _held = _waiting_for(tasks), _read_ahead(tasks)
    return [
        Case(
            task,
            orders.get(task.order_id),
            store=stores.get(task.store_id),
            channel=channels[cid].name if (cid := _channel_id(task, orders)) in channels else "",
            others=max(0, others.get((task.facts.get("channel_id"), task.facts.get("sku")), 0) - 1),
            facts={**task.facts, **_names(task)},
        )
        for task in tasks
    ]


def one_case(task: Task) -> Case:
    return cases_of([task])[0]


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
    if task.kind in CAUSES:
        told |= _said(task)
    told |= _moments(task)
    if task.kind == TaskKind.MESSAGE_FAILED:
        delivery = db.session.get(Delivery, int(task.about.partition(":")[2] or 0))
        told["tries"] = delivery.tries if delivery else 0
    return told


def _moments(task: Task) -> dict[str, datetime]:
    names = ["asked_until", "waits_until"] + ["until"] * (task.facts.get("why") == "runs_out")
    return {name: datetime.fromisoformat(task.facts[name]) for name in names if task.facts.get(name)}


def _said(task: Task) -> dict[str, Any]:
    causes = CAUSES[task.kind]
    cause = causes.get(task.facts.get("what", ""), causes["other"])
    return {"cause": cause(), "said": [note.words for note in task.notes if note.what == "said"]}


def _line_name(line_id: int) -> str:
    line = db.session.get(FulfillmentLine, line_id)
    return line.variant.name if line else ""
