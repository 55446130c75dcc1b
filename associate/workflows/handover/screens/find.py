"""Find who stands at the counter, by what they say or by what was scanned."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverOrder, HandoverState
from associate.core.fulfillment.states import ON_THE_FLOOR, WITH_CUSTOMER_TO_COME, State
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.stores.distance import kilometers
from associate.core.stores.hours import next_open_span
from associate.core.stores.models import Store
from associate.db import db
from associate.workflows.handover.rules.counter import first_name
from associate.workflows.handover.rules.elsewhere import why_not
from associate.workflows.handover.rules.opening import open_handover_of
from associate.workflows.handover.rules.together import together_with

SHORTEST = 2  # characters
MOST = 30  # hits a person can look through
RECENT = timedelta(hours=24)
NUMBERS = re.compile(r"[\d\s+()./-]+")


@dataclass(frozen=True)
class Group:
    """Hits in one standing: "ready", "floor" or "collected"."""

    kind: str
    jobs: list[Fulfillment]


def search(store: Store, text: str) -> list[Group]:
    """Jobs of this store whose customer, pickup person, phone, email or number match; ready ones first."""
    words = text.split()
    if len("".join(words)) < SHORTEST:
        return []
    terms = [_digits_match(text)] if NUMBERS.fullmatch(text) else [_word_matches(word) for word in words]
    find = (
        sa.select(Fulfillment)
        .join(Order)
        .where(Fulfillment.store_id == store.id, Fulfillment.method == Method.PICKUP, *terms)
    )
    standings = {
        "ready": (Fulfillment.state.in_(WITH_CUSTOMER_TO_COME), Fulfillment.ready_at),
        "floor": (Fulfillment.state.in_(ON_THE_FLOOR), Fulfillment.promise_at),
        "collected": (
            sa.and_(Fulfillment.state == State.COLLECTED, Fulfillment.collected_at > now() - RECENT),
            Fulfillment.collected_at.desc(),
        ),
    }
    groups = (
        Group(kind, _some(find.where(which).order_by(order))) for kind, (which, order) in standings.items()
    )
    return [group for group in groups if group.jobs]


def _some(find: sa.Select[tuple[Fulfillment]]) -> list[Fulfillment]:
    return list(db.session.scalars(find.options(joinedload(Fulfillment.order)).limit(MOST)))


def _word_matches(word: str) -> sa.ColumnElement[bool]:
    fields = (Order.first_name, Order.last_name, Order.pickup_person, Order.email, Fulfillment.number)
    return sa.or_(*(field.icontains(word, autoescape=True) for field in fields))


def _digits_match(text: str) -> sa.ColumnElement[bool]:
    """A phone as people say it: without the country's code, whatever was put between its digits."""
    digits = "".join(re.findall(r"\d", text)).lstrip("0")
    phone = Order.phone
    for mark in " -().+/":
        phone = sa.func.replace(phone, mark, "")
    number = Fulfillment.number.icontains(text.strip(), autoescape=True)
    return sa.or_(number, phone.contains(digits, autoescape=True)) if len(digits) >= SHORTEST else number


@dataclass(frozen=True)
class Elsewhere:
    """All that another store's order shows here: no name, no item. `code`: the customer’s own, where it was
    shown; `why_not`: what keeps it from being made here."""

    number: str
    state: str
    store: Store
    kilometers: float | None
    opens: datetime | None
    closes: datetime | None
    waits: bool
    code: str
    why_not: str

    @property
    def is_open(self) -> bool:
        return self.opens is not None and self.opens <= now()


@dataclass(frozen=True)
class Standing:
    """One order of this store before anything begins: may it go now, and with what?"""

    job: Fulfillment
    kind: str
    together: list[Fulfillment]
    served_by: str
    served_since: datetime | None
    closed: Handover | None


def elsewhere(job: Fulfillment, here: Store, code: str = "") -> Elsewhere:
    opens, closes = next_open_span(job.store, now()) or (None, None)
    return Elsewhere(
        job.number,
        job.state.words,
        job.store,
        kilometers(here, job.store),
        opens,
        closes,
        job.state in (*ON_THE_FLOOR, *WITH_CUSTOMER_TO_COME),
        code,
        why_not(job, here),
    )


def standing(job: Fulfillment, by: str) -> Standing:
    """`by`: who asks, as the journal names them; being served by oneself is going on."""
    is_ready = job.state in WITH_CUSTOMER_TO_COME
    kind = "ready" if is_ready else "floor" if job.state in ON_THE_FLOOR else "gone"
    now_open = open_handover_of(job) if is_ready else None
    other = now_open if now_open and now_open.opened_by != by else None
    return Standing(
        job,
        kind,
        together_with(job) if is_ready else [],
        first_name(other.opened_by) if other else "",
        other.opened_at if other else None,
        _last_closed(job) if kind == "gone" else None,
    )


def _last_closed(job: Fulfillment) -> Handover | None:
    find = (
        sa.select(Handover)
        .join(HandoverOrder, HandoverOrder.handover_id == Handover.id)
        .where(HandoverOrder.fulfillment_id == job.id, Handover.state == HandoverState.DONE)
    )
    return db.session.scalar(find.order_by(Handover.id.desc()).limit(1))
