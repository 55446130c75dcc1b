"""The first places of a store: all of them or none."""

from collections.abc import Sequence

import sqlalchemy as sa

from associate.core.catalog.codes import scan_key
from associate.core.stores.models import Location, LocationKind, Store
from associate.db import atomic, db

LONGEST = 20  # characters of a code
STEP = 10  # between two neighbors of the walking order


def add_places(store: Store, codes: Sequence[str], kind: LocationKind) -> int:
    """At the end of the way, in this order; those that are there stay as they are. How many were new.

    Raises ValueError for what is no code.
    """
    wanted = {_key(code): code.strip() for code in codes}
    with atomic(store):
        here = sa.select(Location.scan_key).where(Location.store_id == store.id)
        new = [key for key in wanted if key not in set(db.session.scalars(here))]
        last = sa.select(sa.func.max(Location.sequence)).where(Location.store_id == store.id)
        after = db.session.scalar(last) or 0
        for place, key in enumerate(new, 1):
            known = {"store_id": store.id, "code": wanted[key], "scan_key": key}
            db.session.add(Location(**known, kind=kind, sequence=after + place * STEP))
    return len(new)


def _key(code: str) -> str:
    key = scan_key(code)
    if not key or len(code.strip()) > LONGEST:
        raise ValueError(f"{code!r} is no code for a place")
    return key
