"""What stands in a practice shop: a few things on shelves, racks, bays, and people who are made up."""

from dataclasses import dataclass
from datetime import time
from secrets import randbelow
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.codes import scan_key
from associate.core.catalog.models import Product, Variant
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.stores.devices import Device
from associate.core.stores.models import (
    Location,
    LocationKind,
    OpeningHours,
    Store,
    StoreVersion,
    Temperature,
)
from associate.core.stores.sessions import A_SHIFT, is_idle
from associate.core.stores.staff import Role, Staff, StaffSession
from associate.db import atomic, db
from associate.errors import Refused
from associate.practice import scenes
from associate.web.access import SignedIn
from associate.words import _

SAME = (
    "code",
    "street",
    "city",
    "postcode",
    "country",
    "zone",
    "currency",
    "locale",
    "paper",
    "undo_minutes",
)
"""As in the person’s own store."""
COLLEAGUE = "Kim"
UNITS = 12  # of each thing

# fmt: off
THINGS = (  # SKU, digits (GS1’s prefix for demonstrations), title, drawing, its color, cents, shelf, grams
    ("PR-KETTLE", "09521205000011", "Practice kettle", "kettle", "oat", 4200, "A-01", 980),
    ("PR-JACKET", "09521205000028", "Practice jacket", "jacket", "moss", 8900, "A-02", 620),
    ("PR-MUG", "09521205000035", "Practice mug", "mug", "clay", 1400, "B-01", 380),
    ("PR-LAMP", "09521205000042", "Practice lamp", "lamp", "brass", 5600, "B-02", 1100),
    ("PR-TOWEL", "09521205000059", "Practice towel", "towel", "navy", 1900, "C-01", 240),
    ("PR-PLATE", "09521205000066", "Practice plate", "plate", "cream", 1900, "C-02", 780),
)
PLACES = (
    *((row[6], f"Shelf {row[6]}", LocationKind.SHELF) for row in THINGS),
    *((f"R-{n}", f"Rack R-{n}", LocationKind.STAGING) for n in (1, 2, 3)),
    *((f"{n}", f"Bay {n}", LocationKind.BAY) for n in (1, 2, 3)),
    ("Back 1", "Put-back rack", LocationKind.PUT_BACK),
)
# fmt: on


@dataclass(frozen=True)
class About:
    """Whose shop it becomes, as read from the real one: plain values, no row of one database in the other."""

    staff_id: int
    names: tuple[str, str]
    locale: str
    store: dict[str, Any]
    name: str

    @classmethod
    def of(cls, me: SignedIn) -> "About":
        """Raises Refused("no_store")."""
        if me.store is None:
            raise Refused("no_store", _("Choose a store first."))
        person, store = me.staff, {name: getattr(me.store, name) for name in SAME}
        return cls(person.id, (person.first_name, person.last_name), person.locale, store, me.store.name)


@dataclass(frozen=True)
class Visitor:
    """A session of the real shop, as far as the practice shop has to know it; plain values too."""

    staff_id: int
    token_hash: str
    begun_by: str
    device: dict[str, Any] | None

    @classmethod
    def of(cls, session: StaffSession) -> "Visitor":
        device = session.device
        known = device and {name: getattr(device, name) for name in ("id", "name", "kind", "token_hash")}
        return cls(session.staff_id, session.token_hash, session.begun_by, known)


def furnish(about: About, lesson: str) -> None:
    """All of the shop, then what the lesson begins with."""
    with atomic():
        store = _store(about)
        channel = _channel(store)
        goods = [_thing(store, *row) for row in THINGS]
        person, colleague = _people(about, store)
    scenes.set_up(lesson, scenes.Stage(store, channel, goods, person, colleague))


def sign_in(visitor: Visitor) -> None:
    """Who is signed in at the real shop is so here, on the same device; again once that session is idle."""
    known = db.session.scalar(sa.select(StaffSession).filter_by(token_hash=visitor.token_hash))
    if known is None or is_idle(known):
        with atomic():
            db.session.execute(sa.delete(StaffSession).filter_by(token_hash=visitor.token_hash))
            db.session.add(_session(visitor, db.session.scalars(sa.select(Store)).one()))


def _session(visitor: Visitor, store: Store) -> StaffSession:
    device = visitor.device
    if device and db.session.get(Device, device["id"]) is None:
        db.session.add(Device(store_id=store.id, enrolled_by=SYSTEM.ref, **device))
        db.session.flush()
    return StaffSession(
        token_hash=visitor.token_hash,
        staff_id=visitor.staff_id,
        store_id=store.id,
        device_id=device and device["id"],
        begun_by=visitor.begun_by,
        used_at=now(),
        expires_at=now() + A_SHIFT,
    )


def _store(about: About) -> Store:
    """Its number is like no other: what a process keeps in memory, it keeps by store."""
    always = [OpeningHours(weekday=day, opens=time(0, 0), closes=time(23, 59)) for day in range(7)]
    store = Store(id=randbelow(2**40) + 2**33, name=about.name, hours=always, **about.store)
    db.session.add(store)
    db.session.flush()
    db.session.add(StoreVersion(store_id=store.id))
    for number, (code, name, kind) in enumerate(PLACES, 1):
        known = {"code": code, "name": name, "kind": kind, "temperature": Temperature.AMBIENT}
        db.session.add(
            Location(store_id=store.id, scan_key=scan_key(code), sequence=number, capacity=4, **known)
        )
    db.session.flush()
    return store


def _channel(store: Store) -> Channel:
    known = {"name": "Practice", "prefix": "PR", "secret": "practice", "is_practice": True}
    channel = Channel(
        key="practice",
        platform=Platform.SHOPIFY,
        locations={"here": store.code},
        settings={"currency": store.currency},
        **known,
    )
    db.session.add(channel)
    db.session.flush()
    return channel


def _thing(
    store: Store, sku: str, gtin: str, title: str, picture: str, hue: str, price: int, shelf: str, grams: int
) -> Variant:
    product = Product(title=title, picture=picture, category="Practice")
    variant = Variant(product=product, sku=sku, gtin=gtin, hue=hue, price=price)
    variant.currency, variant.weight_g = store.currency, grams
    db.session.add(variant)
    db.session.flush()
    place = db.session.scalars(sa.select(Location.id).filter_by(store_id=store.id, code=shelf)).one()
    row = {"store_id": store.id, "variant_id": variant.id, "on_hand": UNITS, "location_id": place}
    ledger.stock_up([row], cause="practice", by=SYSTEM)
    return variant


def _people(about: About, store: Store) -> tuple[Staff, Staff]:
    """The person, as an associate whatever they are; and somebody who picked and bagged before them."""
    first, last = about.names
    known = {"role": Role.ASSOCIATE, "store_id": store.id, "password_hash": ""}
    person = Staff(id=about.staff_id, email="you@practice.invalid", first_name=first, last_name=last, **known)
    person.locale = about.locale
    colleague = Staff(email="kim@practice.invalid", first_name=COLLEAGUE, last_name="(made up)", **known)
    db.session.add(person)
    db.session.flush()
    db.session.add(colleague)
    db.session.flush()
    return person, colleague
