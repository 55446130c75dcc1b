"""What lies on the shelves: most of everything, little of some, none of a few."""

import random
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.kits import make_kits
from associate.core.catalog.models import Product, Variant
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.kit_stock import keep_levels
from associate.core.stores.models import Location, LocationKind, Store, Temperature
from associate.db import db
from associate.demo.assortment import DEPARTMENTS, SETS, Look, Thing, assortment
from associate.demo.sizes import HAZMAT, SERIALS, SHAPES, size_of
from associate.demo.stores import FLOOR, SHELVES

CARRIED = 80  # percent of the assortment that a store other than the first carries


def list_products(things: list[Thing]) -> dict[str, int]:
    """Write products and variants; variant ids by SKU. Inside atomic()."""
    new_products = sa.insert(Product).returning(Product.id, sort_by_parameter_order=True)
    product_ids = db.session.scalars(new_products, [_product(thing) for thing in things]).all()
    rows = [
        _variant(thing, look, product_id)
        for thing, product_id in zip(things, product_ids, strict=True)
        for look in thing.looks
    ]
    new_variants = sa.insert(Variant).returning(Variant.sku, Variant.id, sort_by_parameter_order=True)
    return {row.sku: row.id for row in db.session.execute(new_variants, rows)}


def fill_shelves(
    stores: dict[str, Store], things: list[Thing], ids: dict[str, int], needed: set[tuple[str, str]]
) -> None:
    """Stock every store. `needed` are (store code, SKU) pairs that orders count on. Inside atomic()."""
    for store in stores.values():
        shelves = _shelves(store)
        rows: list[dict[str, Any]] = []
        for index, thing in enumerate(things):
            for look in thing.looks:
                units = _units(store.code, thing, look, (store.code, look.sku) in needed)
                if units is not None:
                    rows.append(
                        {
                            "store_id": store.id,
                            "variant_id": ids[look.sku],
                            "on_hand": units,
                            "location_id": shelves[_shelf_of(thing, index)],
                            "shelf_note": f"shelf {index % 4 + 1}",
                        }
                    )
        ledger.stock_up(rows, cause="demo", by=SYSTEM)


def make_sets(ids: dict[str, int], known: Mapping[tuple[str, str, str], tuple[Thing, Look]]) -> None:
    """What is sold as one and picked part by part. Inside atomic(), once all of it is listed."""
    kits = {
        ids[known[title, "", ""][1].sku]: [(ids[known[part[:3]][1].sku], part[3]) for part in parts]
        for title, parts in SETS.items()
    }
    make_kits(kits)
    keep_levels(kits.keys())


def carried(store: str, least: int = 3) -> list[str]:
    """The SKUs of which this store was filled with so many at least."""
    filled = ((look.sku, _units(store, thing, look, False)) for thing in assortment() for look in thing.looks)
    return [sku for sku, units in filled if (units or 0) >= least]


def _product(thing: Thing) -> dict[str, Any]:
    shape = SHAPES[thing.picture]
    return {
        "title": thing.title,
        "vendor": "Hollis & Wren",
        "category": thing.department,
        "tags": sorted(thing.marks),
        "picture": thing.picture,
        "min_age": 18 if "18" in thing.marks else None,
        "temperature": Temperature.CHILLED if "cold" in thing.marks else Temperature.AMBIENT,
        "is_heavy": "heavy" in thing.marks,
        "is_fragile": shape.is_fragile,
        "is_foldable": shape.folds,
        "asks_serial": thing.title in SERIALS,
        "hazmat": HAZMAT.get(thing.title, ""),
        "pack_note": shape.note,
    }


def _variant(thing: Thing, look: Look, product_id: int) -> dict[str, Any]:
    length, width, height = size_of(thing) or (None, None, None)
    return {
        "product_id": product_id,
        "sku": look.sku,
        "gtin": look.gtin,
        "size": look.size,
        "color": look.color,
        "hue": look.hue,
        "price": thing.price,
        "currency": "EUR",
        "weight_g": thing.weight_g,
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
    }


def _units(store: str, thing: Thing, look: Look, needed: bool) -> int | None:
    """The same dice on every machine; None where the store does not carry it."""
    dice = random.Random(f"{store} {look.sku}")
    if needed:
        return dice.randint(7, 16)
    if store != "MQ" and dice.randint(1, 100) > CARRIED:
        return None
    roll = dice.randint(1, 100)
    if roll <= 5:
        return 0
    if roll <= 14:
        return dice.randint(1, 2)
    most = {"heavy": 4}.get(next(iter(thing.marks), ""), 12)
    return dice.randint(3, most * (2 if thing.department == "Food and wine" else 1))


def _shelves(store: Store) -> dict[str, int]:
    find = sa.select(Location.code, Location.id).filter_by(store_id=store.id, kind=LocationKind.SHELF)
    return {row.code: row.id for row in db.session.execute(find)}


def _shelf_of(thing: Thing, index: int) -> str:
    if "cold" in thing.marks:
        return f"K-{index % 4 + 1:02d}"
    zones = dict(zip(DEPARTMENTS, (aisle for aisle, *_ in FLOOR), strict=True))
    return f"{zones[thing.department]}-{index % SHELVES + 1:02d}"
