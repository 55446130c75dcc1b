"""How far apart two stores are."""

from associate.core.stores.models import Store
from associate.earth import haversine


def kilometers(one: Store, other: Store) -> float | None:
    """The great-circle distance in km by the haversine formula; None where a place is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return haversine(one.latitude, one.longitude, other.latitude, other.longitude)
