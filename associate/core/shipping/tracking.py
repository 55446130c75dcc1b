"""What a carrier said of a parcel on its way: all of it, in whatever order it was told."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.shipping.labels import Label
from associate.db import Base, db


class TrackingStatus(StrEnum):
    PRE_TRANSIT = "pre_transit"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNED = "returned"
    CANCELED = "canceled"
    UNKNOWN = "unknown"


MOVING = (
    TrackingStatus.ACCEPTED,
    TrackingStatus.IN_TRANSIT,
    TrackingStatus.OUT_FOR_DELIVERY,
    TrackingStatus.AVAILABLE_FOR_PICKUP,
    TrackingStatus.DELIVERED,
)
"""The carrier has had it in its hands."""
TROUBLE = (TrackingStatus.EXCEPTION, TrackingStatus.RETURNED)


class TrackingEvent(Base):
    """One scan of the carrier’s. `event_id` is its own: told twice, it is kept once."""

    __tablename__ = "tracking_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    label_id: Mapped[int] = mapped_column(sa.ForeignKey("labels.id"))
    event_id: Mapped[str] = mapped_column(sa.String(120))
    status: Mapped[TrackingStatus]
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(sa.String(300), default="")
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    heard_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (
        sa.UniqueConstraint("label_id", "event_id"),
        sa.Index("ix_tracking_events_latest", "label_id", "at", "id"),
    )


def events_of(label: Label) -> list[TrackingEvent]:
    """By the carrier’s time, latest first."""
    find = sa.select(TrackingEvent).where(TrackingEvent.label_id == label.id)
    return list(db.session.scalars(find.order_by(TrackingEvent.at.desc(), TrackingEvent.id.desc())))


def label_tracked(tracking_number: str) -> Label | None:
    """Carriers use a number again after a year or so: the newest label is meant."""
    find = sa.select(Label).where(Label.tracking_number == tracking_number)
    return db.session.scalar(find.order_by(Label.id.desc()).limit(1))
