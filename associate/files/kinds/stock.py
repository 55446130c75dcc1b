"""What lies where. The trial finds how far the books are off, and exactly that is written then: what was
sold in between stays sold.
"""

from typing import Any, NamedTuple

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.stock_in import Found, levels_now, places_of, write_found
from associate.core.catalog.codes import gtin14, scan_key
from associate.core.catalog.kits import every_kit
from associate.core.catalog.models import Variant
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.db import db
from associate.files.cells import Cells, Problem
from associate.files.plan import Context, Plan
from associate.files.table import Row, Table
from associate.words import _

BITE = 5000
DONE = ("levels", "units", "left")  # what a deed counts


class Wanted(NamedTuple):
    row: Row
    store: Store
    sku: str
    gtin: str
    units: int
    place: str
    reorder_point: int | None
    reorder_to: int | None


def plan(table: Table, context: Context) -> Plan:
    made = Plan(len(table.rows))
    stores = {store.code: store for store in db.session.scalars(sa.select(Store))}
    wanted = [each for row in table.rows if (each := _read(row, stores, context, made))]
    found = _compare(wanted, context, made)
    made.content = [each.content for each in found]
    return made


def take(content: list[list[Any]], context: Context, by: Actor) -> tuple[dict[str, int], list[Problem]]:
    """Inside atomic(): write some of what a trial found. What it did, and the rows it left as they are."""
    found, is_count = [Found(*each) for each in content], context.how == "shelf"
    since = context.as_of or now()
    left = write_found(found, since=since, is_count=is_count, cause=context.cause, by=by)
    units = sum(each.difference for each in found) - sum(each.difference for each in left)
    sentence = _("Somebody counted it after the file was tried, so it stays as it is.")
    result = dict(zip(DONE, (len(found) - len(left), units, len(left)), strict=True))
    return result, [Problem(each.row, "sku", sentence) for each in left]


def _read(row: Row, stores: dict[str, Store], context: Context, made: Plan) -> Wanted | None:
    cells = Cells(row)
    store = cells.known("store", stores.get, _("There’s no store with this code."))
    if store is not None and context.only_store is not None and store != context.only_store:
        cells.wrong("store", _("That’s another store. You bring in what is yours."))
    sku, gtin = cells.text("sku"), cells.gtin()
    if not (sku or cells.has("gtin")):
        cells.wrong("sku", _("Write its SKU or its barcode."))
    units = cells.units("units", needed=True)
    wanted = Wanted(
        row,
        store,  # type: ignore[arg-type]
        sku,
        gtin,
        units or 0,
        cells.text("place", most=20),
        cells.units("reorder_point"),
        cells.units("reorder_to"),
    )
    made.refuse(cells.problems)
    return None if cells.problems else wanted


def _compare(wanted: list[Wanted], context: Context, made: Plan) -> list[Found]:
    variants = _variants(wanted)
    places = places_of({each.store.id for each in wanted})
    pairs = [(each, variants.get(each.sku) if each.sku else variants.get(each.gtin)) for each in wanted]
    known = levels_now([(each.store.id, id_) for each, id_ in pairs if id_])
    seen: dict[tuple[int, int], int] = {}
    kits = set(db.session.scalars(every_kit()))
    found = []
    for each, variant_id in pairs:
        number, column, sentence = each.row.number, "sku" if each.sku else "gtin", ""
        level = known.get((each.store.id, variant_id or 0))
        place = places.get((each.store.id, scan_key(each.place))) if each.place else None
        was = (level.shelf if context.how == "shelf" else level.on_hand) if level else 0
        if variant_id is None or variant_id in kits:
            sentence = _no_stock(variant_id)
        elif (each.store.id, variant_id) in seen:
            sentence = _("Row %(n)d is about the same thing.", n=seen[each.store.id, variant_id])
        elif each.place and place is None:
            column, sentence = "place", _("There’s no such place in that store.")
        elif level and level.on_hand + each.units - was < 0:
            column, sentence = "units", _("More lies in customers’ bags than would be here.")
        if sentence or variant_id is None:
            made.refuse([Problem(number, column, sentence)])
            continue
        seen[each.store.id, variant_id] = number
        one = Found(
            each.store.id, variant_id, each.units - was, place, each.reorder_point, each.reorder_to, number
        )
        state = "new" if level is None else "changed" if one.is_news(level) else "same"
        made.note(number, state, _words(each, was, state))
        if state != "same" or context.how == "shelf":
            found.append(one)
    return found


def _no_stock(variant_id: int | None) -> str:
    if variant_id is None:
        return _("Nothing in the catalog has this code.")
    return _("That’s a set: it has no stock of its own. Bring in its parts.")


def _variants(wanted: list[Wanted]) -> dict[str, int]:
    """Id by SKU, and by GTIN where no SKU was given."""
    found: dict[str, int] = {}
    for column, codes in (
        (Variant.sku, sorted({each.sku for each in wanted if each.sku})),
        (Variant.gtin, sorted({gtin14(each.gtin) or "" for each in wanted if not each.sku})),
    ):
        for first in range(0, len(codes), BITE):
            find = sa.select(column, Variant.id).where(column.in_(codes[first : first + BITE]))
            for code, id_ in db.session.execute(find.order_by(Variant.id.desc())):
                found[code or ""] = id_
    return found


def _words(each: Wanted, was: int, state: str) -> str:
    code = each.sku or each.gtin
    return (
        f"{each.store.code} {code}: {each.units}"
        if state == "new"
        else (f"{each.store.code} {code}: {was} → {each.units}")
    )
