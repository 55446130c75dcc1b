"""How far the other store is."""

import pytest

from associate.core.stores.distance import kilometers
from associate.core.stores.models import Store
from associate.earth import haversine


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((53.3498, -6.2603), (55.9533, -3.1883), 349),  # Dublin to Edinburgh
        ((0, 0), (0, 90), 10007.6),  # a quarter of the equator
        ((10, 179.9), (10, -179.9), 21.9),  # over the date line
        ((52.37, 4.9), (52.37, 4.9), 0),
    ],
)
def test_the_great_circle(one, other, km):
    assert haversine(*one, *other) == pytest.approx(km, rel=0.01, abs=0.01)


def test_a_store_without_a_place_has_no_distance():
    here = Store(latitude=1.0, longitude=1.0)
    assert (
        kilometers(here, Store()) is None
        and kilometers(Store(), here) is None
        and kilometers(here, here) == 0
    )
