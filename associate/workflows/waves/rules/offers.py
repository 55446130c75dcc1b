"""What is offered to whoever picks in one zone."""

from collections.abc import Callable, Iterable, Mapping

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.walk import Stop, walk
from associate.core.fulfillment.waves import PickMode, Wave
from associate.core.fulfillment.zones import due_in
from associate.core.inventory.queries import levels_here
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.stores.zones import zones_to_pick
from associate.db import db
from associate.errors import Refused
from associate.words import _

Due = Mapping[int, list[Stop]]
"""Job id → what is found for it now in a zone."""


def usual_zone(store: Store, me: Staff, zones: list[str]) -> str:
    """Where they picked last if it is still one of these, or the first where the store picks by zone; else
    the whole store."""
    last = sa.select(Wave.mode, Wave.zone).where(Wave.store_id == store.id, Wave.owner_id == me.id)
    found = db.session.execute(last.order_by(Wave.id.desc()).limit(1)).one_or_none()
    if found is not None and found.mode != PickMode.ZONE:
        return ""
    if found is not None and found.zone in zones:
        return str(found.zone)
    return zones[0] if zones and store.pick_mode == PickMode.ZONE else ""


def due_by_job(store: Store, zone: str, jobs: Iterable[Fulfillment]) -> Due:
    """Raises Refused("no_zone") where the store has no such zone any more."""
    if zone not in zones_to_pick(store.id):
        raise Refused("no_zone", _("There’s no such zone here now. Choose where you pick."))
    jobs = list(jobs)
    levels = levels_here(store.id, sorted({line.variant_id for job in jobs for line in job.lines}))
    return {job.id: due_in(zone, walk(job, levels)) for job in jobs}


def load_of(due: Due) -> Callable[[Fulfillment], tuple[int, int]]:
    """What lies in an order’s totes already is carried too."""

    def load(job: Fulfillment) -> tuple[int, int]:
        units = sum(stop.line.left for stop in due[job.id])
        grams = sum(stop.line.left * (stop.line.variant.weight_g or 0) for stop in due[job.id])
        return units, grams + sum(line.to_hand_over * (line.variant.weight_g or 0) for line in job.lines)

    return load
