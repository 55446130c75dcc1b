"""Six stores where six real streets are, with hours a shop there would keep, and the places inside them."""

# ruff: noqa: E501  (a table reads better in rows)
from datetime import date, time, timedelta
from typing import NamedTuple

from associate.core.catalog.codes import scan_key
from associate.core.stores.models import (
    Location,
    LocationKind,
    OpeningHours,
    SpecialDay,
    Store,
    StoreVersion,
    Temperature,
)
from associate.db import db


class Site(NamedTuple):
    code: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    latitude: float
    longitude: float
    zone: str
    currency: str
    phone: str  # from the ranges set aside for fiction, where a country has one
    weekdays: tuple[str, str]
    saturday: tuple[str, str]
    sunday: tuple[str, str] | None


# fmt: off
SITES = (
    Site("MQ", "Mill Quay", "14 Ormond Quay Upper", "D07 FH66", "Dublin", "IE", 53.3460, -6.2707, "Europe/Dublin", "EUR",
         "+353 20 910 0014", ("09:00", "20:00"), ("09:00", "19:00"), ("11:00", "18:00")),
    Site("CR", "Castle Row", "31 Cockburn Street", "EH1 1BP", "Edinburgh", "GB", 55.9509, -3.1894, "Europe/London", "GBP",
         "+44 131 496 0031", ("09:00", "19:00"), ("09:00", "18:00"), ("11:00", "17:00")),
    Site("NG", "Northgate", "8 Camden Passage", "N1 8EA", "London", "GB", 51.5349, -0.1040, "Europe/London", "GBP",
         "+44 20 7946 0108", ("09:30", "20:00"), ("09:30", "19:00"), ("11:30", "17:30")),
    Site("JO", "Jordaan", "102 Haarlemmerdijk", "1013 JG", "Amsterdam", "NL", 52.3826, 4.8864, "Europe/Amsterdam", "EUR",
         "+31 20 555 0102", ("09:30", "18:30"), ("09:30", "18:00"), ("12:00", "17:30")),
    Site("LM", "Le Marais", "22 Rue de Bretagne", "75003", "Paris", "FR", 48.8627, 2.3623, "Europe/Paris", "EUR",
         "+33 1 99 00 00 22", ("10:00", "19:30"), ("10:00", "19:30"), None),
    Site("AA", "Alberta Arts", "1820 NE Alberta Street", "97211", "Portland", "US", 45.5590, -122.6466,
         "America/Los_Angeles", "USD", "+1 503 555 0182", ("09:00", "19:00"), ("09:00", "19:00"), ("10:00", "18:00")),
)
# fmt: on
CODES = frozenset(site.code for site in SITES)
FLOOR = (
    ("A", "Clothing", "Clothing"),
    ("B", "Kitchen", "House"),
    ("C", "Home", "House"),
    ("D", "Garden", "Garden"),
    ("E", "Food and wine", "Food"),
    ("F", "Paper and play", "Paper and play"),
)
COLD_ZONE = "Food"  # of the cold counter
BAYS = 6  # for cars, before the door
SHELVES = 8  # bays of a zone
NEVER_QUIET = time(0)  # whoever tries it at night wants to see the messages too


def open_stores(today: date) -> dict[str, Store]:
    """Make every store with its hours and places; by code. Inside atomic()."""
    return {site.code: _open(site, today) for site in SITES}


def _open(site: Site, today: date) -> Store:
    store = Store(
        code=site.code,
        name=site.name,
        street=site.street,
        postcode=site.postcode,
        city=site.city,
        country=site.country,
        latitude=site.latitude,
        longitude=site.longitude,
        zone=site.zone,
        currency=site.currency,
        phone=site.phone,
        cash_on_pickup=site.code in ("MQ", "JO"),
        region="OR" if site.country == "US" else "",
        paper="letter" if site.country == "US" else "a4",
        quiet_from=NEVER_QUIET,
        quiet_until=NEVER_QUIET,
        hours=_hours(site),
        exceptions=_special_days(today),
    )
    db.session.add(store)
    db.session.flush()
    db.session.add(StoreVersion(store_id=store.id))
    db.session.add_all(_places(store.id))
    db.session.flush()
    return store


def _hours(site: Site) -> list[OpeningHours]:
    week = [site.weekdays] * 5 + [site.saturday, site.sunday]
    return [
        OpeningHours(weekday=day, opens=time.fromisoformat(span[0]), closes=time.fromisoformat(span[1]))
        for day, span in enumerate(week)
        if span
    ]


def _special_days(today: date) -> list[SpecialDay]:
    """The coming holidays, whatever year the demo is loaded in."""
    year = today.year + (today > date(today.year, 12, 26))
    short = {"opens": time(10), "closes": time(16)}
    return [
        SpecialDay(day=date(year, 12, 24), name="Christmas Eve", **short),
        SpecialDay(day=date(year, 12, 25), name="Christmas Day"),
        SpecialDay(day=date(year, 12, 31), name="New Year’s Eve", **short),
        SpecialDay(day=date(year, 12, 31) + timedelta(days=1), name="New Year’s Day"),
    ]


def _places(store_id: int) -> list[Location]:
    """Shelves in walking order with the cold last, then racks for bags and one for what goes back."""
    shelves = [
        (f"{aisle}-{bay:02d}", f"{name} {aisle}-{bay:02d}", zone)
        for aisle, name, zone in FLOOR
        for bay in range(1, SHELVES + 1)
    ]
    zones = {code: zone for code, _name, zone in shelves}
    rows = [(code, name, LocationKind.SHELF, Temperature.AMBIENT, None) for code, name, _zone in shelves]
    rows += [
        (f"K-{bay:02d}", f"Cold counter K-{bay:02d}", LocationKind.SHELF, Temperature.CHILLED, None)
        for bay in range(1, 5)
    ]
    rows += [
        (f"{rack}-{bay}", f"Rack {rack}-{bay}", LocationKind.STAGING, Temperature.AMBIENT, 4)
        for rack in "ABC"
        for bay in range(1, 7)
    ]
    rows += [
        (f"Cold {bay}", f"Cold {bay}", LocationKind.STAGING, Temperature.CHILLED, 6) for bay in range(1, 4)
    ]
    rows += [
        (f"{bay}", f"Bay {bay}", LocationKind.BAY, Temperature.AMBIENT, None) for bay in range(1, BAYS + 1)
    ]
    rows += [("Back 1", "Put-back rack", LocationKind.PUT_BACK, Temperature.AMBIENT, None)]
    return [
        Location(
            store_id=store_id,
            code=code,
            scan_key=scan_key(code),
            name=name,
            kind=kind,
            temperature=temperature,
            capacity=capacity,
            sequence=10 * number,
            zone=zones.get(code, COLD_ZONE if kind == LocationKind.SHELF else ""),
        )
        for number, (code, name, kind, temperature, capacity) in enumerate(rows, 1)
    ]
