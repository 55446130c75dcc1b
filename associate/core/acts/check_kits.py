"""Prove the kits: none within another, none with stock of its own, and each sold one whole in its lines."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from associate.core.catalog.kits import KitPart, every_kit
from associate.core.catalog.models import Variant
from associate.core.inventory.models import StockLevel
from associate.core.orders.models import Order, OrderLine
from associate.db import db


def kit_mismatches() -> Iterator[str]:
    inner = aliased(KitPart)
    nested = sa.select(Variant.sku).join(KitPart, KitPart.part_id == Variant.id)
    for sku in db.session.scalars(nested.join(inner, inner.kit_id == KitPart.part_id).distinct()):
        yield f"{sku}: a part of a kit, and a kit itself"
    has_some = sa.or_(StockLevel.on_hand != 0, StockLevel.reserved != 0, StockLevel.held != 0)
    stocked = sa.select(Variant.sku, StockLevel.id).join(StockLevel, StockLevel.variant_id == Variant.id)
    for sku, level in db.session.execute(stocked.where(has_some, Variant.id.in_(every_kit()))):
        yield f"{sku}: a kit, and stock level {level} holds some of it"
    yield from _sold()


def _sold() -> Iterator[str]:
    """As many of each part as of any other, for the units of it that one kit holds."""
    kits = OrderLine.quantity / sa.func.nullif(OrderLine.kit_units, 0)
    find = sa.select(Order.number, OrderLine.kit_key).join(Order, Order.id == OrderLine.order_id)
    find = find.where(OrderLine.kit_key != "").group_by(Order.number, OrderLine.kit_key)
    for number, key in db.session.execute(find.having(sa.func.min(kits) != sa.func.max(kits))):
        yield f"{number}: the parts of its kit {key} aren’t as many as each other"
