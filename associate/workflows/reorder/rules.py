"""Say from which figure on something is ordered again, and up to how many."""

from typing import Any

import sqlalchemy as sa

from associate.core.catalog.kits import must_have_stock
from associate.core.catalog.models import Variant
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import Missing
from associate.words import _


def set_figures(
    store: Store, sku: str, figures: tuple[int, int] | None, *, intent: Intent, by: Actor
) -> dict[str, Any]:
    """`figures`: (point, up to), or None to take it off the list. Raises Missing("no_such_product"),
    Refused("kit_stock")."""
    variant = db.session.scalar(sa.select(Variant).filter_by(sku=sku))
    if variant is None:
        raise Missing("no_such_product", _("That product isn’t in the catalog any more."))
    must_have_stock(variant.id)
    name, variant_id = variant.name, variant.id
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        level = db.session.get_one(StockLevel, ledger.level_of(store.id, variant_id))
        before = (level.reorder_point, level.reorder_to)
        level.reorder_point, level.reorder_to = figures or (None, None)
        facts = {"point": level.reorder_point, "upto": level.reorder_to, "before": list(before)}
        record("stock.reorder_set", about=level, by=by, **facts)
        return answer(intent, name=name)
