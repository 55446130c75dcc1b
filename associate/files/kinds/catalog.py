"""Products, variants, prices. A row is a variant; what is left out stays as it is."""

import re
from typing import Any

from associate.core.acts import catalog_in, kits_in
from associate.core.acts.catalog_in import Item
from associate.core.events.record import Actor
from associate.files.cells import Cells, Problem
from associate.files.plan import Context, Plan
from associate.files.table import Table
from associate.words import _

TAKE_AWAY = "-"
FLAGS = {"is_foldable": "foldable", "is_fragile": "fragile", "asks_serial": "serial"}
HS_CODE = re.compile(r"\d{6,10}")
SIDES = ("length_mm", "width_mm", "height_mm")
LONGEST = 3_000  # mm
TEXTS = {"title": 200, "vendor": 80, "category": 80, "size": 40, "color": 40, "tax_class": 40}


def plan(table: Table, context: Context) -> Plan:
    made = Plan(len(table.rows))
    items: dict[int, Item] = {}
    for row in table.rows:
        cells = Cells(row, context.decimal)
        item = _read(cells, context)
        made.refuse(cells.problems)
        if not cells.problems:
            items[row.number] = item
    catalog_in.know(list(items.values()))
    kits_in.know_parts(list(items.values()))
    _refuse(made, items, _misfits(items))
    while misfits := _misfit_kits(items):  # a row that is refused may be another set's part
        _refuse(made, items, misfits)
    for number, item in items.items():
        state = "new" if item.is_new else "changed" if item.changes else "same"
        made.note(number, state, _words(item, state))
    wanted = [item for item in items.values() if item.is_new or item.changes]
    made.content = [[item.sku, item.group, item.is_new, _changes(item)] for item in wanted]
    made.deed = lambda by: _do(wanted, by)
    return made


def after() -> None:
    catalog_in.release_what_waited()


def _do(wanted: list[Item], by: Actor) -> dict[str, Any]:
    new = sum(item.is_new for item in wanted)
    catalog_in.write_catalog(wanted, by=by)
    kits_in.write_kits(wanted)
    return {"new": new, "changed": len(wanted) - new}


def _read(cells: Cells, context: Context) -> Item:
    sku = cells.text("sku", needed=True)
    given: dict[str, Any] = {}
    for name, most in TEXTS.items():
        if text := cells.text(name, most=most):
            given[name] = text
    if cells.has("tags"):
        given["tags"] = cells.list("tags")
    if gtin := cells.gtin():
        given["gtin"] = gtin
    more = {"weight_g": cells.units("weight_g", least=1), "is_active": cells.flag("active", None)}
    given |= {name: value for name, value in more.items() if value is not None}
    _read_parts(cells, given)
    _read_packing(cells, given)
    _read_customs(cells, given)
    _read_image(cells, given)
    _read_prices(cells, context, given)
    group = cells.text("product", most=120) or f"title:{given.get('title') or sku}"
    return Item(sku, group, given)


def _read_image(cells: Cells, given: dict[str, Any]) -> None:
    if image := cells.text("image", most=500):
        given["picture"] = image
        if not image.startswith("https://"):
            cells.wrong("image", _("An address that begins with https://."))


def _read_parts(cells: Cells, given: dict[str, Any]) -> None:
    if text := cells.text("components", most=900):
        parts = [] if text == TAKE_AWAY else kits_in.read_parts(text)
        if parts is None:
            cells.wrong("components", _("SKUs with ; between, as in HW-OM-1×2; HW-EK-15. At most 20."))
        else:
            given["components"] = parts


def _read_packing(cells: Cells, given: dict[str, Any]) -> None:
    sides = {name: cells.units(name, least=1, most=LONGEST) for name in SIDES}
    told = {name: side for name, side in sides.items() if side is not None}
    if told and len(told) < len(SIDES) and not any(problem.column in SIDES for problem in cells.problems):
        cells.wrong(next(name for name in SIDES if name not in told), _("All three sides, or none."))
    flags = {name: cells.flag(column, None) for name, column in FLAGS.items()}
    given |= told | {name: value for name, value in flags.items() if value is not None}
    for name, most in {"hazmat": 40, "pack_note": 200}.items():
        if text := cells.text(name, most=most):
            given[name] = "" if text == TAKE_AWAY else text


