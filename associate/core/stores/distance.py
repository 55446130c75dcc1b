"""How far apart two stores are."""

from math import asin, cos, radians, sin, sqrt

from associate.core.stores.models import Store

EARTH = 6371.0088  # km, the mean radius of IUGG


def kilometers(one: Store, other: Store) -> float | None:
    """The great-circle distance in km by the haversine formula; None where a place is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return haversine(one.latitude, one.longitude, other.latitude, other.longitude)


def haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometers between two points given in degrees."""
    north, east = radians(lat2 - lat1), radians(lon2 - lon1)
    chord = sin(north / 2) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(chord))
