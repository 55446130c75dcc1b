"""What is doubled or missing before a store goes live: one statement a question."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import biip
import sqlalchemy as sa
from biip.gtin import Gtin

from associate.core.catalog.channels import Channel, ChannelVariant
from associate.core.catalog.models import Product, Variant
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.files.table import write_table
from associate.words import _, later

SHOWN = 50
Rows = list[tuple[str, str]]
"""(code, what about it)."""


@dataclass(frozen=True)
class Check:
    key: str
    label: Any
    fine: Any
    mend: Any
    find: Callable[[Store | None], Rows]
    kind: str = "catalog"  # of the file that mends it; "tasks": a page does


def _doubled(_store: Store | None) -> Rows:
    """SKUs that differ only by case or spaces, ours or as channels write them."""
    ours = sa.select(Variant.sku.label("sku"), sa.literal("").label("at"), Variant.id.label("variant_id"))
    theirs = sa.select(
        sa.func.substr(ChannelVariant.external_key, len("sku:") + 1), Channel.name, ChannelVariant.variant_id
    ).join(Channel, Channel.id == ChannelVariant.channel_id)
    every = ours.union_all(theirs.where(ChannelVariant.external_key.startswith("sku:"))).subquery()
    folded = sa.func.lower(sa.func.replace(every.c.sku, sa.literal_column("' '"), sa.literal_column("''")))
    several = sa.select(folded).group_by(folded).having(sa.func.count(sa.distinct(every.c.variant_id)) > 1)
    find = sa.select(every.c.sku, every.c.at).where(folded.in_(several)).order_by(folded, every.c.sku)
    return [(sku, at or str(_("Here"))) for sku, at in db.session.execute(find)]


def _bad_digits(_store: Store | None) -> Rows:
    """GTIN-14 whose check digit doesn't fit (GS1 General Specifications, section 7.9)."""
    find = sa.select(Variant.sku, Variant.gtin).where(Variant.gtin.is_not(None)).order_by(Variant.sku)
    return [(sku, gtin) for sku, gtin in db.session.execute(find) if gtin and not _is_gtin(gtin)]


def _same_gtin(_store: Store | None) -> Rows:
    several = sa.select(Variant.gtin).group_by(Variant.gtin).having(sa.func.count() > 1)
    find = sa.select(Variant.sku, Variant.gtin).where(Variant.gtin.is_not(None), Variant.gtin.in_(several))
    return [(sku, gtin or "") for sku, gtin in db.session.execute(find.order_by(Variant.gtin, Variant.sku))]


def _no_place(store: Store | None) -> Rows:
    find = sa.select(Variant.sku, Store.name).join(StockLevel, StockLevel.variant_id == Variant.id)
    find = find.join(Store, Store.id == StockLevel.store_id)
    find = find.where(StockLevel.location_id.is_(None), StockLevel.on_hand > 0, Variant.is_active.is_(True))
    if store is not None:
        find = find.where(StockLevel.store_id == store.id)
    return [(sku, name) for sku, name in db.session.execute(find.order_by(Store.name, Variant.sku))]


def _no_price(_store: Store | None) -> Rows:
    return _lacking(Variant.price <= 0)


def _no_weight(_store: Store | None) -> Rows:
    return _lacking(sa.func.coalesce(Variant.weight_g, 0) <= 0)


def _unmapped(_store: Store | None) -> Rows:
    find = sa.select(Task.facts).where(Task.kind == TaskKind.MAP_PRODUCT, Task.done_at.is_(None))
    return [
        (facts.get("sku") or facts.get("external_key", ""), facts.get("title", ""))
        for facts in db.session.scalars(find.order_by(Task.id))
    ]


CHECKS = (
    Check(
        "skus",
        later("SKUs that differ only by case or spaces"),
        later("Every SKU is written one way."),
        later("Keep one of each, and bring the others in as not active."),
        _doubled,
    ),
    Check(
        "check-digits",
        later("Barcodes with a wrong check digit"),
        later("Every barcode is whole."),
        later("No scanner reads these. Look at the package and bring the right ones in."),
        _bad_digits,
    ),
    Check(
        "same-gtin",
        later("One barcode on several things"),
        later("Every barcode means one thing."),
        later("The same product under two codes, or a wrong barcode: a scan can’t tell."),
        _same_gtin,
    ),
    Check(
        "places",
        later("Things without a place"),
        later("Everything in stock has its place."),
        later("Nobody is led to them. Bring their places in with the stock."),
        _no_place,
        "stock",
    ),
    Check(
        "prices",
        later("Things without a price"),
        later("Everything has its price."),
        later("Bring their prices in."),
        _no_price,
    ),
    Check(
        "weights",
        later("Things without a weight"),
        later("Everything has its weight."),
        later("Parcels of these have to be weighed. Bring their weights in."),
        _no_weight,
    ),
    Check(
        "unmapped",
        later("What a channel sells and nobody knows here"),
        later("Everything that channels sell is known."),
        later("Its orders wait. Say what each one is."),
        _unmapped,
        "tasks",
    ),
)


def page(store: Store | None) -> dict[str, Any]:
    found = [(check, check.find(store)) for check in CHECKS]
    return {"found": found, "shown": SHOWN, "wanting": sum(bool(rows) for _check, rows in found)}


def as_csv(store: Store | None) -> str:
    rows: list[list[object]] = [
        [str(check.label), code, about] for check in CHECKS for code, about in check.find(store)
    ]
    return write_table(["what", "code", "about"], rows)


def _lacking(condition: sa.ColumnElement[bool]) -> Rows:
    find = sa.select(Variant.sku, Product.title).join(Product, Product.id == Variant.product_id)
    find = find.where(condition, Variant.is_active.is_(True))
    return [(sku, title) for sku, title in db.session.execute(find.order_by(Variant.sku))]


def _is_gtin(digits: str) -> bool:
    try:
        return Gtin.parse(digits).as_gtin_14() == digits
    except (biip.ParseError, biip.EncodeError):
        return False
