"""How long a ready order waits for its customer, by the store's calendar and by what is in it."""

from datetime import datetime, timedelta

from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.incoming import Payment
from associate.core.stores.hours import closing_of, held_until, local_day, next_open_span
from associate.core.stores.models import Store, Temperature

COLD = {Temperature.CHILLED, Temperature.FROZEN}


def hold_end(job: Fulfillment, ready_at: datetime) -> datetime:
    """Hot food waits the minutes that the store says, chilled until closing time of the day it became ready,
    all else its hold days, ending at a close on an open day and not before the day they chose to come,
    or until an unpaid reservation is over; what keeps for the shortest time decides."""
    kept = temperatures(job)
    ends = [max(held_until(job.store, ready_at), _chosen_day(job) or ready_at)]
    if kept & COLD:
        ends.append(_closing_after(job.store, ready_at))
    if Temperature.HOT in kept:
        ends.append(ready_at + timedelta(minutes=job.store.hot_minutes))
    if job.order.reserved_until and job.order.payment == Payment.PENDING:  # put aside unpaid: as was promised
        ends.append(max(job.order.reserved_until, ready_at))
    return min(ends)


def _chosen_day(job: Fulfillment) -> datetime | None:
    return closing_of(job.store, local_day(job.store, job.window_at)) if job.window_at else None


def temperatures(job: Fulfillment) -> set[Temperature]:
    """Of what waits for the customer, or will."""
    return {line.variant.product.temperature for line in job.lines if line.to_hand_over or line.left}


def keeps(job: Fulfillment) -> bool:
    """Is all of it as good in a week as today?"""
    return temperatures(job) <= {Temperature.AMBIENT}


def extended_end(job: Fulfillment, at: datetime) -> datetime:
    """Where the hold ends when the store's extension is added to it now."""
    begins = max(job.hold_until or at, at)
    return closing_of(job.store, local_day(job.store, begins) + timedelta(days=job.store.extend_days))


def leaves_at(job: Fulfillment) -> datetime | None:
    """When it goes back for good: its hold is over, and the store has closed on whoever was still coming."""
    if job.hold_until is None:
        return None
    return max(job.hold_until, closing_of(job.store, local_day(job.store, job.hold_until)))


def _closing_after(store: Store, at: datetime) -> datetime:
    span = next_open_span(store, at)
    return span[1] if span else held_until(store, at)
