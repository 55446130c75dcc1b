"""Stock: read the levels, correct one."""

import sqlalchemy as sa
from flask import Response
from pydantic import Field

from associate.core.acts.adjust import adjust_stock
from associate.core.catalog.models import Variant
from associate.core.inventory.kit_stock import free_of
from associate.core.inventory.models import StockLevel
from associate.web.access import token_can
from associate.web.api.answers import created, shown
from associate.web.api.door import api, bearer
from associate.web.api.finding import store_codes, store_named, variant_named, whole_gtin
from associate.web.api.idempotency import once
from associate.web.api.pages import Paged, page_of
from associate.web.api.shapes.base import PLAIN, Gtin
from associate.web.api.shapes.stock import AdjustmentSent, AdjustmentShape, LevelPage, level_shape
from associate.web.api.tags import STOCK


class LevelQuery(Paged):
    store: str | None = Field(None, max_length=20, pattern=PLAIN, description="Code of the store.")
    sku: str | None = Field(None, max_length=80, pattern=PLAIN)
    gtin: Gtin | None = Field(None, description="Any printed form of it.")


@api.get("/stock", tags=[STOCK], responses={200: LevelPage})
@token_can("stock:read")
def list_stock(query: LevelQuery) -> Response:
    """List stock

    One entry for each thing in each store that ever had it. A kit holds none of its own: its `atp` is what
    its parts make.
    """
    page, stores = page_of(_wanted(query), query, StockLevel.id), store_codes()
    units = free_of(page.rows)
    items = [level_shape(level, stores, units[level.id]) for level in page.rows]
    return shown(LevelPage(items=items, next=page.next))


@api.post("/stock/adjustments", tags=[STOCK], responses={201: AdjustmentShape})
@token_can("stock:write")
@once
def create_adjustment(body: AdjustmentSent) -> Response:
    """Correct stock

    Kept as a movement with its reason. Units that orders speak for may be taken away too: that is a fact,
    and a manager gets a task with the orders at risk. 422 `below_zero` when more would go than is on hand.
    """
    store, variant = store_named(body.store), variant_named(body.sku, body.gtin)
    level, change = adjust_stock(
        store.id,
        variant.id,
        by=bearer().actor,
        reason=body.reason.value,
        units=body.quantity or 0,
        on_shelf=body.on_shelf,
    )
    shape = level_shape(level, {store.id: store.code})
    return created(AdjustmentShape(change=change, reason=body.reason, level=shape))


def _wanted(query: LevelQuery) -> sa.Select[StockLevel]:
    find = sa.select(StockLevel)
    if query.store:
        find = find.where(StockLevel.store_id == store_named(query.store).id)
    things = sa.select(Variant.id)
    if query.sku:
        things = things.where(Variant.sku == query.sku)
    if query.gtin:
        things = things.where(Variant.gtin == whole_gtin(query.gtin))
    return find.where(StockLevel.variant_id.in_(things)) if query.sku or query.gtin else find
