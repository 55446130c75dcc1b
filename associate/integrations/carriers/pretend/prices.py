"""What the pretend carrier takes: by zone and weight, with zones as far apart as the real distances are."""

from bisect import bisect_left
from dataclasses import dataclass

from associate.earth import haversine
from associate.integrations.carriers.port import Address, Package, Rate, Shipment
from associate.integrations.carriers.pretend.numbers import FAST, SLOW

NAME = "Pretend Parcel"
ZONES = (80, 240, 480, 970, 1610, 2250, 2900)  # km, where the next zone begins
NEAR, FAR = 200, 1200  # km, where nobody knows better: within a region, and from one to the next
STEP = 500  # g; each one that is begun is paid
BULKY = 5000  # mm³ a gram: what is larger than it is heavy is paid by its size
HEAVIEST, LONGEST = 30_000, 1_500  # g, mm


@dataclass(frozen=True)
class Service:
    """Prices in minor units, whatever the currency."""

    code: str
    name: str
    base: int
    by_zone: int
    by_step: int  # for each zone and each half kilo
    slowest: int  # days to the farthest zone

    def price(self, zone: int, steps: int) -> int:
        return self.base + self.by_zone * zone + self.by_step * steps * (zone + 3)

    def days(self, zone: int) -> int:
        return 1 + (self.slowest - 1) * zone // (len(ZONES) + 1)


AT_HOME = (
    Service("ground", "Ground", 420, 35, 9, 6),
    Service("priority", "Priority", 640, 70, 14, 3),
    Service("overnight", "Overnight", 1900, 160, 40, 1),
)
ABROAD = (
    Service("world", "World", 1300, 0, 110, SLOW),
    Service("world_priority", "World Priority", 2900, 0, 240, FAST),
)


def rates(shipment: Shipment) -> tuple[Rate, ...]:
    """The cheapest first."""
    is_abroad = is_to_another_country(shipment)
    zone = len(ZONES) + 1 if is_abroad else zone_of(kilometers(shipment.sender, shipment.recipient))
    steps = -(-billable(shipment.package) // STEP)
    return tuple(
        Rate(
            ref=each.code,
            carrier=NAME,
            service=each.code,
            name=each.name,
            amount=each.price(zone, steps),
            currency=shipment.currency,
            days=each.days(zone),
        )
        for each in (ABROAD if is_abroad else AT_HOME)
    )


def is_to_another_country(shipment: Shipment) -> bool:
    return shipment.sender.country.upper() != shipment.recipient.country.upper()


def zone_of(km: float) -> int:
    """1 to 8."""
    return bisect_left(ZONES, km) + 1


def kilometers(one: Address, other: Address) -> float:
    """By their coordinates; without them a guess by region."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return NEAR if one.region.upper() == other.region.upper() else FAR
    return haversine(one.latitude, one.longitude, other.latitude, other.longitude)


def billable(package: Package) -> int:
    """Grams that are paid for."""
    volume = package.length_mm * package.width_mm * package.height_mm
    return max(package.weight_g, -(-volume // BULKY), 1)


def why_not(shipment: Shipment) -> str:
    """What keeps a parcel from being taken at all, in this carrier’s own words; "" for nothing."""
    package, to = shipment.package, shipment.recipient
    if not (to.line1.strip() and to.postcode.strip() and to.country.strip()):
        return "RECIPIENT ADDRESS INCOMPLETE"
    if package.weight_g > HEAVIEST:
        return f"PARCEL EXCEEDS {HEAVIEST // 1000} KG"
    if max(package.length_mm, package.width_mm, package.height_mm) > LONGEST:
        return f"PARCEL EXCEEDS {LONGEST // 10} CM"
    return ""
