"""Whose orders and tasks a person sees: their store's, those of no store yet, or everyone's."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from associate.core.stores.models import Store
from associate.core.stores.staff import Staff


@dataclass(frozen=True)
class Scope:
    store_id: int | None
    storeless: bool = False  # what waits to be given a store
    everywhere: bool = False

    def covers(self, column: Any) -> sa.ColumnElement[bool]:
        """The condition that a row with this store column is within sight."""
        if self.everywhere:
            return sa.true()
        mine: sa.ColumnElement[bool] = column == self.store_id
        return sa.or_(mine, column.is_(None)) if self.storeless else mine


def scope_of(staff: Staff, store: Store | None, *, everywhere: bool = False) -> Scope:
    """Managers and service also see what has no store yet. `everywhere` is asked for, and is for people of
    several stores only."""
    return Scope(
        store_id=store.id if store else None,
        storeless=staff.can("cancel_orders"),
        everywhere=everywhere and staff.can("choose_store"),
    )
