"""What one scan tells: the thing, its price, its stock with the sum laid open, and who else has it."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.catalog.codes import Code, marks_in, read_code
from associate.core.catalog.kits import KitPart, parts_of
from associate.core.catalog.models import Variant
from associate.core.catalog.search import variants_meant, variants_with_code
from associate.core.catalog.stop_sales import StopSale, Verdict, open_stops
from associate.core.fulfillment.shelf import shelf
from associate.core.inventory.kit_stock import sets_at
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free, level_here, levels_here
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.core.stores.distance import kilometers
from associate.core.stores.models import Location, Store
from associate.db import db
from associate.errors import Refused
from associate.money import share

MOST = 30  # hits on the page
NEAR = 8  # other stores on the page


@dataclass(frozen=True)
class Hit:
    """One of several things that were meant."""

    variant: Variant
    free: int


@dataclass(frozen=True)
class Elsewhere:
    """Another store. `km` is None where one of the two doesn’t say where it is."""

    store: Store
    km: float | None
    free: int


@dataclass(frozen=True)
class Coming:
    transfer: Transfer
    units: int

    @property
    def is_on_its_way(self) -> bool:
        return self.transfer.state == TransferState.SHIPPED


@dataclass(frozen=True)
class Contained:
    """One part of a set: so many units in each, so many free here; `share` of its price in minor units."""

    variant: Variant
    units: int
    free: int
    share: int


@dataclass(frozen=True)
class Card:
    """One thing as this store has it. `shelf` is None where the store never had any."""

    variant: Variant
    level: StockLevel | None
    free: int
    shelf: int | None
    stops: list[tuple[StopSale, Verdict]]
    coming: list[Coming]
    elsewhere: list[Elsewhere]
    siblings: list[Hit]
    parts: list[Contained] = field(default_factory=list)

    @property
    def is_stopped(self) -> bool:
        return any(verdict == Verdict.STOP for _stop, verdict in self.stops)


@dataclass(frozen=True)
class Found:
    """`text` as it was scanned; `card` for one hit, `hits` for several; `kind` of a code of ours, no item."""

    text: str
    card: Card | None = None
    hits: list[Hit] = field(default_factory=list)
    place: Location | None = None
    kind: str = ""

    @property
    def is_unknown(self) -> bool:
        return bool(self.text) and not self.card and not self.hits and not self.place and not self.kind


def look_up(store: Store, text: str) -> Found:
    if not text:
        return Found("")
    code = _code(text)
    if place := _place(store, code, text):
        return Found(text, hits=_hits(store, _lying_at(place)), place=place)
    meant = variants_meant(text, most=MOST)
    if len(meant) == 1:
        return Found(text, card=_card(store, meant[0], text))
    return Found(text, hits=_hits(store, meant), kind="" if meant else code.kind)


def _code(text: str) -> Code:
    try:
        return read_code(text)
    except Refused:
        return Code(text, value=text)


def _place(store: Store, code: Code, text: str) -> Location | None:
    """A place of this store, scanned or typed as it is printed, that is no thing’s SKU."""
    if code.kind not in ("", "LOC") or not code.key or len(code.key) > 20:
        return None
    found = db.session.scalar(sa.select(Location).filter_by(store_id=store.id, scan_key=code.key))
    return None if found and not code.kind and variants_with_code(text, most=1) else found


def _lying_at(place: Location) -> list[Variant]:
    find = sa.select(Variant).join(StockLevel, StockLevel.variant_id == Variant.id)
    find = find.where(StockLevel.store_id == place.store_id, StockLevel.location_id == place.id)
    return list(db.session.scalars(find.order_by(StockLevel.shelf_note, Variant.sku).limit(100)))


def _hits(store: Store, variants: list[Variant]) -> list[Hit]:
    find = sa.select(StockLevel).where(
        StockLevel.store_id == store.id, StockLevel.variant_id.in_([variant.id for variant in variants])
    )
    units = {level.variant_id: free(level) for level in db.session.scalars(find)}
    units |= {kit: n for (_at, kit), n in sets_at([store.id], [variant.id for variant in variants]).items()}
    return [Hit(variant, units.get(variant.id, 0)) for variant in variants]


def _card(store: Store, variant: Variant, text: str) -> Card:
    level = level_here(store.id, variant.id)
    if parts := parts_of([variant.id]).get(variant.id):
        return _card_of_set(store, variant, text, parts)
    return Card(
        variant,
        level,
        free(level) if level else 0,
        max(0, shelf(level)) if level else None,
        _stops(variant, text),
        _coming(store, variant),
        _elsewhere(store, variant),
        _siblings(store, variant),
    )


def _card_of_set(store: Store, variant: Variant, text: str, parts: list[KitPart]) -> Card:
    """A set has no stock of its own: what is free here and elsewhere are the sets that its parts make."""
    others = list(db.session.scalars(sa.select(Store).where(Store.id != store.id)))
    sets = sets_at([store.id, *(other.id for other in others)], [variant.id])
    levels = levels_here(store.id, [each.part_id for each in parts])
    shares = share(variant.price, [each.share for each in parts])
    contained = [
        Contained(each.part, each.units, free(levels[each.part_id]) if each.part_id in levels else 0, worth)
        for each, worth in zip(parts, shares, strict=True)
    ]
    there = [Elsewhere(other, kilometers(store, other), sets[other.id, variant.id]) for other in others]
    return Card(
        variant,
        None,
        sets[store.id, variant.id],
        None,
        _stops(variant, text),
        [],
        _nearest(there),
        _siblings(store, variant),
        contained,
    )


def _stops(variant: Variant, text: str) -> list[tuple[StopSale, Verdict]]:
    """What is recalled of it, and whether what was scanned is it."""
    if not variant.product.stopped:
        return []
    lot, serial = marks_in(text)
    told = [(stop, stop.verdict(lot, serial)) for stop in open_stops([variant.product_id])]
    return sorted(told, key=lambda each: each[1] != Verdict.STOP)


def _coming(store: Store, variant: Variant) -> list[Coming]:
    find = sa.select(TransferLine).join(Transfer).options(joinedload(TransferLine.transfer))
    find = find.where(
        Transfer.to_id == store.id,
        Transfer.state.in_((TransferState.REQUESTED, TransferState.SHIPPED)),
        TransferLine.variant_id == variant.id,
    )
    coming = [
        Coming(line.transfer, line.on_the_way if line.transfer.shipped_at else line.requested)
        for line in db.session.scalars(find.order_by(Transfer.expected_at, Transfer.id))
    ]
    return [each for each in coming if each.units]


def _elsewhere(store: Store, variant: Variant) -> list[Elsewhere]:
    """Stores that have some free, the nearest first, those of unknown distance last."""
    find = sa.select(StockLevel, Store).join(Store, Store.id == StockLevel.store_id)
    find = find.where(StockLevel.variant_id == variant.id, Store.id != store.id)
    there = [
        Elsewhere(other, kilometers(store, other), free(level)) for level, other in db.session.execute(find)
    ]
    return _nearest(there)


def _nearest(there: list[Elsewhere]) -> list[Elsewhere]:
    has_some = [each for each in there if each.free]
    return sorted(has_some, key=lambda each: (each.km is None, each.km or 0, each.store.name))[:NEAR]


def _siblings(store: Store, variant: Variant) -> list[Hit]:
    """The same product in other sizes and colors."""
    find = sa.select(Variant).where(
        Variant.product_id == variant.product_id, Variant.id != variant.id, Variant.is_active
    )
    return _hits(store, list(db.session.scalars(find.order_by(Variant.id).limit(MOST))))
