"""What waits too long: how old it is, when it goes back, and the one next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.clock import now
from associate.core.acts.extend import must_be_extendable
from associate.core.acts.uncollected import EXPIRED
from associate.core.fulfillment.holding import leaves_at
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.inventory.models import PutBack
from associate.core.orders.incoming import Method
from associate.core.stores.hours import closing_of, local_day
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.errors import OutOfDate, Refused

FIRST = 100  # rows of each group, the most urgent first
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """`standing`: over, last_day or waits. `step`: see (it is on hold), longer, manager (lets it be held once
    more) or leave (it goes back by itself). `why_not`: why nobody can hold it longer."""

    job: Fulfillment
    standing: str
    step: str
    why_not: str
    goes_at: datetime | None

    @property
    def places(self) -> list[str]:
        return sorted({bag.location.label for bag in self.job.open_bags if bag.location})


@dataclass(frozen=True)
class Gone:
    """It went back: what of that isn’t done."""

    job: Fulfillment
    to_shelve: int  # units
    refund: int | None  # the task


@dataclass(frozen=True)
class Uncollected:
    rows: list[Row]
    hidden: int
    gone: list[Gone]
    version: str


def version(n: int) -> str:
    """Moves with the store’s counter, and once a minute: time alone makes these."""
    return f"{n}.{now():%H%M}"


def uncollected(store: Store, shown: str) -> Uncollected:
    """`shown` is read before the orders: what is shown is never older than it says."""
    jobs = _waiting(store)
    return Uncollected([_row(job, store) for job in jobs[:FIRST]], len(jobs[FIRST:]), _gone(store), shown)


def _waiting(store: Store) -> Sequence[Fulfillment]:
    """What ends today or has ended, or was reminded of."""
    ends = Fulfillment.hold_until <= closing_of(store, local_day(store, now()))
    reminded = Fulfillment.ready_at < now() - timedelta(hours=store.remind_hours)
    find = sa.select(Fulfillment).where(
        Fulfillment.store_id == store.id,
        Fulfillment.method == Method.PICKUP,
        Fulfillment.state.in_(WITH_CUSTOMER_TO_COME),
        sa.or_(ends, reminded) if store.remind_hours else ends,
    )
    return db.session.scalars(find.order_by(Fulfillment.hold_until, Fulfillment.id)).all()


def _row(job: Fulfillment, store: Store) -> Row:
    ends = job.hold_until
    today = ends is not None and local_day(store, ends) == local_day(store, now())
    standing = "over" if ends and ends <= now() else "last_day" if today else "waits"
    why_not = _why_not(job)
    step = "see" if job.hold else "leave" if why_not else "manager" if job.extensions else "longer"
    return Row(job, standing, step, why_not, leaves_at(job))


def _why_not(job: Fulfillment) -> str:
    try:
        must_be_extendable(job)
    except (OutOfDate, Refused) as refused:
        return str(refused.message)
    return ""


def _gone(store: Store) -> list[Gone]:
    find = sa.select(Fulfillment).where(
        Fulfillment.store_id == store.id,
        Fulfillment.state == State.UNCOLLECTED,
        Fulfillment.state_since > now() - RECENT,
    )
    order = find.options(joinedload(Fulfillment.order)).order_by(Fulfillment.state_since)
    jobs = db.session.scalars(order).all()
    left, owed = _to_shelve(jobs), _refunds(jobs)
    all_of = [Gone(job, left.get(job.id, 0), owed.get(_key(job))) for job in jobs]
    return [each for each in all_of if each.to_shelve or each.refund][:FIRST]


def _to_shelve(jobs: Sequence[Fulfillment]) -> dict[int, int]:
    find = (
        sa.select(FulfillmentLine.fulfillment_id, sa.func.sum(PutBack.quantity))
        .join(PutBack, PutBack.fulfillment_line_id == FulfillmentLine.id)
        .where(
            FulfillmentLine.fulfillment_id.in_([job.id for job in jobs]),
            PutBack.done_at.is_(None),
            PutBack.why.in_(("uncollected", EXPIRED)),
        )
    )
    return {
        job: int(units) for job, units in db.session.execute(find.group_by(FulfillmentLine.fulfillment_id))
    }


def _refunds(jobs: Sequence[Fulfillment]) -> dict[str, int]:
    find = sa.select(Task.key, Task.id).where(
        Task.key.in_([_key(job) for job in jobs]), Task.done_at.is_(None)
    )
    return dict(db.session.execute(find).all())


def _key(job: Fulfillment) -> str:
    return f"{TaskKind.REFUND.value}:{job.order_id}:{job.ref}:uncollected"
