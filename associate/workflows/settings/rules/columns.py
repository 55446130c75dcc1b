"""Change what a store's own columns say."""

from typing import Any

import sqlalchemy as sa

from associate.core.acts.promises import carry_out, moves_between, twin
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.inventory.safety import keep_safety
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.stores.settings import (
    changing,
    differences,
    keep_change,
    must_be_current,
    plain,
    snapshot,
)
from associate.db import db
from associate.errors import Refused
from associate.words import _, ngettext

Said = dict[str, Any]


def has_orders(store: Store) -> bool:
    """Sums are in the store's currency from its first order on."""
    return db.session.scalar(sa.select(Order.id).where(Order.store_id == store.id).limit(1)) is not None


def known_groups() -> list[str]:
    """Names that some store's groups have."""
    return sorted({str(name) for groups in db.session.scalars(sa.select(Store.groups)) for name in groups})


def as_kept(values: dict[str, Any]) -> dict[str, Any]:
    """The values as snapshot() gives them."""
    return {name: plain(value) for name, value in values.items()}


def save(store: Store, section: str, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("changed_since"), Refused("has_orders") for another currency."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        before = snapshot(store, section)
        must_be_current(store, section, seen, before)
        changes = differences(before, as_kept(values))
        if "currency" in changes and has_orders(store):
            raise Refused("has_orders", _("The currency stays: this store has orders in it."))
        moves = moves_between(twin(store), twin(store, zone=values["zone"])) if "zone" in changes else None
        for name in changes:
            setattr(store, name, values[name])
        if "groups" in changes:
            db.session.flush()
            keep_safety(store_ids=[store.id])  # rules name groups
        if moves:
            carry_out(moves, by=by)
        keep_change(store, section, changes, by=by)
        return answer(intent, **saved(len(moves.promises) if moves else 0))


def saved(moved: int = 0) -> Said:
    """What to say after a change. `moved`: promises that are later now."""
    what = ngettext("%(num)d promise moved.", "%(num)d promises moved.", moved) if moved else ""
    return {"kind": "ok", "word": _("Saved"), "what": what}
