"""What is sent, as the customer sees it: how far it is, by which carrier. No address, and no place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.shipping.labels import Label
from associate.core.shipping.manifests import comes_on
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import GONE, ParcelState
from associate.db import db

STAGES = {
    State.RELEASED: "received",
    State.PICKING: "picking",
    State.WAITING: "deciding",
    State.PICKED: "packing",
    State.PACKING: "packing",
    State.PACKED: "packed",
    State.MANIFESTED: "fetched_soon",
    State.SHIPPED: "away",
    State.COLLECTED: "away",  # by the web shop’s own hand
    State.DELIVERED: "delivered",
    State.CANCELED: "canceled",
}
STEPS = {
    "received": 0,
    "picking": 1,
    "deciding": 1,
    "packing": 1,
    "packed": 1,
    "fetched_soon": 1,
    "away": 2,
    "delivered": 4,
}


@dataclass(frozen=True)
class Sent:
    """A parcel that has left. `status` is the carrier’s latest word, "" where it has said nothing."""

    carrier: str
    number: str
    page: str  # the carrier’s own, "" where there is none
    status: str
    at: datetime | None

    @property
    def is_in_trouble(self) -> bool:
        return self.status in ("exception", "returned")


@dataclass(frozen=True)
class Sending:
    """`here`: parcels that have not left. `comes_on`: when the carrier comes, where it was put off."""

    sent: tuple[Sent, ...]
    here: int
    comes_on: date | None
    delivered_at: datetime | None


def sending_of(job: Fulfillment) -> Sending:
    live = sa.and_(Label.parcel_id == Parcel.id, Label.voided_at.is_(None))
    find = sa.select(Parcel, Label).outerjoin(Label, live)
    find = find.where(Parcel.fulfillment_id == job.id, Parcel.state != ParcelState.CANCELED)
    rows = [(parcel, label) for parcel, label in db.session.execute(find.order_by(Parcel.id))]
    gone = [(parcel, label) for parcel, label in rows if parcel.state in GONE]
    return Sending(
        sent=tuple(_sent(parcel, label) for parcel, label in gone if label is not None),
        here=len(rows) - len(gone),
        comes_on=comes_on(job),
        delivered_at=_delivered_at(job, (parcel for parcel, _label in gone)),
    )


def _sent(parcel: Parcel, label: Label) -> Sent:
    status = "delivered" if parcel.state == ParcelState.DELIVERED else parcel.shown_status
    return Sent(label.carrier, label.tracking_number, label.page, status, parcel.shown_at)


def _delivered_at(job: Fulfillment, parcels: Iterable[Parcel]) -> datetime | None:
    """By the carrier’s clock, the last of them."""
    if job.state != State.DELIVERED:
        return None
    return max((parcel.shown_at or parcel.state_since for parcel in parcels), default=job.state_since)
