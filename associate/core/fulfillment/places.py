"""Where bags and totes are put down."""

from collections.abc import Sequence

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.codes import Code
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Bag
from associate.core.stores.models import Location, LocationKind, Store
from associate.db import db
from associate.errors import Refused
from associate.words import _


def staging_place(store: Store, code: Code) -> Location | None:
    """The staging place that was scanned; nobody takes it out of use while the bag is on its way there.

    Raises Refused: unknown_place, not_for_bags, not_in_use.
    """
    found = _scanned(store, code)
    if found and found.kind != LocationKind.STAGING:
        raise Refused("not_for_bags", _("%(place)s isn’t for bags. Scan a pickup rack.", place=found.label))
    return _in_use(found)


def resting_place(store: Store, code: Code) -> Location | None:
    """A rack or a shelf that was scanned, for totes that are picked on from there.

    Raises Refused: unknown_place, not_for_totes, not_in_use.
    """
    found = _scanned(store, code)
    if found and found.kind not in (LocationKind.STAGING, LocationKind.SHELF):
        words = _("%(place)s isn’t for totes. Scan a rack or a shelf.", place=found.label)
        raise Refused("not_for_totes", words)
    return _in_use(found)


def has_racks(store: Store) -> bool:
    """Is there a place for bags that could be scanned?"""
    find = sa.select(Location.id).filter_by(store_id=store.id, kind=LocationKind.STAGING, is_active=True)
    return db.session.scalar(find.limit(1)) is not None


def _scanned(store: Store, code: Code) -> Location | None:
    if code.kind not in ("", "LOC") or not code.key:
        return None
    find = sa.select(Location).filter_by(store_id=store.id, scan_key=code.key)
    find = find.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = db.session.scalar(find)
    if found is None and code.kind == "LOC":
        raise Refused("unknown_place", _("There’s no place %(code)s in this store.", code=code.value[:20]))
    return found


def _in_use(found: Location | None) -> Location | None:
    if found and not found.is_active:
        raise Refused(
            "not_in_use", _("%(place)s isn’t in use any more. Scan another rack.", place=found.label)
        )
    return found


def put_down(bags: Sequence[Bag], place: Location, *, by: Actor) -> None:
    """Inside atomic(fulfillment): these bags of it are there now."""
    for bag in bags:
        bag.location, bag.location_id = place, place.id
        bag.placed_at, bag.placed_by = now(), by.ref
        record("bag.placed", about=bag.fulfillment, by=by, bag=bag.id, tag=bag.tag, place=place.code)
    db.session.flush()
