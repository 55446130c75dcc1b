"""What carriers tell of parcels on their way: all of it is kept, and the latest by their time is shown."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.parcels import follow_parcels, send_off
from associate.core.events.record import SYSTEM, Actor
from associate.core.shipping.labels import Label
from associate.core.shipping.manifests import ManifestParcel
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_moves import move
from associate.core.shipping.parcel_states import ParcelState
from associate.core.shipping.tracking import (
    MOVING,
    TROUBLE,
    TrackingEvent,
    TrackingStatus,
    events_of,
    label_tracked,
)
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import atomic, db, insert_into
from associate.integrations.carriers.port import Tracked

IN_STORE = (ParcelState.LABELED, ParcelState.MANIFESTED)


def take_in(told: Iterable[Tracked], *, by: Actor = SYSTEM) -> int:
    """Keep what is new of it, in whatever order and however often it comes. Returns how many that was.

    What is about no label of ours is left alone.
    """
    return sum(_keep(each, by) for each in sorted(told, key=lambda each: (each.at, each.event_id)))


def _keep(told: Tracked, by: Actor) -> bool:
    label = label_tracked(told.tracking_number)
    if label is None:
        return False
    parcel = label.parcel
    with atomic(parcel.fulfillment.order, parcel.fulfillment, parcel):
        if not _write_down(label, told):
            return False
        latest = events_of(label)[0]
        if label.voided_at is None:
            parcel.shown_status, parcel.shown_at = latest.status.value, latest.at
            _follow(parcel, label, latest, by)
        return True


def _write_down(label: Label, told: Tracked) -> bool:
    event = insert_into(TrackingEvent).values(
        label_id=label.id,
        event_id=told.event_id[:120],
        status=TrackingStatus(told.status.value),
        at=told.at,
        words=told.words[:300],
        place=told.place[:120],
    )
    new = event.on_conflict_do_nothing().returning(TrackingEvent.id)
    return db.session.scalar(new) is not None


def _follow(parcel: Parcel, label: Label, latest: TrackingEvent, by: Actor) -> None:
    """Once a carrier has moved it, it has left, whoever forgot to hand it off; delivered closes it."""
    seen = {event.status for event in events_of(label)}
    if parcel.state in IN_STORE and seen & set(MOVING):
        _left(parcel, by)
    if parcel.state == ParcelState.SHIPPED and TrackingStatus.DELIVERED in seen:
        move(parcel, ParcelState.DELIVERED, by=by)
        follow_parcels(parcel.fulfillment, by=by)
    if latest.status in TROUBLE:
        _ask_a_person(parcel, latest)
    elif latest.status in MOVING:
        close_tasks(TaskKind.PARCEL_TROUBLE, f"{parcel.id}:way", "it goes on", by=by)


def _left(parcel: Parcel, by: Actor) -> None:
    row = db.session.scalar(sa.select(ManifestParcel).where(ManifestParcel.parcel_id == parcel.id))
    if row is not None:
        row.gone_at = now()
    send_off([parcel], cause=parcel.ref, by=by)


def _ask_a_person(parcel: Parcel, latest: TrackingEvent) -> None:
    open_task(
        TaskKind.PARCEL_TROUBLE,
        f"{parcel.id}:way",
        by=SYSTEM,
        store_id=parcel.store_id,
        order_id=parcel.order_id,
        about=parcel.ref,
        why=latest.status.value,
        number=parcel.number,
        words=latest.words,
    )
