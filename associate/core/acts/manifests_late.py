"""No driver came: a manifest that still waits at the end of the next open day is somebody’s to see to."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import SYSTEM
from associate.core.shipping.manifests import Manifest
from associate.core.shipping.parcel_states import ParcelState
from associate.core.stores.hours import closing_of
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task, task_of
from associate.db import atomic, db


def overdue_manifests() -> list[Manifest]:
    """Not handed off by the close of the first open day after their ship date; the oldest first."""
    find = sa.select(Manifest).where(Manifest.handed_off_at.is_(None), Manifest.ship_date <= now().date())
    waiting = db.session.scalars(find.order_by(Manifest.ship_date, Manifest.id))
    return [manifest for manifest in waiting if now() >= due_by(manifest)]


def due_by(manifest: Manifest) -> datetime:
    return closing_of(manifest.store, manifest.ship_date + timedelta(days=1))


def ask_about(manifest: Manifest) -> None:
    """One task for a manifest, as long as nobody came."""
    with atomic(manifest):
        left = [row for row in manifest.parcels if row.parcel.state == ParcelState.MANIFESTED]
        if not left or manifest.handed_off_at or task_of(TaskKind.MANIFEST_OVERDUE, str(manifest.id)):
            return
        open_task(
            TaskKind.MANIFEST_OVERDUE,
            str(manifest.id),
            by=SYSTEM,
            store_id=manifest.store_id,
            about=manifest.ref,
            number=manifest.number,
            carrier=manifest.carrier,
            parcels=len(left),
        )
