"""No driver came: somebody finds out when one will, and the customers of what lies there are told."""

from datetime import date, datetime, timedelta
from itertools import islice

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.fulfillment.telling import tell
from associate.core.shipping.manifests import Manifest
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.stores.hours import closing_of, local_day, open_spans
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task, task_of
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _

DAYS_AHEAD = 7  # open days that a carrier may come on instead


def overdue_manifests() -> list[Manifest]:
    """Not handed off by the close of the first open day after their ship date, or of the new day that was
    told since; the oldest first."""
    find = sa.select(Manifest).where(Manifest.handed_off_at.is_(None), Manifest.ship_date <= now().date())
    waiting = db.session.scalars(find.order_by(Manifest.ship_date, Manifest.id))
    return [manifest for manifest in waiting if now() >= due_by(manifest)]


def due_by(manifest: Manifest) -> datetime:
    return closing_of(manifest.store, manifest.put_off_to or manifest.ship_date + timedelta(days=1))


def ask_about(manifest: Manifest) -> None:
    """One task for a manifest, as long as nobody came."""
    with atomic(manifest):
        left = _left(manifest)
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


def days_ahead(manifest: Manifest) -> list[date]:
    """The next days on which the store is open for a driver; not the one that was told last."""
    spans = islice(open_spans(manifest.store, now()), DAYS_AHEAD + 1)
    days = (local_day(manifest.store, opens) for opens, _closes in spans)
    return [day for day in days if day != manifest.put_off_to][:DAYS_AHEAD]


def put_off(manifest: Manifest, to: date, *, by: Actor) -> int:
    """The carrier comes on that day instead: whose parcels lie here is told, once for each day that is said.

    Returns how many orders that are. Raises Refused("not_that_day"), OutOfDate("all_gone").
    """
    with atomic(manifest):
        jobs = {parcel.fulfillment_id: parcel.fulfillment for parcel in _left(manifest)}
        if not jobs:
            raise OutOfDate("all_gone", _("Nothing of %(number)s is here any more.", number=manifest.number))
        if to not in days_ahead(manifest):
            raise Refused("not_that_day", _("Choose one of the days on the list."))
        manifest.put_off_to = to
        record(
            "manifest.put_off",
            about=manifest,
            by=by,
            number=manifest.number,
            day=to.isoformat(),
            orders=len(jobs),
        )
        close_tasks(TaskKind.MANIFEST_OVERDUE, str(manifest.id), "another day", by=by)
        for job in jobs.values():
            tell(job.order, "not_fetched", f"{job.ref}:{manifest.number}:{to:%Y%m%d}", job=job)
        return len(jobs)


def _left(manifest: Manifest) -> list[Parcel]:
    return [row.parcel for row in manifest.parcels if row.parcel.state == ParcelState.MANIFESTED]
