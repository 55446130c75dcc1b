"""What of an order is out with its customer, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from associate.core.catalog.channels import Platform
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import HERE
from associate.core.orders.models import Order, OrderLine
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import GONE, ParcelState
from associate.core.shipping.queries import parcels_of
from associate.core.shipping.tracking import TrackingStatus


@dataclass(frozen=True)
class Went:
    """Units of one line that left us. `had_at` is when the last of them came to the customer; where nobody
    told, `sent_at` is when they left."""

    units: int = 0
    had_at: datetime | None = None
    had_by: str = ""  # bought, collected, delivered
    sent_at: datetime | None = None
    is_here: bool = False  # all of it that anybody works on is still with us


def went_of(order: Order) -> dict[int, Went]:
    """By the id of the line. A till’s goods left with the receipt; of what the platform handed out itself
    nobody knows when: it left when it was ordered, at the earliest."""
    if order.channel.platform == Platform.TILL:
        return {line.id: Went(line.quantity, order.placed_at, "bought") for line in order.lines}
    jobs = [(job, _when(job)) for job in fulfillments_of(order.id)]
    rows = sorted(
        ((row, job, when) for job, when in jobs for row in job.lines), key=lambda each: each[0].order_line_id
    )
    found = {
        line_id: _together(parts) for line_id, parts in groupby(rows, lambda each: each[0].order_line_id)
    }
    return {line.id: found.get(line.id) or _elsewhere(line, order) for line in order.lines}


def _elsewhere(line: OrderLine, order: Order) -> Went:
    units = max(0, line.quantity - line.to_fulfill)
    return Went(units, sent_at=order.placed_at if units else None)


@dataclass(frozen=True)
class _When:
    at: datetime
    by: str  # collected, delivered, sent


def _together(parts: Iterable[tuple[FulfillmentLine, Fulfillment, _When]]) -> Went:
    rows = list(parts)
    out = [(row, when) for row, _job, when in rows if row.handed_over]
    if not out:
        return Went(is_here=any(job.state in HERE for _row, job, _when in rows))
    units = sum(row.handed_over for row, _when in out)
    last = max((when for _row, when in out), key=lambda when: when.at)
    if last.by == "sent":
        return Went(units, sent_at=last.at)
    return Went(units, last.at, last.by)


def _when(job: Fulfillment) -> _When:
    """When what the job gave out was given out, by the last of its parcels or at the counter."""
    parcels = parcels_of(job, *GONE)
    if not parcels:
        return _When(job.collected_at or job.state_since, "collected")
    if all(parcel.state == ParcelState.DELIVERED for parcel in parcels):
        return _When(max(map(_arrived, parcels)), "delivered")
    return _When(max(parcel.state_since for parcel in parcels), "sent")


def _arrived(parcel: Parcel) -> datetime:
    """As the carrier dates it, else when we heard."""
    if parcel.shown_at and parcel.shown_status == TrackingStatus.DELIVERED:
        return parcel.shown_at
    return parcel.state_since
