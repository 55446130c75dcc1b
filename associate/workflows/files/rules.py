"""Who may bring in what, and the two steps of it."""

from typing import Any

import sqlalchemy as sa

from associate.core.events.commands import Intent
from associate.core.events.imports import Import
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from associate.errors import Missing
from associate.files import bring
from associate.files.bring import KINDS, Options
from associate.words import _

NEEDS = {"catalog": "manage_catalog", "orders": "manage_catalog"}
LATEST = 20


def kinds_for(staff: Staff) -> list[str]:
    return [kind for kind in KINDS if staff.can(NEEDS.get(kind, "adjust_stock"))]


def must_be_theirs(kind: str, staff: Staff) -> None:
    """Raises Missing."""
    if kind not in kinds_for(staff):
        raise Missing("no_kind", _("There’s nothing to bring in here."))


def trial(number: int, staff: Staff, store: Store | None) -> Import:
    """Raises Missing, also for one of another store."""
    row = db.session.get(Import, number)
    if row is None or row.kind not in kinds_for(staff) or not _is_theirs(row, staff, store):
        raise Missing("no_import", _("There’s no such file here."))
    return row


def latest(staff: Staff, store: Store | None) -> list[Import]:
    find = sa.select(Import).where(Import.kind.in_(kinds_for(staff))).options(sa.orm.defer(Import.text))
    if not staff.can("choose_store"):
        find = find.where(Import.store_id == (store.id if store else None))
    return list(db.session.scalars(find.order_by(Import.id.desc()).limit(LATEST)))


def try_out(
    kind: str,
    name: str,
    content: bytes,
    said: dict[str, str],
    *,
    staff: Staff,
    store: Store | None,
    by: Actor,
) -> Import:
    must_be_theirs(kind, staff)
    channels = bring.channels_for(kind)
    wanted = [each for each in channels if each.key == said["channel"] or len(channels) == 1]
    options = Options(
        store=store,
        everywhere=staff.can("choose_store"),
        channel=wanted[0] if wanted else None,
        decimal="," if said["decimal"] == "comma" else ".",
        how="on_hand" if said["how"] == "on_hand" else "shelf",
    )
    return bring.try_out(kind, name, content, options, by=by)


def bring_in(row: Import, *, by: Actor, intent: Intent) -> dict[str, Any]:
    return bring.bring_in(row, by=by, intent=intent)


def _is_theirs(row: Import, staff: Staff, store: Store | None) -> bool:
    return staff.can("choose_store") or (store is not None and row.store_id == store.id)
