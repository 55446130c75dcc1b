"""The demo’s retailer with nothing going on yet: six stores, their shelves full enough for the day."""

from collections import Counter
from collections.abc import Sequence
from datetime import time

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.core.stores.models import OpeningHours, Store
from associate.core.stores.passwords import hash_password
from associate.core.stores.staff import Role, Staff
from associate.db import atomic, db
from associate.demo.assortment import assortment
from associate.demo.boxes import open_accounts, stack_boxes
from associate.demo.channels import WEB, connect, open_channels
from associate.demo.sizes import HAZMAT, SERIALS
from associate.demo.stock import fill_shelves, list_products
from associate.demo.stores import CODES, open_stores
from associate.simulate.associates import Duty, Person
from associate.simulate.curve import Arrival
from associate.simulate.payload import SHELF
from associate.simulate.town import in_turn
from associate.web.tryout import DEMO_PASSWORD

SPARE = 4  # units of everything beyond what is ordered, and as much again for what nobody finds
APART = {*HAZMAT, *SERIALS}
"""Things that ask for more than a scan."""
ALONE = tuple(Duty)
FRONT, PICKER = (Duty.COUNTER, Duty.CARS), (Duty.PICK,)
TEAM = (FRONT, (Duty.PICK, Duty.PACK), (Duty.PICK, Duty.COUNTER), PICKER, PICKER)


def shelf() -> SHELF:
    """What may be ordered in the play, by SKU."""
    return {
        look.sku: (thing, look) for thing in assortment() if thing.title not in APART for look in thing.looks
    }


def open_shop(arrivals: Sequence[Arrival], people: int) -> list[Person]:
    """Stores that never close, with so many people; the database is empty. Commits."""
    things, wanted = assortment(), _wanted(arrivals)
    with atomic():
        stores = open_stores(now().date())
        for store in stores.values():
            _never_closes(store)
        stack_boxes()
        open_accounts(stores)
        fill_shelves(stores, things, list_products(things), set(wanted))
        _deliver(stores, wanted)
        channels = open_channels()
        connect(channels)
        hired = _hire(stores, people)
    assert WEB in channels
    return hired


def team(stores: Sequence[str]) -> list[tuple[str, tuple[Duty, ...]]]:
    """(store, duties) of one person after the other; who is alone in a store does everything."""
    crew = Counter(stores)
    seen: Counter[str] = Counter()
    found = []
    for store in stores:
        found.append((store, ALONE if crew[store] < 3 else TEAM[seen[store] % len(TEAM)]))
        seen[store] += 1
    return found


def _never_closes(store: Store) -> None:
    """The day is played at whatever hour, and on whatever day, somebody starts it."""
    missing = set(range(7)) - {span.weekday for span in store.hours}
    store.hours += [OpeningHours(weekday=day) for day in missing]
    for span in (*store.hours, *store.exceptions):
        span.opens, span.closes = time(0), time(23, 59)


def _wanted(arrivals: Sequence[Arrival]) -> Counter[tuple[str, str]]:
    wanted: Counter[tuple[str, str]] = Counter()
    for arrival in arrivals:
        for sku, units in arrival.lines:
            wanted[arrival.store, sku] += units
    return wanted


def _deliver(stores: dict[str, Store], wanted: Counter[tuple[str, str]]) -> None:
    ids = {store.id: code for code, store in stores.items()}
    find = sa.select(StockLevel.id, StockLevel.variant_id, StockLevel.store_id, Variant.sku).join(
        Variant, Variant.id == StockLevel.variant_id
    )
    parts = [
        (row.id, row.variant_id, 2 * units + SPARE, "played")
        for row in db.session.execute(find)
        if (units := wanted[ids[row.store_id], row.sku])
    ]
    ledger.move_all(sorted(parts, key=lambda part: (part[1], part[0])), Kind.RECEIVED, by=SYSTEM)


def _hire(stores: dict[str, Store], people: int) -> list[Person]:
    kept = hash_password(DEMO_PASSWORD)
    hired = [
        Person(f"played.{n}@hollisandwren.example", store, duties)
        for n, (store, duties) in enumerate(team(in_turn(sorted(CODES), people)), 1)
    ]
    db.session.add_all(
        Staff(
            email=person.email,
            first_name=f"P{n}",
            last_name="Player",
            role=Role.ASSOCIATE,
            store=stores[person.store],
            password_hash=kept,
        )
        for n, person in enumerate(hired, 1)
    )
    db.session.flush()
    return hired