def _read_customs(cells: Cells, given: dict[str, Any]) -> None:
    """The code of the Harmonized System, at least its six digits that hold everywhere; dots may part them."""
    if text := cells.text("hs_code", most=16):
        given["hs_code"] = code = "" if text == TAKE_AWAY else re.sub(r"[. ]", "", text)
        if code and not HS_CODE.fullmatch(code):
            cells.wrong("hs_code", _("6 to 10 digits."))
    if cells.text("origin") == TAKE_AWAY:
        given["origin"] = ""
    elif origin := cells.country("origin"):
        given["origin"] = origin


def _read_prices(cells: Cells, context: Context, given: dict[str, Any]) -> None:
    default = context.default_store.currency if context.default_store else ""
    currency = cells.currency("currency", default) if cells.has("price") or cells.has("compare_at") else ""
    if (price := cells.money("price", currency)) is not None:
        given |= {"price": price, "currency": currency}
    if cells.text("compare_at") == TAKE_AWAY:
        given["compare_at"] = None
    elif (before := cells.money("compare_at", currency)) is not None:
        given["compare_at"] = before
    if promotion := cells.text("promotion", most=120):
        given["promotion"] = "" if promotion == TAKE_AWAY else promotion


def _refuse(made: Plan, items: dict[int, Item], found: dict[int, Problem]) -> None:
    made.refuse(found.values())
    for number in found:
        del items[number]


def _misfit_kits(items: dict[int, Item]) -> dict[int, Problem]:
    kits = kits_in.misfit_kits(items.values())
    return {
        number: Problem(number, kits_in.COMPONENTS, kits[item.sku])
        for number, item in items.items()
        if item.sku in kits
    }


def _misfits(items: dict[int, Item]) -> dict[int, Problem]:
    """What can't be seen in a row alone, by row; the first thing of each."""
    found: dict[int, Problem] = {}
    rows: dict[str, int] = {}
    spelled = catalog_in.other_spellings([item.sku for item in items.values() if item.is_new])
    gtins = catalog_in.skus_by_gtin([item.given["gtin"] for item in items.values() if "gtin" in item.given])
    for number, item in items.items():
        key = catalog_in.fold_sku(item.sku)
        gtin = item.given.get("gtin")
        others = gtins.get(gtin, set()) - {item.sku} if gtin else set()
        if key in rows:
            found[number] = Problem(number, "sku", _("Row %(n)d has this SKU already.", n=rows[key]))
        elif item.is_new and item.sku in spelled:
            found[number] = Problem(number, "sku", _("Here it’s written %(sku)s.", sku=spelled[item.sku]))
        elif item.is_new and (lacking := _lacking(item)):
            found[number] = Problem(number, *lacking)
        elif others:
            found[number] = Problem(number, "gtin", _("%(sku)s has this barcode.", sku=min(others)))
        else:
            rows[key] = number
            gtins.setdefault(gtin or "", set()).add(item.sku)
    return found


def _lacking(item: Item) -> tuple[str, str] | None:
    if "title" not in item.given and not item.product:
        return "title", _("It’s new: it needs a title.")
    return None if "price" in item.given else ("price", _("It’s new: it needs a price."))


def _changes(item: Item) -> dict[str, Any]:
    return {name: list(values) for name, values in sorted(item.changes.items())}


def _words(item: Item, state: str) -> str:
    if state == "new":
        return f"{item.sku}: {item.given.get('title') or item.product.get('title')}"
    told = [f"{name} {_shown(was)} → {_shown(to)}" for name, (was, to) in sorted(item.changes.items())]
    return f"{item.sku}: {', '.join(told)}"


def _shown(value: Any) -> str:
    return "|".join(value) if isinstance(value, list) else "–" if value in (None, "") else str(value)
