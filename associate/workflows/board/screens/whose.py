"""Whose rows a list shows: this store’s, another one’s, those of all stores, those of none."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from associate.errors import Missing
from associate.words import _
from associate.workflows.board.screens.board import among_here
from associate.workflows.board.screens.numbers import Among

ALL, NONE = "all", "none"


@dataclass(frozen=True)
class Whose:
    """`code`: how the address says it; empty for the store one works in."""

    code: str
    among: Among
    name: str

    @property
    def is_many(self) -> bool:
        return self.code == ALL


def ours(store: Store, me: Staff) -> Whose:
    return Whose("", among_here(store, me), store.name)


def theirs(code: str, me: Staff) -> Whose:
    """Raises Missing for a store that this person doesn’t look after."""
    if not me.can("choose_store"):
        raise Missing("no_store", _("There’s no such store."))
    if code == ALL:
        return Whose(ALL, Among(tuple(all_stores()), storeless=True), _("All stores"))
    if code == NONE:
        return Whose(NONE, Among((), storeless=True), _("No store"))
    store = db.session.scalar(sa.select(Store).filter_by(code=code))
    if store is None:
        raise Missing("no_store", _("There’s no such store."))
    return Whose(store.code, Among((store,)), store.name)


def all_stores() -> list[Store]:
    return list(db.session.scalars(sa.select(Store).order_by(Store.name, Store.id)))
