"""Count stock from a file, one transaction a row: what is wrong in one row stops no other."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from associate.core.catalog.codes import scan_key
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.core.stores.models import Location, LocationKind, Store
from associate.db import atomic, db

Row = dict[str, str]


@dataclass
class Report:
    counted: int = 0
    racks: int = 0
    problems: list[str] = field(default_factory=list)


def load_stock(file: Path) -> Report:
    """Set each level to the counted figure. The movement is the difference, its cause the file's name."""
    report = Report()
    with file.open(newline="", encoding="utf-8-sig") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            try:
                with atomic():
                    _take(row, report, cause=f"count:{file.name}"[:60])
            except ValueError as problem:
                report.problems.append(f"row {number}: {problem}")
    return report


def _take(row: Row, report: Report, *, cause: str) -> None:
    here = db.session.scalar(select(Store).filter_by(code=(row.get("store") or "").strip()))
    if here is None:
        raise ValueError(f"there is no store {row.get('store')!r}")
    place, sku = (row.get("place") or "").strip(), (row.get("sku") or "").strip()
    if not sku:
        _place(here, place, LocationKind.STAGING)
        report.racks += 1
        return
    thing = db.session.scalar(select(Variant).filter_by(sku=sku))
    if thing is None:
        raise ValueError(f"nobody knows the SKU {sku!r}; its channel has to tell of the product first")
    _count(here, thing, _units(row.get("on_hand")), place, cause)
    report.counted += 1


def _count(here: Store, thing: Variant, units: int, place: str, cause: str) -> None:
    level = db.session.get_one(StockLevel, ledger.level_of(here.id, thing.id))
    ledger.adjust(level.id, units - level.on_hand, Kind.COUNTED, cause=cause, by=SYSTEM)
    if place:
        level.location_id = _place(here, place, LocationKind.SHELF).id


def _place(here: Store, code: str, kind: LocationKind) -> Location:
    key = scan_key(code)
    if not key or len(code) > 20:
        raise ValueError(f"{code!r} is no code for a place")
    found = db.session.scalar(select(Location).filter_by(store_id=here.id, scan_key=key))
    if found is None:
        found = Location(store_id=here.id, code=code, scan_key=key, kind=kind)
        db.session.add(found)
        db.session.flush()
    return found


def _units(text: str | None) -> int:
    if not (text or "").strip().isdecimal() or int(text or "") > 1_000_000:
        raise ValueError(f"{text!r} is no number of units")
    return int(text or "")
