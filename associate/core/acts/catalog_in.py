"""Products and variants as a file has them: what is given is written, what is left out stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

from associate.bulk import insert_for_ids
from associate.core.acts.waking import release_waiting, wake, waking_channels
from associate.core.catalog.models import Product, Variant
from associate.core.events.record import Actor, Entry, record_all
from associate.core.inventory.safety import keep_safety
from associate.core.stores.models import Temperature
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task
from associate.db import db

BITE = 5000
variants = cast(sa.Table, Variant.__table__)
products = cast(sa.Table, Product.__table__)
VARIANT = (
    "gtin size color price compare_at promotion currency weight_g length_mm width_mm height_mm hs_code origin"
    " is_active"
).split()
PRODUCT = (
    "title vendor category tags picture tax_class is_foldable is_fragile hazmat pack_note asks_serial"
).split()
BLANK = {
    **dict.fromkeys(("size", "color", "hue", "promotion", "hs_code", "origin"), ""),
    "is_active": True,
    "gtin": None,
}
NOTHING = dict.fromkeys(("compare_at", "weight_g", "length_mm", "width_mm", "height_mm"))
BLANK_PRODUCT = {
    **dict.fromkeys(("vendor", "category", "picture", "tax_class", "hazmat", "pack_note"), ""),
    "tags": [],
    "is_foldable": False,
    "is_fragile": False,
    "asks_serial": False,
}


@dataclass
class Item:
    """One variant as it should be. `group` ties new variants to one product; `given` are the columns said.

    `variant` and `product` hold what is known of it, by column; empty for what is new.
    """

    sku: str
    group: str
    given: dict[str, Any]
    variant: dict[str, Any] = field(default_factory=dict)
    product: dict[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return not self.variant

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Column → (was, will be)."""
        known = {**self.product, **self.variant}
        return {name: (known.get(name), to) for name, to in self.given.items() if known.get(name) != to}


def know(items: Sequence[Item]) -> None:
    """Fill in what is known of each, by its SKU. New ones join the product of a known one of their group."""
    found: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    skus = [item.sku for item in items]
    for first in range(0, len(skus), BITE):
        find = sa.select(variants, products).join(products, products.c.id == variants.c.product_id)
        for row in db.session.execute(find.where(variants.c.sku.in_(skus[first : first + BITE]))).mappings():
            parts = [{column.name: row[column] for column in table.c} for table in (variants, products)]
            found[row[variants.c.sku]] = (parts[0], parts[1])
    groups: dict[str, dict[str, Any]] = {}
    for item in items:
        if item.sku in found:
            item.variant, item.product = found[item.sku]
            groups.setdefault(item.group, item.product)
    for item in items:
        item.product = item.product or groups.get(item.group, {})


def other_spellings(skus: Sequence[str]) -> dict[str, str]:
    """Of these SKUs nobody knows, those that are here with other case or spaces: as they are written here."""
    folded = {fold_sku(sku): sku for sku in skus}
    if not folded:
        return {}
    here = {fold_sku(sku): sku for sku in db.session.scalars(sa.select(Variant.sku))}
    return {sku: here[key] for key, sku in folded.items() if key in here}


def fold_sku(sku: str) -> str:
    return "".join(sku.split()).casefold()


def skus_by_gtin(gtins: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for first in range(0, len(gtins), BITE):
        find = sa.select(Variant.gtin, Variant.sku).where(Variant.gtin.in_(gtins[first : first + BITE]))
        for gtin, sku in db.session.execute(find):
            found.setdefault(gtin or "", set()).add(sku)
    return found


def write_catalog(items: Sequence[Item], *, by: Actor) -> None:
    """Inside atomic(): items that `know` has seen in this transaction, in a few statements."""
    news, changed = [item for item in items if item.is_new], [item for item in items if not item.is_new]
    changed = [item for item in changed if item.changes]
    _add(news)
    _change(changed, variants, VARIANT, lambda item: item.variant)
    _change([i for i in items if i.product], products, PRODUCT, lambda item: item.product)
    db.session.expire_all()
    record_all("product.added", [_entry(item) for item in news], by=by)
    record_all("product.changed", [_entry(item) for item in changed], by=by)
    keep_safety(product_ids={item.product["id"] for item in items if item.product})
    _wake(by)
    _settle({item.sku for item in news}, by)


def release_what_waited() -> None:
    """After the deed: the first of the orders and receipts that waited for something that is known now. The
    worker does the others."""
    for channel_id in waking_channels():
        release_waiting(channel_id)


def _wake(by: Actor) -> None:
    waiting = sa.select(Task.facts).where(Task.kind == TaskKind.MAP_PRODUCT)
    channels = {facts["channel_id"] for facts in db.session.scalars(waiting) if "channel_id" in facts}
    for channel_id in sorted(channels):
        wake(channel_id, by=by)


def _add(news: list[Item]) -> None:
    alone = [item for item in news if not item.product]
    groups = {item.group: item for item in reversed(alone)}
    rows = [_row(item, PRODUCT, {**BLANK_PRODUCT, **_PRODUCT_REST}) for item in groups.values()]
    ids = dict(zip(groups, insert_for_ids(Product, rows), strict=True))
    for item in alone:
        item.product = {**BLANK_PRODUCT, "id": ids[item.group]}
        item.product |= {name: item.given[name] for name in PRODUCT if name in item.given}
    rows = [{**_row(item, VARIANT, {**BLANK, **NOTHING}), **_is(item)} for item in news]
    ids_of_new = insert_for_ids(Variant, rows, "sku")
    for item, id_ in zip(news, ids_of_new, strict=True):
        item.variant = {"id": id_, "sku": item.sku}


_PRODUCT_REST: dict[str, Any] = {"temperature": Temperature.AMBIENT, "is_heavy": False}


def _is(item: Item) -> dict[str, Any]:
    return {"sku": item.sku, "product_id": item.product["id"]}


def _row(item: Item, names: list[str], blank: dict[str, Any]) -> dict[str, Any]:
    return {**blank, **{name: item.given[name] for name in names if name in item.given}}


def _change(items: list[Item], table: sa.Table, names: list[str], known: Any) -> None:
    """One row of each thing, whole, so that one statement serves them all."""
    rows: dict[int, dict[str, Any]] = {}
    for item in items:
        now = known(item)
        given = {name: item.given[name] for name in names if name in item.given}
        row = rows.setdefault(now["id"], {name: now.get(name) for name in names})
        row |= given
    was = {known(item)["id"]: known(item) for item in items}
    news = [
        {"its_id": id_, **{f"new_{name}": row[name] for name in names}}
        for id_, row in sorted(rows.items())
        if any(row[name] != was[id_].get(name) for name in names)
    ]
    if news:
        to = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        statement = sa.update(table).where(table.c.id == sa.bindparam("its_id")).values(to)
        db.session.connection().execute(statement, news)


def _entry(item: Item) -> Entry:
    facts = {"sku": item.sku, "fields": sorted(item.given)}
    return Entry(f"variant:{item.variant['id']}", None, None, facts)


def _settle(skus: set[str], by: Actor) -> None:
    """What waited for a person to say what a SKU means needs nobody any more."""
    is_open = sa.select(Task).where(Task.kind == TaskKind.MAP_PRODUCT, Task.done_at.is_(None))
    for task in db.session.scalars(is_open).all():
        if task.facts.get("sku") in skus:
            close_task(task, task.facts["sku"], by=by)
