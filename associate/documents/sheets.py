"""Sheets for the wall, the rack and the bag: what a store prints once and scans every day."""

from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.qr import Drawing, draw
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import State
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import levels_here
from associate.core.stores.models import Location, LocationKind, Store, Temperature
from associate.db import db
from associate.documents.codes import Barcode, barcode_of, code128
from associate.documents.paper import print_pdf
from associate.documents.tags import free_tags

TAGS = 48  # two pages
IM_HERE = (
    ("en", "I’m here"),
    ("es", "Ya estoy aquí"),
    ("fr", "Je suis là"),
)  # whoever parks reads one of them
FIRST_ORDERS = 6  # on the sheet to try things with


@dataclass(frozen=True)
class Label:
    """A code to scan and what a person reads beside it."""

    words: str
    small: str
    barcode: Barcode
    is_cold: bool = False


@dataclass(frozen=True)
class Sign:
    """A bay’s: what stands on it, what it opens, and the same to type."""

    bay: str
    qr: Drawing
    typed: str


@dataclass(frozen=True)
class Item:
    """One line of an order, with the barcode its label would have."""

    name: str
    traits: str
    place: str
    quantity: int
    code: str
    barcode: Barcode | None


@dataclass(frozen=True)
class Job:
    number: str
    first_name: str
    ready_by: str
    items: list[Item]


def bag_tags(store: Store, retailer: str) -> bytes:
    """Reusable tags that hang on no bag now, to cut out, punch and keep."""
    return print_pdf("bag_tags.html", tags=_tags(TAGS), retailer=retailer, store=store)


def place_labels(store: Store) -> bytes:
    """A label for every place of the store: where bags wait first, shelves in walking order after."""
    racks, shelves = _places(store, shelves=False), _places(store, shelves=True)
    return print_pdf("places.html", store=store, groups=[racks, shelves])


def bay_signs(store: Store, retailer: str, base: str) -> bytes:
    """A sign for each bay, in walking order. Its code opens “I’m here” with the bay filled in; `base` is
    where customers reach us, "https://shop.example"."""
    find = sa.select(Location).filter_by(store_id=store.id, kind=LocationKind.BAY, is_active=True)
    bays = db.session.scalars(find.order_by(Location.sequence, Location.id))
    signs = [_sign(store, bay.code, base) for bay in bays]
    return print_pdf("bay_signs.html", store=store, retailer=retailer, signs=signs, im_here=IM_HERE)


def _sign(store: Store, bay: str, base: str) -> Sign:
    link = f"{base.rstrip('/')}/bay/{quote(store.code, safe='')}/{quote(bay, safe='')}"
    return Sign(bay, draw(link), link.partition("://")[2])


def scan_sheet(store: Store) -> bytes:
    """Items, bag tags and racks for the first orders of the queue: the job without the goods."""
    jobs = open_here(store, State.RELEASED)[:FIRST_ORDERS]
    variants = [line.variant_id for job in jobs for line in job.lines]
    levels = levels_here(store.id, variants)
    racks = _places(store, shelves=False)
    some = [rack for rack in racks if not rack.is_cold][:4] + [rack for rack in racks if rack.is_cold][:2]
    return print_pdf(
        "scan_sheet.html", store=store, jobs=[_job(job, levels) for job in jobs], tags=_tags(9), racks=some
    )


def _tags(count: int) -> list[Label]:
    return [Label(tag, f"BAG-{tag}", code128(f"BAG-{tag}")) for tag in free_tags(count)]


def _places(store: Store, *, shelves: bool) -> list[Label]:
    is_shelf = Location.kind == LocationKind.SHELF
    find = sa.select(Location).where(Location.store_id == store.id, Location.is_active)
    find = find.where(is_shelf if shelves else ~is_shelf)
    return [_place(place) for place in db.session.scalars(find.order_by(Location.sequence, Location.id))]


def _place(place: Location) -> Label:
    is_cold = place.temperature != Temperature.AMBIENT
    return Label(place.code, place.name, code128(f"LOC-{place.scan_key}"), is_cold)


def _job(job: Fulfillment, levels: dict[int, StockLevel]) -> Job:
    ready_by = job.promise_at.astimezone(job.store.timezone)
    items = [_item(line, levels.get(line.variant_id)) for line in job.lines if line.left]
    return Job(job.number, job.order.first_name, f"{ready_by:%H:%M}", items)


def _item(line: FulfillmentLine, level: StockLevel | None) -> Item:
    variant = line.variant
    barcode = barcode_of(variant.gtin, variant.sku)
    place = level.location.code if level and level.location else ""
    return Item(
        variant.product.title,
        variant.traits,
        place,
        line.left,
        barcode.text if barcode else variant.sku,
        barcode,
    )
