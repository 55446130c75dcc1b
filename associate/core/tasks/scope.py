"""Whose tasks a person sees: their store's; those of no store belong to people who look after all of them."""

import sqlalchemy as sa

from associate.core.stores.models import Store
from associate.core.stores.scope import Scope
from associate.core.stores.staff import Staff
from associate.db import db


def task_scope(staff: Staff, store: Store | None) -> Scope:
    """What has no store (a channel's message, an order nobody can place) is for roles that span stores; in a
    shop of one store that is its manager too, or nobody would see it."""
    spans = staff.can("choose_store") or (staff.can("release_orders") and _is_only_store())
    return Scope(store_id=store.id if store else None, storeless=spans)


def _is_only_store() -> bool:
    return len(db.session.scalars(sa.select(Store.id).limit(2)).all()) == 1
