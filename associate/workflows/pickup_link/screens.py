"""What the customer's page shows: plain facts, no more than needed. The templates find the words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from associate.clock import now
from associate.core.acts.going_back import MoneyBack, going_back
from associate.core.acts.money_back import unit_value
from associate.core.customers.addresses import masked
from associate.core.fulfillment.links import current_pass, qr_code, spoken_code
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.qr import Drawing, draw
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN, WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.telling import address_of, ways_to
from associate.core.inventory.transfers import expected_for
from associate.core.orders.models import Order, OrderState
from associate.core.orders.queries import may_start
from associate.core.stores.closing import is_closed, shut_until
from associate.core.stores.hours import local_day, next_open_span
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_tasks_of
from associate.db import db
from associate.workflows.pickup_link.rules import may_cancel

QR_PREFIX = "PUP-"  # tells the counter's scanner what it read

STAGES = {
    State.RELEASED: "received",
    State.PICKING: "picking",
    State.WAITING: "deciding",
    State.PICKED: "picked",
    State.READY: "ready",
    State.PART_COLLECTED: "part",
    State.COLLECTED: "collected",
    State.UNCOLLECTED: "uncollected",
    State.CANCELED: "canceled",
}
STEPS = {"received": 0, "picking": 1, "deciding": 1, "picked": 1, "ready": 2, "part": 2, "collected": 4}


@dataclass(frozen=True)
class Place:
    """A store as its customers see it. `opens` and `closes` are today's hours, or the next ones."""

    name: str
    street: str
    city: str
    phone: str
    zone: str
    latitude: float | None
    longitude: float | None
    opens: datetime | None
    closes: datetime | None
    is_open: bool
    opens_today: bool
    closed_until: datetime | None  # against its hours
    closed_why: str
    closed_is_today: bool
    is_shut: bool  # nobody can collect until then


@dataclass(frozen=True)
class Thing:
    """One line. Amounts are minor units; `short_value` is None while nobody has settled it."""

    title: str
    traits: str
    picture: str
    hue: str
    wanted: int
    handed_over: int
    short: int
    short_value: int | None  # minor units
    refused: int
    refused_value: int


@dataclass(frozen=True)
class Pass:
    """What the counter scans or hears."""

    drawing: Drawing
    spoken: str


@dataclass(frozen=True)
class Part:
    """One store's job on the order."""

    number: str
    stage: str
    step: int | None
    place: Place
    things: tuple[Thing, ...]
    pickup_pass: Pass | None
    promise_at: datetime
    is_promised_today: bool
    is_late: bool
    found: int
    wanted: int
    min_age: int | None
    hold_until: datetime | None
    is_overdue: bool
    collected_at: datetime | None


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
        parts=tuple(_part(job, looking, key) for job in jobs),
        things=() if jobs else _bought(order),
        place=_place(store) if store and not jobs else None,
        money=money,
        can_cancel=may_cancel(order, jobs),
        expected_at=expected_for(order.id) if order.state == OrderState.WAITING else None,
        told=_told(order, store, texts) if order.state in (OrderState.WAITING, OrderState.OPEN) else None,
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


def _part(job: Fulfillment, looking: set[str], key: str) -> Part:
    stage = "checking" if job.hold and job.state in OPEN else STAGES.get(job.state, "checking")
    today = local_day(job.store, now())
    return Part(
        number=job.number,
        stage=stage,
        step=STEPS.get(stage),
        place=_place(job.store),
        things=tuple(_thing(line, f"{TaskKind.SHORT.value}:{line.id}" not in looking) for line in job.lines),
        pickup_pass=_pass(job, key) if stage in ("ready", "part") else None,
        promise_at=job.promise_at,
        is_promised_today=local_day(job.store, job.promise_at) == today,
        is_late=job.promise_at < now(),
        found=job.units_picked,
        wanted=job.units_to_find,
        min_age=_age_asked(job),
        hold_until=job.hold_until,
        is_overdue=bool(job.hold_until and job.hold_until < now()),
        collected_at=job.collected_at or (job.state_since if job.state == State.PART_COLLECTED else None),
    )


def _age_asked(job: Fulfillment) -> int | None:
    """The age an ID must show for what is still to come; known before it is picked."""
    to_come = (line for line in job.lines if line.left or line.to_hand_over)
    return max((line.variant.product.min_age or 0 for line in to_come), default=0) or None


def _pass(job: Fulfillment, key: str) -> Pass | None:
    """None once the codes opened a handover: then the counter finds the order by name."""
    found = current_pass(job) if job.state in WITH_CUSTOMER_TO_COME else None
    if found is None:
        return None
    spoken = spoken_code(found.nonce, key=key)
    return Pass(draw(QR_PREFIX + qr_code(found.nonce, key=key)), f"{spoken[:3]} {spoken[3:]}")


def _thing(line: FulfillmentLine, is_settled: bool) -> Thing:
    product, bought = line.variant.product, line.order_line
    return Thing(
        title=product.title,
        traits=line.variant.traits,
        picture=product.picture,
        hue=line.variant.hue,
        wanted=line.wanted,
        handed_over=line.handed_over,
        short=line.short,
        short_value=unit_value(bought, line.short, 0) if is_settled else None,
        refused=line.refused,
        refused_value=unit_value(bought, line.refused, line.short),
    )


def _bought(order: Order) -> tuple[Thing, ...]:
    """The lines as ordered, where no store has them yet."""
    return tuple(
        Thing(
            title=line.title,
            traits=line.variant.traits if line.variant else line.options,
            picture=line.variant.product.picture if line.variant else "",
            hue=line.variant.hue if line.variant else "",
            wanted=line.quantity,
            handed_over=0,
            short=0,
            short_value=None,
            refused=0,
            refused_value=0,
        )
        for line in order.lines
        if line.is_physical
    )


def _place(store: Store) -> Place:
    span, moment = next_open_span(store, now()), now()
    closed = store.closed_until if is_closed(store, moment) else None
    return Place(
        name=store.name,
        street=store.street,
        city=store.city,
        phone=store.phone,
        zone=store.zone,
        latitude=store.latitude,
        longitude=store.longitude,
        opens=span and span[0],
        closes=span and span[1],
        is_open=bool(span and span[0] <= moment),
        opens_today=bool(span and local_day(store, span[0]) == local_day(store, moment)),
        closed_until=closed,
        closed_why=store.closed_why if closed else "",
        closed_is_today=bool(closed and local_day(store, closed) == local_day(store, moment)),
        is_shut=shut_until(store, moment) is not None,
    )
