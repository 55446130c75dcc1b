"""The zones of a store’s floor, in the shop’s own words. A place out of use is in none."""

import sqlalchemy as sa

from associate.core.stores.models import Location, LocationKind
from associate.db import db

FEWEST = 2  # zones that make picking by zone a choice


def zones_of(store_id: int) -> list[str]:
    """Of its shelves, in walking order."""
    shelves = sa.select(Location.zone).where(
        Location.store_id == store_id, Location.kind == LocationKind.SHELF, Location.is_active
    )
    found = shelves.where(Location.zone != "").group_by(Location.zone)
    return list(db.session.scalars(found.order_by(sa.func.min(Location.sequence), Location.zone)))


def zones_to_pick(store_id: int) -> list[str]:
    """The same; none where there is nothing to choose between."""
    zones = zones_of(store_id)
    return zones if len(zones) >= FEWEST else []


def zone_of(place: Location | None) -> str:
    """Empty: everybody goes there."""
    return place.zone if place and place.is_active and place.kind == LocationKind.SHELF else ""
