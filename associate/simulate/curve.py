"""A shop day as a function of its seed: who orders when and what, for which store, and how they come.

The figures are facts about real baskets: The Complete Journey (84.51°; 155,848 baskets of 457 stores of a US
grocer), and, of how alike they are, Online Retail (Chen 2015, doi:10.24432/C5BW33).
"""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from random import Random

HOURS = (  # share of baskets by hour of the clock that the till’s computer kept
    *(0.0713, 0.0535, 0.0343, 0.0196, 0.0097, 0.0046, 0.0043, 0.0025, 0.0015, 0.0020, 0.0053, 0.0119),
    *(0.0190, 0.0267, 0.0393, 0.0543, 0.0648, 0.0669, 0.0705, 0.0748, 0.0848, 0.0959, 0.0969, 0.0857),
)
AHEAD = 5  # hours: that clock was UTC, or the busiest hour would be ten at night and the quietest eight
LINES = ((0.0, 1), (0.25, 2), (0.5, 5), (0.75, 12), (0.9, 24), (0.99, 59))  # quantile, lines of a basket
SMALL = 0.5  # a web order to collect is no weekly shop: the smaller half of those baskets
SEVERAL = 0.2062  # share of lines of more than one unit
BESTSELLERS, THEIR_SHARE = 0.01, 0.3187  # a hundredth of the products is in a third of the lines
FIRST = ("Aoife", "Bram", "Chloé", "Dara", "Eilidh", "Farid", "Greta", "Hugo", "Inés", "Jonas", "Keira")
LAST = ("Byrne", "de Wit", "Laurent", "Moran", "Fraser", "Haddad", "Olsen", "Petit", "Romero", "Stein")


class Way(StrEnum):
    COUNTER = "counter"
    CAR = "car"
    SHIP = "ship"


WAYS = ((Way.COUNTER, 0.50), (Way.CAR, 0.35), (Way.SHIP, 0.15))


@dataclass(frozen=True)
class Arrival:
    """One order. `at` in seconds since the day began; `dawdles`: seconds from the message to the door."""

    n: int
    at: float
    store: str
    first: str
    last: str
    lines: tuple[tuple[str, int], ...]  # SKU, units
    way: Way
    dawdles: float


def arrivals(
    seed: int, orders: int, shelves: dict[str, Sequence[str]], hours: tuple[int, int]
) -> list[Arrival]:
    """The day’s orders in turn, the same for the same seed. `shelves`: the SKUs of each store; `hours`: from
    and to, of the store’s own clock."""
    dice = Random(seed)
    times = sorted(_time(dice, hours) for _order in range(orders))
    return [_arrival(dice, n, at, shelves) for n, at in enumerate(times)]


def local_share(hour: int) -> float:
    """Of a day’s baskets, by the store’s own clock."""
    return HOURS[(hour + AHEAD) % 24]


def _time(dice: Random, hours: tuple[int, int]) -> float:
    """Seconds since the first of these hours began."""
    open_ = range(*hours)
    hour = dice.choices(open_, [local_share(hour) for hour in open_])[0]
    return (hour - hours[0] + dice.random()) * 3600


def _arrival(dice: Random, n: int, at: float, shelves: dict[str, Sequence[str]]) -> Arrival:
    store = dice.choice(sorted(shelves))
    skus = dict.fromkeys(_sku(dice, shelves[store]) for _line in range(_lines(dice)))
    return Arrival(
        n=n,
        at=at,
        store=store,
        first=dice.choice(FIRST),
        last=dice.choice(LAST),
        lines=tuple((sku, _units(dice)) for sku in skus),
        way=dice.choices([way for way, _ in WAYS], [share for _, share in WAYS])[0],
        dawdles=dice.expovariate(1 / 2400),
    )


def _lines(dice: Random) -> int:
    """Between two quantiles as even as can be."""
    at = dice.random() * SMALL
    above = bisect([quantile for quantile, _ in LINES], at)
    (low, fewest), (high, most) = LINES[above - 1], LINES[above]
    return round(fewest + (most - fewest) * (at - low) / (high - low))


def _sku(dice: Random, skus: Sequence[str]) -> str:
    best = max(1, round(len(skus) * BESTSELLERS))
    return skus[dice.randrange(best)] if dice.random() < THEIR_SHARE else dice.choice(skus)


def _units(dice: Random) -> int:
    if dice.random() >= SEVERAL:
        return 1
    weights = list(accumulate((16, 4, 2, 1)))
    return dice.choices((2, 3, 4, 6), cum_weights=weights)[0]
