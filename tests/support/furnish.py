"""Put the small retailer that tests work in into an empty database."""

from datetime import time

from argon2 import PasswordHasher

from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.codes import gtin14
from associate.core.catalog.models import Product, Variant
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Location, LocationKind, OpeningHours, Store, StoreVersion
from associate.core.stores.staff import Role, Staff
from associate.db import atomic, db

PASSWORD = "a sentence for tests"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # every test signs in
HASH = CHEAP.hash(PASSWORD)


def furnish() -> None:
    """Two stores open around the clock, four things, 20 of each on either floor, people of every role."""
    with atomic():
        stores = [
            store("MQ", "Mill Quay", "Europe/Dublin", "EUR", "IE"),
            store("CR", "Castle Row", "Europe/London", "EUR", "GB"),
        ]
        channel("web", "HW")
        things = [
            variant("HW-RJ-204-M", "96385074", "Harbor rain jacket", 8900, size="M", color="Moss"),
            variant("HW-EK-15", "4006381333931", "Enamel kettle 1.5 L", 4250, color="Cream"),
            variant("HW-OM-1", "036000291452", "Oat milk 1 L", 250),
            variant("HW-PN-75", "5901234123457", "Pinot noir 750 ml", 1450, min_age=18),
        ]
        for here in stores:
            for number, thing in enumerate(things, 1):
                shelf = place(here, f"B-{number}", LocationKind.SHELF, number)
                stock(here, thing, shelf, 20)
            for number in (1, 2, 3):
                place(here, f"R-{number}", LocationKind.STAGING, 50 + number, name=f"Rack R-{number}")
        people(*stores)


def people(mill_quay: Store, castle_row: Store) -> None:
    for name, role, works_at in (
        ("Ana Duarte", Role.ASSOCIATE, mill_quay),
        ("Priya Nair", Role.ASSOCIATE, mill_quay),
        ("Marcus Bell", Role.LEAD, mill_quay),
        ("Helen Marsh", Role.MANAGER, mill_quay),
        ("Charlie Voss", Role.ASSOCIATE, castle_row),
        ("Rosa Lind", Role.REGIONAL, None),
        ("Sam Ortiz", Role.SERVICE, None),
        ("Ada Byrne", Role.ADMIN, None),
    ):
        first, last = name.split(" ")
        email = f"{first.lower()}@shop.example"
        db.session.add(
            Staff(
                email=email, first_name=first, last_name=last, role=role, store=works_at, password_hash=HASH
            )
        )


def stock(here: Store, thing: Variant, shelf: Location, units: int) -> None:
    level_id = ledger.level_of(here.id, thing.id)
    ledger.receive(level_id, units, cause="test", by=SYSTEM)
    db.session.get_one(StockLevel, level_id).location_id = shelf.id


def store(code: str, name: str, zone: str, currency: str, country: str) -> Store:
    always = [OpeningHours(weekday=day, opens=time(0, 0), closes=time(23, 59)) for day in range(7)]
    store = Store(
        code=code,
        name=name,
        zone=zone,
        currency=currency,
        country=country,
        city=name,
        street="14 Mill Quay",
        hours=always,
    )
    db.session.add(store)
    db.session.flush()
    db.session.add(StoreVersion(store_id=store.id))
    return store


def channel(key: str, prefix: str) -> Channel:
    channel = Channel(
        key=key,
        platform=Platform.SHOPIFY,
        name="Web shop",
        prefix=prefix,
        secret="hush",
        locations={"mq": "MQ", "cr": "CR"},
        settings={"currency": "EUR"},
    )
    db.session.add(channel)
    db.session.flush()
    return channel


def variant(
    sku: str,
    gtin: str,
    title: str,
    price: int,
    *,
    size: str = "",
    color: str = "",
    min_age: int | None = None,
) -> Variant:
    variant = Variant(
        product=Product(title=title, min_age=min_age),
        sku=sku,
        gtin=gtin14(gtin),
        size=size,
        color=color,
        price=price,
        currency="EUR",
    )
    db.session.add(variant)
    db.session.flush()
    return variant


def place(store: Store, code: str, kind: LocationKind, sequence: int, name: str = "") -> Location:
    place = Location(
        store_id=store.id,
        code=code,
        scan_key=code.replace("-", ""),
        name=name,
        kind=kind,
        sequence=sequence,
    )
    db.session.add(place)
    db.session.flush()
    return place
