"""The books say another figure than somebody who knows: correct them, with a reason."""

from associate.core.acts.conflicts import look_for_conflict
from associate.core.catalog.kits import must_have_stock
from associate.core.events.record import Actor, record
from associate.core.fulfillment.shelf import shelf
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _


def adjust_stock(
    store_id: int, variant_id: int, *, by: Actor, reason: str, units: int = 0, on_shelf: int | None = None
) -> tuple[StockLevel, int]:
    """Change on hand by `units`, signed, or make the shelf hold `on_shelf`. Returns the level and the change.

    What lies in customers’ bags or is held is never part of the shelf. Raises Refused("below_zero") when
    more would go than is on hand, "kit_stock" for a kit.
    """
    must_have_stock(variant_id)
    with atomic():
        level_id = ledger.level_of(store_id, variant_id)
        ledger.lock([level_id])
        level = db.session.get_one(StockLevel, level_id, populate_existing=True)
        change = units if on_shelf is None else on_shelf - shelf(level)
        if change < 0 and level.on_hand + change < 0:
            raise Refused("below_zero", _("Only %(n)d are on hand.", n=level.on_hand))
        if on_shelf is None:
            ledger.adjust(level_id, change, Kind.ADJUSTED, cause=level.ref, by=by)
        else:
            ledger.count(level_id, change, cause=level.ref, by=by)
        record("stock.adjusted", about=level, by=by, units=change, reason=reason, sku=level.variant.sku)
        look_for_conflict(level_id, by=by)
        return db.session.get_one(StockLevel, level_id, populate_existing=True), change
