"""What parcels mean for their job and its goods. Everything here is inside atomic(order, job)."""

from collections import Counter
from collections.abc import Sequence

from associate.clock import now
from associate.core.acts.capturing import capture
from associate.core.acts.collect import finish_order, in_stock_order
from associate.core.acts.differences import give_difference
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move as move_job
from associate.core.fulfillment.states import State
from associate.core.fulfillment.telling import tell
from associate.core.inventory import ledger
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_moves import move
from associate.core.shipping.parcel_states import GONE, ParcelState
from associate.core.shipping.queries import packed, parcels_of
from associate.db import db

ON_PAPER = (ParcelState.MANIFESTED, *GONE)
LABELED = (ParcelState.LABELED, *ON_PAPER)


def follow_parcels(job: Fulfillment, *, by: Actor) -> None:
    """The job is as far as the last of its parcels."""
    db.session.flush()
    parcels = parcels_of(job)
    states = [parcel.state for parcel in parcels]
    if job.state == State.PACKED and not _is_packed(job, states):
        move_job(job, State.PACKING, by=by)
    if job.state == State.PACKING and _is_packed(job, states):
        move_job(job, State.PACKED, by=by, parcels=len(parcels))
        for tote in job.open_bags:  # all that was in it is in parcels: its tag may be used again
            tote.gone_at = now()
    if job.state == State.PACKED and all(state in ON_PAPER for state in states):
        move_job(job, State.MANIFESTED, by=by)
    if job.state == State.MANIFESTED and all(state in GONE for state in states):
        move_job(job, State.SHIPPED, by=by)
        finish_order(job.order, by=by)
    if job.state == State.SHIPPED and all(state == ParcelState.DELIVERED for state in states):
        move_job(job, State.DELIVERED, by=by)


def send_off(parcels: Sequence[Parcel], *, cause: str, by: Actor) -> None:
    """The carrier has them: their goods leave stock as shipped, in the one order of stock locks, and each
    customer is told once of what left together."""
    units = Counter[FulfillmentLine]()
    for parcel in parcels:
        for lies in parcel.lines:
            units[lies.line] += lies.quantity
    parts = [(line.reservation, units[line]) for line in sorted(units, key=in_stock_order)]
    ledger.ship([(kept, n) for kept, n in parts if kept is not None], cause=cause, by=by)
    for line, n in units.items():
        line.handed_over += n
    gone = {line.id: n for line, n in units.items()}
    give_difference({line.fulfillment for line in units}, gone, cause=cause, by=by)
    for parcel in parcels:
        move(parcel, ParcelState.SHIPPED, by=by, cause=cause)
    for job in sorted({parcel.fulfillment for parcel in parcels}, key=lambda job: job.id):
        follow_parcels(job, by=by)
        capture(job.order, cause=job.ref, by=by, store_id=job.store_id)
        first = min(parcel.id for parcel in parcels if parcel.fulfillment is job)
        tell(job.order, "shipped", f"parcel:{first}", job=job)


def _is_packed(job: Fulfillment, states: list[ParcelState]) -> bool:
    """Every unit that was picked lies in a parcel, and each parcel can go."""
    if not states or any(state not in LABELED for state in states) or not job.is_settled:
        return False
    lies = packed(job)
    return all(lies.get(line.id, 0) == line.to_hand_over for line in job.lines)
