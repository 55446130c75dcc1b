"""Kits as a file has them: "HW-OM-1×2" is a part, and a kit has one or more."""

import re
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from associate.core.acts.catalog_in import Item
from associate.core.catalog.kits import made_of, make_kits, used_in
from associate.core.catalog.models import Variant
from associate.core.inventory.kit_stock import keep_levels
from associate.core.inventory.models import Movement, StockLevel
from associate.core.inventory.untold import tell_of_levels
from associate.db import db
from associate.words import _

BITE = 5000
COMPONENTS = "components"
MOST = 20  # parts of a kit, and units of one
PART = re.compile(r"(?P<sku>.+?)(?:\s*[×*]\s*(?P<units>[0-9]{1,2}))?")


def read_parts(text: str) -> list[str] | None:
    """ "HW-OM-1×2; HW-EK-15" as ["HW-OM-1×2", "HW-EK-15×1"]; None where it can't be read so."""
    units: dict[str, int] = {}
    for each in filter(None, map(str.strip, text.split(";"))):
        found = PART.fullmatch(each)
        sku, n = (found["sku"], int(found["units"] or 1)) if found else ("", 0)
        if not 1 <= n <= MOST or sku in units:
            return None
        units[sku] = n
    return [f"{sku}×{n}" for sku, n in units.items()] if len(units) <= MOST else None


def know_parts(items: Sequence[Item]) -> None:
    """Fill in what each of them is made of now, where a file says something about it."""
    told = {item.sku for item in items if COMPONENTS in item.given and not item.is_new}
    made = made_of(told) if told else {}
    for item in items:
        if item.sku in told:
            item.variant[COMPONENTS] = [f"{part.sku}×{part.units}" for part in made.get(item.sku, [])]
        elif item.given.get(COMPONENTS) == []:
            del item.given[COMPONENTS]  # new, and made of nothing


def misfit_kits(items: Iterable[Item]) -> dict[str, str]:
    """What can't be a kit, or a part of one, and why: a sentence by SKU."""
    told = {
        item.sku: [_split(each)[0] for each in item.given[COMPONENTS]] for item in items if _is_told(item)
    }
    if not told:
        return {}
    here = {item.sku for item in items}
    parts = {part for each in told.values() for part in each}
    known = here | _known(parts - here)
    kits = {sku for sku in (made_of(parts) if parts else {}) if told.get(sku) != []}
    kits |= {sku for sku, each in told.items() if each}
    used, stocked = used_in(told) | parts, _stocked(told)
    found = {}
    for sku, own in told.items():
        lost = next((part for part in own if part not in known), "")
        inner = next((part for part in own if part in kits), "")
        if lost:
            found[sku] = _("Nothing in the catalog has the SKU %(sku)s.", sku=lost)
        elif inner:
            found[sku] = _("%(sku)s is a set itself: name its parts.", sku=inner)
        elif own and sku in used:
            found[sku] = _("It’s a part of another set.")
        elif own and sku in stocked:
            found[sku] = _("It had stock of its own: give the set a SKU of its own.")
    return found


def write_kits(items: Iterable[Item]) -> None:
    """Inside atomic(), with the items written: what they are made of, for orders from now on."""
    told = {item.variant["id"]: item.given[COMPONENTS] for item in items if _is_told(item)}
    if not told:
        return
    pairs = {kit: [_split(each) for each in parts] for kit, parts in told.items()}
    ids = _ids({sku for each in pairs.values() for sku, _n in each})
    make_kits({kit: [(ids[sku], n) for sku, n in each] for kit, each in pairs.items()})
    tell_of_levels(keep_levels(told.keys()))


def _is_told(item: Item) -> bool:
    return COMPONENTS in item.given


def _split(part: str) -> tuple[str, int]:
    sku, _sign, units = part.rpartition("×")
    return sku, int(units)


def _known(skus: Iterable[str]) -> set[str]:
    return set(_ids(skus))


def _ids(skus: Iterable[str]) -> dict[str, int]:
    wanted, found = sorted(set(skus)), dict[str, int]()
    for first in range(0, len(wanted), BITE):
        find = sa.select(Variant.sku, Variant.id).where(Variant.sku.in_(wanted[first : first + BITE]))
        found |= dict(db.session.execute(find).all())
    return found


def _stocked(told: Mapping[str, Sequence[str]]) -> set[str]:
    """Those that were ever a thing on a shelf: what was sold of them comes back as that thing."""
    moved = sa.exists().where(Movement.level_id == StockLevel.id)
    find = sa.select(Variant.sku).join(StockLevel, StockLevel.variant_id == Variant.id).where(moved)
    return set(db.session.scalars(find.where(Variant.sku.in_(sorted(told))).distinct()))
