"""Shelve what is going nowhere: by a tap on its row, or by scanning the item."""

import sqlalchemy as sa

from associate.core.acts.crossdock import give_put_back
from associate.core.acts.put_back import confirm_put_back, write_off
from associate.core.catalog.codes import read_code
from associate.core.catalog.queries import matches
from associate.core.catalog.stop_sales import must_not_be_stopped
from associate.core.events.commands import Intent
from associate.core.events.models import CommandRow
from associate.core.events.record import Actor
from associate.core.inventory.models import PutBack, StockLevel
from associate.core.stores.models import Location, Store
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _


def waiting_here(store: Store) -> list[PutBack]:
    """What waits in this store, in walking order."""
    find = sa.select(PutBack).join(StockLevel, StockLevel.id == PutBack.level_id)
    find = find.outerjoin(Location, Location.id == StockLevel.location_id)
    find = find.where(PutBack.store_id == store.id, PutBack.done_at.is_(None))
    return list(db.session.scalars(find.order_by(sa.func.coalesce(Location.sequence, 10**6), PutBack.id)))


def put_back_here(number: int, *, store: Store) -> PutBack:
    """Raises Missing when it is not this store's."""
    found = db.session.scalar(sa.select(PutBack).filter_by(id=number, store_id=store.id))
    if found is None:
        raise Missing("no_put_back", _("That isn’t on the list of this store."))
    return found


def shelve(put_back: PutBack, *, intent: Intent, by: Actor) -> PutBack:
    """It is on its shelf, and for sale again from now. Twice is once."""
    confirm_put_back(put_back, intent=intent, by=by)
    return put_back


def throw_away(put_back: PutBack, why: str, *, intent: Intent, by: Actor) -> PutBack:
    """Refused as damaged, and so it is. Raises what write_off raises."""
    write_off(put_back, why, intent=intent, by=by)
    return put_back


def give(put_back: PutBack, line_id: int, *, intent: Intent, by: Actor) -> PutBack:
    """To an order that waits for it, instead of to the shelf. Raises what give_put_back raises."""
    give_put_back(put_back, line_id, intent=intent, by=by)
    return put_back


def shelve_scanned(store: Store, raw: str, *, intent: Intent, by: Actor) -> PutBack:
    """Confirm the first row that waits for this item.

    Raises Refused("not_waiting") when none does, and what read_code raises.
    """
    code = read_code(raw)
    with atomic():
        put_back = _done_by(intent) or next(
            (row for row in waiting_here(store) if matches(row.level.variant, code)), None
        )
        if put_back is None:
            raise Refused("not_waiting", _("Nothing of that waits to be put back here."))
        if put_back.done_at is None:
            must_not_be_stopped(put_back.level.variant, code)
        return shelve(put_back, intent=intent, by=by)


def _done_by(intent: Intent) -> PutBack | None:
    """What this very scan confirmed when it came the first time."""
    kept = db.session.get(CommandRow, intent.key)
    return db.session.get(PutBack, kept.result["put_back"]) if kept and "put_back" in kept.result else None
