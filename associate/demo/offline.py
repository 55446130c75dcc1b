"""A scan from the cellar, where there is no network: it came when somebody else had taken the order over."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.floor import owner_words
from associate.core.acts.offline import Made, keep_fate
from associate.core.events.models import Event
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.stores.staff import Staff
from associate.db import db
from associate.errors import Refused


def come_late(staff: dict[str, Staff]) -> None:
    """Marcus began in the cellar what a colleague has scanned for since; nothing is done where nobody did."""
    marcus = staff["Marcus"]
    find = sa.select(Fulfillment).filter_by(store_id=marcus.store_id, state=State.PICKING)
    find = find.where(Fulfillment.owner_id.is_not(None), Fulfillment.owner_id != marcus.id)
    for job in db.session.scalars(find.order_by(Fulfillment.id)).unique():
        theirs = (Event.about == job.ref, Event.by == f"staff:{job.owner_id}")
        last = db.session.scalar(sa.select(sa.func.max(Event.at)).where(*theirs))
        if last is not None:
            at = last - timedelta(minutes=1)
            by = Actor(marcus.ref, made_at=at.isoformat(timespec="seconds"), sent_by=marcus.ref)
            made = Made(marcus, by, seen_at=at, done_at=min(last + timedelta(minutes=1), now()))
            fields = {"code": job.lines[0].variant.sku, "source": "wedge"}
            said = Refused("owned", owner_words(job))
            keep_fate(made, job, "demo-offline", f"/pick/{job.number}/scans", fields, refusal=said)
            return
