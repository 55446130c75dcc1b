"""One order as a page: its money to the cent, its job, and its story from the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.catalog.channels import Channel
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.core.events.words import describe, message_words, task_words
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN, WITH_CUSTOMER_TO_COME
from associate.core.orders.models import Order, OrderState, Tender
from associate.core.orders.search import Hits, order_seen, search_orders
from associate.core.stores.models import Store
from associate.core.stores.scope import Scope
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task
from associate.core.tasks.tasks import open_tasks_of
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.orders.rules import may_cancel

STORY = 200  # events; the latest of a very long story


@dataclass(frozen=True)
class Moment:
    """One line of the story. `who` is a first name, never more."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class Screen:
    order: Order
    store: Store | None
    jobs: list[Fulfillment]
    tasks: list[Task]
    messages: list[Delivery]
    story: list[Moment]
    sums: list[tuple[str, int]]

    @property
    def may_cancel(self) -> bool:
        try:
            may_cancel(self.order)
        except Refused:
            return False
        return True

    @property
    def job(self) -> Fulfillment | None:
        """The one somebody can go on with."""
        return next((job for job in self.jobs if job.state in OPEN), None)

    @property
    def is_at_counter(self) -> bool:
        return self.job is not None and self.job.state in WITH_CUSTOMER_TO_COME

    @property
    def state(self) -> str:
        return (
            self.jobs[-1].state.words
            if self.jobs and self.order.state != OrderState.CANCELED
            else STATES[self.order.state]()
        )

    @property
    def zone(self) -> str:
        return self.store.zone if self.store else "UTC"


STATES = {
    OrderState.WAITING: lambda: _("waits"),
    OrderState.OPEN: lambda: _("open"),
    OrderState.EXTERNAL: lambda: _("not ours to send"),
    OrderState.DONE: lambda: _("done"),
    OrderState.CANCELED: lambda: _("canceled"),
}


def search(text: str, scope: Scope) -> Hits:
    return search_orders(text, scope)


def find_order(number: str, scope: Scope) -> Order:
    return order_seen(number, scope)


def states_of(orders: list[Order]) -> dict[int, str]:
    """Order id → the state of its latest job in words, else of the order itself."""
    words = {order.id: STATES[order.state]() for order in orders}
    kept = {order.id for order in orders if order.state != OrderState.CANCELED}
    find = (
        sa.select(Fulfillment.order_id, Fulfillment.state)
        .where(Fulfillment.order_id.in_(kept))
        .order_by(Fulfillment.id)
    )
    return words | {order_id: state.words for order_id, state in db.session.execute(find)}


def order_screen(order: Order) -> Screen:
    return Screen(
        order,
        order.store_id and db.session.get(Store, order.store_id) or None,
        fulfillments_of(order.id),
        open_tasks_of(order.id),
        _messages(order),
        _story(order),
        sums(order),
    )


def sums(order: Order) -> list[tuple[str, int]]:
    """The parts of the total in minor units: together they are the total. Empty parts are left out."""
    tax_on_top = 0 if order.tax_included else order.tax
    line_tax = 0 if order.tax_included else sum(line.tax for line in order.lines)
    discounts = sum(line.discount for line in order.lines)
    items = sum(line.total for line in order.lines) + discounts - line_tax
    parts = [
        (_("Items"), items),
        (_("Discounts"), -discounts),
        (_("Shipping"), order.shipping),
        (_("Fees"), order.fees),
        (_("Tip"), order.tip),
        (_("Duties"), order.duties),
        (_("Tax"), tax_on_top),
        (_("Adjustment"), order.adjustment),
    ]
    return [(label, amount) for label, amount in parts if amount]


def masked_email(email: str) -> str:
    """ "m…@mail.example": enough to ask whether it is right."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}" if host else ""


def masked_phone(phone: str) -> str:
    digits = [c for c in phone if c.isdigit()]
    return f"…{''.join(digits[-3:])}" if len(digits) > 3 else ""


def about_task(task: Task) -> str:
    """ "Waits for a person: choose the store"."""
    return _("Waits for a person: %(task)s", task=task_words(task.kind.value))


def about_message(message: Delivery) -> str:
    words = message_words(message.kind)
    if message.state == DeliveryState.SENT:
        return _("“%(message)s” sent", message=words)
    if message.state == DeliveryState.FAILED:
        return _("“%(message)s” failed", message=words)
    if message.state == DeliveryState.WITHDRAWN:
        return _("“%(message)s” taken back before it went out", message=words)
    return _("“%(message)s” on its way", message=words)


def about_tender(tender: Tender) -> str:
    """ "Paid by card …4417"; what is only set aside says so."""
    kinds = {
        "card": _("card"),
        "gift_card": _("gift card"),
        "cash": _("cash"),
        "store_credit": _("store credit"),
        "bank": _("bank transfer"),
    }
    kind = kinds.get(tender.kind) or tender.gateway or _("another way")
    how = f"{kind} …{tender.last4}" if tender.last4 else kind
    return _("Paid by %(how)s", how=how) if tender.is_captured else _("Set aside on %(how)s", how=how)


def _messages(order: Order) -> list[Delivery]:
    return list(db.session.scalars(sa.select(Delivery).filter_by(order_id=order.id).order_by(Delivery.id)))


def _story(order: Order) -> list[Moment]:
    """The latest first. Three reads, however long the story."""
    find = sa.select(Event).where(Event.order_id == order.id).order_by(Event.id.desc()).limit(STORY)
    events = list(db.session.scalars(find))
    names, things = _names(events), _things(order)
    return [
        Moment(event.at, _who(event.by, names, order), describe(event.kind, _readable(event.facts, things)))
        for event in events
    ]


def _readable(facts: dict[str, Any], things: dict[Any, str]) -> dict[str, Any]:
    units, thing = facts.get("units"), things.get(facts.get("line"))
    if thing is None:
        return facts
    return {**facts, "thing": f"{units} × {thing}" if units else thing}


def _names(events: list[Event]) -> dict[str, str]:
    ids = {int(event.by.partition(":")[2]) for event in events if event.by.startswith("staff:")}
    staff = db.session.execute(sa.select(Staff.id, Staff.first_name).where(Staff.id.in_(ids)))
    return {f"staff:{number}": name for number, name in staff}


def _things(order: Order) -> dict[Any, str]:
    jobs = db.session.scalars(
        sa.select(Fulfillment).filter_by(order_id=order.id).options(joinedload(Fulfillment.lines))
    )
    return {line.id: line.variant.name for job in jobs.unique() for line in job.lines}


def _who(by: str, names: dict[str, str], order: Order) -> str:
    kind = by.partition(":")[0]
    if kind == "customer":
        return order.first_name or _("The customer")
    if kind == "channel":
        return db.session.get_one(Channel, order.channel_id).name
    return names.get(by, "Associate")
