"""Distances on the globe."""

from math import asin, cos, radians, sin, sqrt

RADIUS = 6371.0088  # km, the mean radius of IUGG


def haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometers between two points given in degrees."""
    north, east = radians(lat2 - lat1), radians(lon2 - lon1)
    chord = sin(north / 2) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(east / 2) ** 2
    return 2 * RADIUS * asin(sqrt(chord))
