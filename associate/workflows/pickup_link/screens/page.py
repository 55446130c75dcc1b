"""The customer’s page: the order, its parts, and what becomes of the money."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from associate.core.acts.going_back import MoneyBack, going_back
from associate.core.customers.addresses import masked
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import State
from associate.core.fulfillment.telling import address_of, ways_to
from associate.core.inventory.transfers import expected_for
from associate.core.orders.models import Order, OrderState
from associate.core.orders.queries import may_start
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_tasks_of
from associate.db import db
from associate.workflows.pickup_link.rules.link import may_cancel
from associate.workflows.pickup_link.screens.missing import Asked, asked_of
from associate.workflows.pickup_link.screens.parts import Part, part_of
from associate.workflows.pickup_link.screens.places import Place, place_of
from associate.workflows.pickup_link.screens.returning import Brought, all_brought, counters, may_return
from associate.workflows.pickup_link.screens.things import Thing, bought


@dataclass(frozen=True)
class Told:
    """By which medium messages come now, and by which others they could. Addresses are masked."""

    medium: str  # "" for none at all
    address: str
    others: tuple[tuple[str, str], ...]  # (medium, masked address)


@dataclass(frozen=True)
class Page:
    """`stage` speaks where no store has a part of it."""

    number: str
    name: str
    currency: str
    stage: str
    parts: tuple[Part, ...]
    things: tuple[Thing, ...]
    place: Place | None
    money: MoneyBack
    can_cancel: bool
    expected_at: datetime | None  # of what comes from another store, while it waits for that
    told: Told | None  # None once there is nothing left to tell
    brought: tuple[Brought, ...]
    can_return: bool
    asked: Asked | None  # what they may choose about something missing
    counters: str  # that take things back, where it isn’t any of ours

    @property
    def version(self) -> str:
        """The same for the same page: what other customers do changes nothing here."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def show_order(order: Order, *, key: str, texts: bool = False) -> Page:
    """Everything the page shows. `key` is the secret key, for the counter codes; `texts`: can we send any?"""
    jobs = [job for job in fulfillments_of(order.id) if job.state != State.REROUTED]
    money, store = going_back(order), store_of(order)
    looking = {task.key for task in open_tasks_of(order.id) if task.kind == TaskKind.SHORT}
    return Page(
        number=order.number,
        name=" ".join(order.first_name.split()),
        currency=order.currency,
        stage=_stage(order, jobs, store),
        parts=tuple(part_of(job, looking, key) for job in jobs),
        things=() if jobs else bought(order),
        place=place_of(store) if store and not jobs else None,
        money=money,
        can_cancel=may_cancel(order, jobs),
        expected_at=expected_for(order.id) if order.state == OrderState.WAITING else None,
        told=_told(order, store, texts) if order.state in (OrderState.WAITING, OrderState.OPEN) else None,
        brought=all_brought(order),
        can_return=may_return(order, jobs),
        asked=asked_of(order) if order.state == OrderState.OPEN else None,
        counters=counters(),
    )


def _told(order: Order, store: Store | None, texts: bool) -> Told:
    """A text is offered wherever one could arrive: choosing it is the consent."""
    way = next((way for way in ways_to(order, store) if texts or way.medium != "sms"), None)
    could = {medium: address_of(order, store, medium) for medium in ("email", "sms" if texts else "email")}
    others = [(m, masked(m, to)) for m, to in could.items() if to and (way is None or m != way.medium)]
    return Told(way.medium if way else "", masked(*way) if way else "", tuple(others))


def store_of(order: Order) -> Store | None:
    """Where the customer goes: the store of the order, or of its first part."""
    jobs = fulfillments_of(order.id)
    return db.session.get(Store, order.store_id) if order.store_id else (jobs[0].store if jobs else None)


def _stage(order: Order, jobs: Sequence[Fulfillment], store: Store | None) -> str:
    if order.state == OrderState.WAITING:
        is_paid = may_start(order, cash_on_pickup=bool(store and store.cash_on_pickup))
        return "checking" if is_paid else "payment"
    if order.state in (OrderState.CANCELED, OrderState.DONE, OrderState.EXTERNAL):
        return {"canceled": "canceled", "done": "collected", "external": "elsewhere"}[order.state.value]
    return "parts" if jobs else "checking"
